using MeshClaw.Core.Configuration;
using MeshClaw.Core.Files;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Statements;

namespace MeshClaw.Core.Tests.Configuration;

public sealed class CeilingFileTests
{
    [Fact]
    public void Whole_file_is_read()
    {
        var result = Parse(
            "ceiling.yaml",
            """
            max-autonomy: act-reversibly
            forbid-tools: [shell.*, mail.delete]
            ask-tools: [mail.send]
            forbid-destinations: [mail:@Rival.example, "mail:Bob@x.example", host:*, model:openai]
            limits: { deletions-per-day: 10, usd-per-day: 0 }
            """
        );

        Assert.Empty(result.Problems);
        Assert.Equal(
            "ActReversibly | shell.* mail.delete | mail.send | mail:@rival.example mail:bob@x.example host:* model:openai | "
                + "300 10 20 0 20000 25",
            Show(result.Value!.Ceiling)
        );
    }

    [Fact]
    public void Whatever_forbids_nothing_although_it_was_written_is_an_error()
    {
        var result = Parse(
            "ceiling.yaml",
            """
            max-autonomy: ~
            forbid-tools: ["*", mail, mail.d*, Mail.send]
            ask-tools: []
            forbid-destinations: [rival.example, "mail:@*", "mail:*.rival.example", "host:*.x", "ftp:x", "mail:"]
            limits: ~
            forbid-tool: [mail.send]
            """
        );

        const string Tool = "Write a tool, mail.send, or all of a connector, mail.*.";
        const string Where =
            "Write KIND:VALUE: mail:ana@corp.example, mail:@corp.example (with subdomains), host:files.example, channel:telegram, "
            + "model:openai, chat:C0123@T0123 (a channel and its workspace); or KIND:* for all of a kind.";
        Assert.Null(result.Value);
        Assert.Equal(
            [
                "1:15: \"max-autonomy\" takes one of: observe, propose, act-reversibly, act.",
                $"2:16: \"*\" is not understood. {Tool}",
                $"2:21: \"mail\" is not understood. {Tool}",
                $"2:27: \"mail.d*\" is not understood. {Tool}",
                $"2:36: \"Mail.send\" is not understood. {Tool}",
                "3:12: \"ask-tools\" is empty, so it forbids nothing. Remove it, or name something.",
                $"4:23: \"rival.example\" is not understood. {Where}",
                $"4:38: \"mail:@*\" is not understood. {Where}",
                $"4:49: \"mail:*.rival.example\" is not understood. {Where}",
                $"4:73: \"host:*.x\" is not understood. {Where}",
                $"4:85: \"ftp:x\" is not understood. {Where}",
                $"4:94: \"mail:\" is not understood. {Where}",
                "5:9: \"limits\" takes keys with values.",
                "6:1: Unknown key \"forbid-tool\". Did you mean \"forbid-tools\"? Allowed: limits, max-autonomy, forbid-tools, ask-tools, forbid-destinations, rules.",
            ],
            result.Problems.Select(p => p.ToString().Replace("ceiling.yaml:", "", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("# later\n")]
    [InlineData("{}")]
    public void Empty_file_is_an_error(string text) =>
        Assert.Equal(
            ["ceiling.yaml:1:1: The file says nothing. Write what it should forbid, or delete it."],
            Parse("ceiling.yaml", text).Problems.Select(p => p with { Line = 1 }).Select(p => p.ToString())
        );

    [Fact]
    public void Several_files_are_merged_and_the_strictest_wins()
    {
        using var folder = new Folder();
        File.WriteAllText(
            folder.File("a.yaml"),
            "max-autonomy: act-reversibly\nforbid-tools: [a.b]\nlimits: { bulk: 9, actions-per-run: 5 }\n"
        );
        File.WriteAllText(
            folder.File("b.yaml"),
            "max-autonomy: propose\nforbid-tools: [c.d, a.b]\nask-tools: [e.f]\nlimits: { bulk: 3 }\n"
        );

        var one = Load([folder.File("a.yaml"), folder.File("none.yaml"), folder.File("b.yaml")]);
        var other = Load([folder.File("b.yaml"), folder.File("a.yaml")]);

        Assert.Empty(one.Problems);
        Assert.Equal("Propose | a.b c.d | e.f |  | 5 50 20 0.50 20000 3", Show(one.Value!.Ceiling));
        Assert.Equal("Propose | c.d a.b | e.f |  | 5 50 20 0.50 20000 3", Show(other.Value!.Ceiling));
    }

    [Fact]
    public void File_with_an_error_or_that_cannot_be_read_leaves_no_ceiling()
    {
        using var folder = new Folder();
        File.WriteAllText(folder.File("good.yaml"), "max-autonomy: propose\n");
        File.WriteAllText(folder.File("bad.yaml"), "max-autonomie: propose\n");
        File.CreateSymbolicLink(folder.File("dangling.yaml"), folder.File("gone.yaml"));
        Directory.CreateDirectory(folder.File("folder.yaml"));

        foreach (var name in new[] { "bad.yaml", "dangling.yaml", "folder.yaml" })
        {
            var result = Load([folder.File(name), folder.File("good.yaml")]);

            Assert.Null(result.Value);
            Assert.Equal([folder.File(name)], result.Errors.Select(e => e.File));
        }
    }

    [Fact]
    public void Without_files_there_is_no_ceiling() => Assert.Same(Ceiling.None, PolicyFiles.Load([]).Value!.Ceiling);

    private static FileResult<PolicyContent> Parse(string path, string text) =>
        PolicyFile.Parse(path, text, StatementSource.Organisation);

    private static FileResult<PolicyInForce> Load(IEnumerable<string> paths) =>
        PolicyFiles.Load(paths.Select(p => new PolicyPath(p, StatementSource.Organisation)));

    /// <summary>The limits are those of an agent with the defaults under this ceiling.</summary>
    private static string Show(Ceiling ceiling)
    {
        var limits = Limits.Default.Narrow(ceiling.Limits!);
        return string.Join(
            " | ",
            ceiling.MaxAutonomy,
            string.Join(' ', ceiling.ForbidTools),
            string.Join(' ', ceiling.AskTools),
            string.Join(' ', ceiling.ForbidDestinations),
            FormattableString.Invariant(
                $"{limits.ActionsPerRun} {limits.DeletionsPerDay} {limits.RecipientsPerDay} {limits.UsdPerDay} {limits.TokensPerRun} {limits.Bulk}"
            )
        );
    }
}
