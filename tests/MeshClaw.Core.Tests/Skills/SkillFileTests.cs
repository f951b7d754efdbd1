using System.Text;
using MeshClaw.Core.Files;
using MeshClaw.Core.Skills;

namespace MeshClaw.Core.Tests.Skills;

public sealed class SkillFileTests
{
    [Fact]
    public void A_file_with_everything_is_read()
    {
        var header = Parse(
            """
            ---
            name: pdf-processing
            description: >
              Extracts text from PDFs.
              Use when the user mentions one.
            license: Apache-2.0
            compatibility: Requires poppler
            allowed-tools: Bash(git add:*) mail.search, files.read
            metadata:
              author: example-org
              openclaw: {"emoji": "x", "requires": {"bins": ["curl", "jq"]}}
            ---

            # How

            """
        ).Value;

        Assert.NotNull(header);
        Assert.Equal("pdf-processing", header.Name);
        Assert.Equal("Extracts text from PDFs. Use when the user mentions one.", header.Description);
        Assert.Equal(["Bash(git add:*)", "mail.search", "files.read"], header.AllowedTools);
        Assert.Equal(
            ["author=example-org", "openclaw.emoji=x", "openclaw.requires.bins.0=curl", "openclaw.requires.bins.1=jq"],
            header.Metadata.Select(m => $"{m.Key}={m.Value}")
        );
        Assert.Equal(("Apache-2.0", "Requires poppler", "# How"), (header.License, header.Compatibility, header.Body));
    }

    [Fact]
    public void Tools_may_be_a_list_and_a_licence_keys()
    {
        var header = Parse(
            "---\nname: a\ndescription: b\nallowed-tools: [Read, mail.read]\nlicense: {spdx: MIT, transferable: true}\n---\n"
        ).Value;

        Assert.Equal(["Read", "mail.read"], header!.AllowedTools); // It has no errors.
        Assert.Equal("MIT", header.License);
    }

    [Fact]
    public void A_key_of_other_programs_is_a_warning_with_its_line()
    {
        var result = Parse("---\nname: a\ndescription: b\nversion: 1.0.0\n---\n");

        Assert.NotNull(result.Value);
        Assert.Equal(
            "SKILL.md:4:1: warning: The key \"version\" is not of the format; nothing is done with it.",
            Assert.Single(result.Problems).ToString()
        );
    }

    [Theory]
    [InlineData("name: Bad\ndescription: b", "SKILL.md:2:7")]
    [InlineData("name: a--b\ndescription: b", "SKILL.md:2:7")]
    [InlineData("name: -a\ndescription: b", "SKILL.md:2:7")]
    [InlineData("name: \u0430bc\ndescription: b", "SKILL.md:2:7")] // Cyrillic.
    [InlineData("description: b", "SKILL.md:2:1")]
    [InlineData("name: a", "SKILL.md:2:1")]
    [InlineData("name: a\ndescription:", "SKILL.md:3:13")]
    [InlineData("name: a\ndescription: [b]", "SKILL.md:3:14")]
    [InlineData("name: a\ndescription: b\nmetadata: text", "SKILL.md:4:11")]
    [InlineData("name: a\nname: b\ndescription: c", "SKILL.md:3:1")]
    [InlineData("name: &x a\ndescription: *x", "SKILL.md:2:7")]
    public void What_is_wrong_is_named_with_its_place(string front, string place)
    {
        var result = Parse($"---\n{front}\n---\nText");

        Assert.Null(result.Value);
        Assert.StartsWith(place, result.Errors.First().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_name_must_be_that_of_the_folder()
    {
        var result = SkillFile.Parse("SKILL.md", "other", "---\nname: a\ndescription: b\n---\n"u8);

        Assert.Contains("must be that of its folder", Assert.Single(result.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("description", 1025)]
    [InlineData("compatibility", 501)]
    public void What_is_too_long_is_an_error(string key, int length)
    {
        var others = key == "description" ? "name: a" : "name: a\ndescription: b";

        Assert.Null(Parse($"---\n{others}\n{key}: {new string('x', length)}\n---\n").Value);
        Assert.NotNull(Parse($"---\n{others}\n{key}: {new string('x', length - 1)}\n---\n").Value);
    }

    [Fact]
    public void Bombs_are_errors_and_soon()
    {
        var deep = "metadata: " + new string('[', 100_000);
        var wide = "metadata:\n" + string.Concat(Enumerable.Range(0, 30_000).Select(i => $"  k{i}: v\n"));
        const string laughs = "a: &a [x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\nmetadata: {d: [*c,*c]}";
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.All(
            new[] { deep, wide, laughs, new string('x', 300_000) },
            bomb => Assert.Null(Parse($"---\nname: a\ndescription: b\n{bomb}\n---\n").Value)
        );
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), watch.Elapsed.ToString());
    }

    [Theory]
    [InlineData("inbox-triage", "inbox-tr1age", true)]
    [InlineData("inbox-triage", "inboxtriage", true)]
    [InlineData("inbox-triage", "lnbox-triage", true)]
    [InlineData("newsletter-digest", "newsIetter-digest", true)]
    [InlineData("follow-ups", "follow-up", true)]
    [InlineData("inbox-triage", "inbox-triage", false)]
    [InlineData("meeting-notes", "weekly-review", false)]
    [InlineData("pdf", "pdb", false)]
    public void Names_that_a_reader_takes_for_another_are_told(string a, string b, bool alike) =>
        Assert.Equal(alike, SkillName.LooksLike(a, b));

    private static FileResult<SkillHeader> Parse(string text) =>
        SkillFile.Parse("SKILL.md", null, Encoding.UTF8.GetBytes(text));
}
