using System.Security.Cryptography;
using System.Text;
using CsCheck;
using MeshClaw.Core.Agents;
using MeshClaw.Policy;

namespace MeshClaw.Core.Tests.Agents;

public sealed class AgentFileTests
{
    private const string Example = """
        ---
        name: inbox
        description: Sorts my mail before I wake up.
        connections: [mail/work, calendar/work]
        tools: [mail.*, calendar.read]
        when:
          - at: "06:30 on weekdays"        # or cron: "30 6 * * 1-5"; or event: mail.received
          - cron: "0 12 * * *"
          - event: mail.received
        autonomy: act-reversibly
        limits: { actions-per-run: 30, deletions-per-day: 5, recipients-per-day: 2, usd-per-day: 0.75, tokens-per-run: 2000, bulk: 7 }
        rules:                              # reflexes: work without a model; a line that can't be parsed is an error
          - newsletters -> Reading
          - from *@customer.example -> keep
        ---
        Anything from customers stays in the inbox, with a draft reply.      # for the model, where one is configured

        ---
        """;

    private const string Shown = """
        inbox: Sorts my mail before I wake up.
        grant of inbox: mail/work calendar/work | mail.* calendar.read | ActReversibly | paused False
        Limits { ActionsPerRun = 30, DeletionsPerDay = 5, RecipientsPerDay = 2, UsdPerDay = 0.75, TokensPerRun = 2000, Bulk = 7 }
        at 06:30 on weekdays = 30 6 * * 1-5
        at 0 12 * * * = 0 12 * * *
        Event { Name = mail.received, Debounce = 00:02:00, AtMost = 00:15:00, Connection = , Folder = INBOX }
        AgentRule { Text = newsletters -> Reading, Line = 13, Condition = Category { Value = Newsletter }, Disposition = File { Folder = Reading } }
        AgentRule { Text = from *@customer.example -> keep, Line = 14, Condition = From { Pattern = *@customer.example }, Disposition = Keep { } }
        Anything from customers stays in the inbox, with a draft reply.      # for the model, where one is configured

        ---
        """;

    [Theory]
    [InlineData("", "\n")]
    [InlineData("", "\r\n")]
    [InlineData("\uFEFF", "\r\n")]
    public void File_means_the_same_with_any_line_end_and_byte_order_mark(string mark, string lineEnd)
    {
        var text = mark + Example.ReplaceLineEndings(lineEnd);

        var result = AgentFiles.Parse(text);

        Assert.Empty(result.Problems);
        Assert.Equal(Shown.ReplaceLineEndings("\n"), AgentFiles.Show(result.Value!).ReplaceLineEndings("\n"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), result.Value!.Version);
    }

    [Fact]
    public void What_is_left_out_grants_nothing_and_is_said()
    {
        var result = AgentFiles.Parse("---\nname: inbox\ndescription: Nothing yet.\n---\n");

        Assert.Equal(
            """
            inbox: Nothing yet.
            grant of inbox:  |  | Propose | paused False
            Limits { ActionsPerRun = 300, DeletionsPerDay = 50, RecipientsPerDay = 20, UsdPerDay = 0.50, TokensPerRun = 20000, Bulk = 25 }

            """.ReplaceLineEndings("\n"),
            AgentFiles.Show(result.Value!)
        );
        Assert.Equal(
            [
                "agents/inbox/AGENT.md:2:1: warning: \"connections\" is not there: the agent has no connections, so it can do nothing.",
                "agents/inbox/AGENT.md:2:1: warning: \"tools\" is not there: the agent has no tools, so it can do nothing.",
            ],
            AgentFiles.Problems(result)
        );
    }

    [Fact]
    public void Null_and_empty_lists_grant_nothing_and_are_said()
    {
        var result = AgentFiles.Parse(
            "---\nname: inbox\ndescription: x\nconnections: ~\ntools: []\nwhen:\nrules: []\n---\n"
        );

        Assert.Empty(result.Value!.Grant.Connections);
        Assert.Empty(result.Value.Grant.Tools);
        Assert.Equal(
            [
                "agents/inbox/AGENT.md:4:14: warning: \"connections\" is empty: the agent has no connections, so it can do nothing.",
                "agents/inbox/AGENT.md:5:8: warning: \"tools\" is empty: the agent has no tools, so it can do nothing.",
                "agents/inbox/AGENT.md:6:6: warning: \"when\" is empty: the agent runs only when asked.",
            ],
            AgentFiles.Problems(result)
        );
    }

    [Fact]
    public void Tool_without_a_connection_of_its_kind_is_said()
    {
        var result = AgentFiles.Parse(Head("tools: [mail.*, calendar.read]\nconnections: [mail/work]"));

        Assert.NotNull(result.Value);
        Assert.Equal(
            [
                "agents/inbox/AGENT.md:4:17: warning: \"calendar.read\" grants nothing: the agent has no connection calendar/….",
            ],
            AgentFiles.Problems(result)
        );
    }

    [Fact]
    public void All_errors_are_told_at_once_each_with_its_place()
    {
        var result = AgentFiles.Parse(
            """
            ---
            name: Inbox
            descripton: Sorts.
            connections: [mail/wrok, mail/work, mail/work]
            tools: [mail.mvoe, "*", chat.post, mail.list]
            when:
              - at: "sometimes"
              - cron: "0 9 13 * 5"
              - event: mail.recieved
              - at: "06:30"
                event: mail.received
              - sunrise
            autonomy: act-freely
            limits: { actions-per-run: -1, usd-per-day: 1e3, bulk: ~, actions-per-day: 3 }
            rules:
              - newsletters Reading
              - subject: weekly
              - travel -> Travel
            autonomy: act
            ---
            """
        );

        Assert.Null(result.Value);
        Assert.Equal(
            [
                "2:1: The key \"description\" is missing. Write description: what it does, in one line",
                "2:7: \"name\" takes 1 to 40 lower-case letters, digits and hyphens, the first a letter.",
                "3:1: Unknown key \"descripton\". Did you mean \"description\"? Allowed: name, description, connections, tools, autonomy, limits, when, zone, quiet, skills, rules.",
                "4:15: There is no connection \"mail/wrok\". Did you mean \"mail/work\"? There are: calendar/work, mail/work; \"meshclaw connect\" makes one.",
                "4:37: \"mail/work\" is there twice.",
                "5:9: No tool is meant by \"mail.mvoe\". Did you mean \"mail.move\"? There are: mail.delete, mail.list, mail.move.",
                "5:20: \"*\" is not understood: name each connector. There are: calendar.*, mail.*.",
                "5:25: No tool is meant by \"chat.post\". There are: calendar.*, mail.*.",
                "7:9: \"sometimes\" is no schedule: \"sometimes\" is not understood. Understood are such as: 06:30 on weekdays · every day at 7:00 · monday and thursday at 9:00 · 08:00 and 17:30 on mon, wed · every 15 minutes · every 2 hours on weekdays · 1st of the month at 9:00 · last day of the month at 17:00.",
                "8:11: \"0 9 13 * 5\" is no cron expression. A day of month beside a day of week means different things to different programs. Leave one of them \"*\".",
                "9:12: There is no event \"mail.recieved\". Did you mean \"mail.received\"? There are: mail.received, calendar.changed.",
                "10:5: Each of \"when\" is one of: at: \"06:30 on weekdays\" · cron: \"30 6 * * 1-5\" · event: mail.received, each in an entry of its own.",
                "12:5: Each of \"when\" is one of: at: \"06:30 on weekdays\" · cron: \"30 6 * * 1-5\" · event: mail.received.",
                "13:11: \"autonomy\" takes one of: observe, propose, act-reversibly, act.",
                "14:28: \"actions-per-run\" takes a whole number from 0 to 1,000,000.",
                "14:45: \"usd-per-day\" takes an amount from 0 to 1,000,000, such as 0.50.",
                "14:56: \"bulk\" takes a whole number from 0 to 1,000,000.",
                "14:59: Unknown key \"actions-per-day\". Did you mean \"actions-per-run\"? Allowed: actions-per-run, deletions-per-day, recipients-per-day, usd-per-day, tokens-per-run, bulk.",
                "16:5: \"newsletters Reading\" is no rule: write CONDITION -> DISPOSITION, such as \"newsletters -> Reading\".",
                "17:5: A rule is one line, such as: - newsletters -> Reading (in single quotes where it holds \": \")",
                "19:1: The key \"autonomy\" is there twice.",
            ],
            AgentFiles.Problems(result).Select(p => p.Replace(AgentFiles.Path + ":", "", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData(
        "",
        "1:1: There is no front matter. The file starts with a line ---, then keys such as \"name: inbox\", then a line ---, then free text."
    )]
    [InlineData(
        "# Inbox\n",
        "1:1: There is no front matter. The file starts with a line ---, then keys such as \"name: inbox\", then a line ---, then free text."
    )]
    [InlineData(
        "---\nname: inbox\n",
        "1:1: The front matter has no end. The file starts with a line ---, then keys such as \"name: inbox\", then a line ---, then free text."
    )]
    [InlineData("---\n- a\n---\n", "2:1: Expected keys with values, such as \"name: inbox\".")]
    [InlineData("---\njust text\n---\n", "2:1: Expected keys with values, such as \"name: inbox\".")]
    [InlineData(
        "---\nname: [inbox\n---\n",
        "3:1: This is no valid YAML: while parsing a flow sequence, did not find expected ',' or ']'."
    )]
    [InlineData("---\nname: in\u2028box\n---\n", "2:9: The character U+2028 is not allowed here.")]
    [InlineData("---\nname: in\0box\n---\n", "2:9: The character U+0000 is not allowed here.")]
    [InlineData("---\nname: in\rbox\n---\n", "2:9: The character U+000D is not allowed here.")]
    [InlineData("---\n%YAML 1.1\n---\n", "3:1: This is no valid YAML: did not find expected <document start>.")]
    [InlineData(
        "---\nname: \"\\uD800\"\n---\n",
        "2:7: This is no valid YAML: while scanning a quoted scalar, found invalid Unicode surrogates."
    )]
    [InlineData(
        "---\n%YAML 1.1\n--- \nname: inbox\n---\n",
        "3:1: This is no valid YAML: did not find expected <document start>."
    )]
    [InlineData("---\na: [[[[[[[[[]]]]]]]]]\n---\n", "2:11: Nested deeper than 8 levels, or more than 10000 values.")]
    [InlineData("---\nname: inbox\n...\nname: other\n---\n", "4:1: A second document starts here; the file takes one.")]
    public void File_that_is_no_agent_file_is_refused(string text, string error)
    {
        var result = AgentFiles.Parse(text);

        Assert.Null(result.Value);
        Assert.Equal([$"{AgentFiles.Path}:{error}"], AgentFiles.Problems(result));
    }

    [Theory]
    [InlineData("tools: &all [mail.*]", "4:8: YAML anchors (&name) are not understood here. Put the text in quotes.")]
    [InlineData("tools: *all", "4:8: YAML aliases (*name) are not understood here. Put the text in quotes.")]
    [InlineData("tools: !!seq [mail.*]", "4:8: YAML tags (!name) are not understood here. Put the text in quotes.")]
    [InlineData("tools: mail.*", "4:8: \"tools\" takes a list. Write tools: [mail.*]")]
    [InlineData(
        "rules: newsletters -> Reading",
        "4:8: \"rules\" takes a list, each rule on a line such as: - newsletters -> Reading"
    )]
    [InlineData(
        "rules:\n  - newsletters\n    -> Reading",
        "5:5: A rule is one line, such as: - newsletters -> Reading (in single quotes where it holds \": \")"
    )]
    [InlineData(
        "when: 06:30",
        "4:7: \"when\" takes a list. Each of \"when\" is one of: at: \"06:30 on weekdays\" · cron: \"30 6 * * 1-5\" · event: mail.received."
    )]
    [InlineData("limits:", "4:8: \"limits\" takes keys with values.")]
    [InlineData("autonomy: ~", "4:11: \"autonomy\" takes one of: observe, propose, act-reversibly, act.")]
    [InlineData(
        "<<: { name: inbox }",
        "4:1: Unknown key \"<<\". Allowed: name, description, connections, tools, autonomy, limits, when, zone, quiet, skills, rules."
    )]
    [InlineData("? [a]\n: b", "4:3: A key must be a word.")]
    public void Line_that_means_nothing_is_an_error(string lines, string error)
    {
        var result = AgentFiles.Parse(Head(lines));

        Assert.Null(result.Value);
        Assert.Equal([$"{AgentFiles.Path}:{error}"], result.Errors.Select(e => e.ToString()));
    }

    [Theory]
    [InlineData(
        "agents/mail/AGENT.md",
        "inbox",
        "The name \"inbox\" must be that of its folder, \"mail\". Change one of them."
    )]
    [InlineData("agents/owner/AGENT.md", "owner", "No agent can be called \"owner\": that is you.")]
    [InlineData(
        "agents/../AGENT.md",
        "..",
        "\"name\" takes 1 to 40 lower-case letters, digits and hyphens, the first a letter."
    )]
    public void Name_is_that_of_the_folder(string path, string name, string error)
    {
        var result = AgentFile.Parse(path, $"---\nname: {name}\ndescription: x\n---\n", AgentFiles.Context);

        Assert.Equal([$"{path}:2:7: {error}"], result.Errors.Select(e => e.ToString()));
    }

    [Fact]
    public void Long_file_is_refused_unread() =>
        Assert.Equal(
            [$"{AgentFiles.Path}:1:1: The file is longer than 256 KiB; nothing of it was read."],
            AgentFiles.Problems(AgentFiles.Parse(Head("") + new string('x', 1024 * 1024)))
        );

    [Fact]
    public void Many_values_are_refused() =>
        Assert.Equal(
            [$"{AgentFiles.Path}:4:19995: Nested deeper than 8 levels, or more than 10000 values."],
            AgentFiles.Problems(AgentFiles.Parse(Head($"tools: [{string.Join(",", Enumerable.Repeat("a", 20_000))}]")))
        );

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x2D, 0x00 }, "1:1: The file is UTF-16. Save it as UTF-8.")]
    [InlineData(
        new byte[] { 0x2D, 0x2D, 0x2D, 0x0A, 0x61, 0xE9, 0x0A },
        "2:1: The file is not UTF-8: this line holds other bytes."
    )]
    public void Other_encodings_are_refused(byte[] bytes, string error) =>
        Assert.Equal(
            [$"{AgentFiles.Path}:{error}"],
            AgentFiles.Problems(AgentFile.Parse(AgentFiles.Path, bytes, AgentFiles.Context))
        );

    [Fact]
    public void Inbox_template_is_a_good_file()
    {
        var result = AgentFiles.Parse(AgentTemplates.Inbox(new ConnectionName("mail/work")));

        Assert.Empty(result.Problems);
        Assert.Equal(
            """
            inbox: Sorts my mail before I wake up.
            grant of inbox: mail/work | mail.* | Propose | paused False
            Limits { ActionsPerRun = 300, DeletionsPerDay = 50, RecipientsPerDay = 20, UsdPerDay = 0.50, TokensPerRun = 20000, Bulk = 25 }
            at 06:30 on weekdays = 30 6 * * 1-5
            AgentRule { Text = invitations -> keep, Line = 11, Condition = Category { Value = Invitation }, Disposition = Keep { } }
            AgentRule { Text = newsletters -> Reading, Line = 12, Condition = Category { Value = Newsletter }, Disposition = File { Folder = Reading } }
            AgentRule { Text = build mail -> Builds, Line = 13, Condition = Category { Value = Build }, Disposition = File { Folder = Builds } }
            AgentRule { Text = receipts -> Receipts, Line = 14, Condition = Category { Value = Receipt }, Disposition = File { Folder = Receipts } }
            AgentRule { Text = travel -> Travel, Line = 15, Condition = Category { Value = Travel }, Disposition = File { Folder = Travel } }
            AgentRule { Text = notifications -> Notifications, Line = 16, Condition = Category { Value = Notification }, Disposition = File { Folder = Notifications } }
            Mail from people stays in the inbox.
            """.ReplaceLineEndings("\n"),
            AgentFiles.Show(result.Value!)
        );
    }

    [Fact]
    public void Any_bytes_are_read_without_an_exception() =>
        Gen
            .Byte.Array[0, 200]
            .Sample(bytes =>
                AgentFile
                    .Parse(AgentFiles.Path, (byte[])[.. "---\n"u8, .. bytes, .. "\n---\n"u8], AgentFiles.Context)
                    .Value
                    is null
            );

    [Fact]
    public void Any_broken_yaml_is_read_without_an_exception()
    {
        var pieces = Gen.OneOf(
            "name: inbox\n",
            "description: x\n",
            "tools:\n",
            "  - ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            ",",
            ": ",
            "?",
            "&a ",
            "*a",
            "!!str ",
            "! ",
            "\"",
            "'",
            "\\uD800",
            "\\x",
            "\\UFFFFFFFF",
            "|\n",
            ">-\n",
            "\t",
            " ",
            "\n",
            "\r\n",
            "#",
            "%TAG ! x\n",
            "---\n",
            "...\n",
            "@",
            "`",
            "rules:\n",
            "mail.*",
            "limits: ",
            "é",
            "\uD83D\uDE00",
            "~",
            "<<",
            "\uFEFF",
            "\u0085",
            "- at: 6\n",
            "0x1F",
            "-"
        );
        pieces
            .Array[0, 30]
            .Sample(
                parts =>
                {
                    var result = AgentFiles.Parse($"---\n{string.Concat(parts)}\n---\nbody");
                    Assert.Equal(result.Value is null, result.Errors.Any());
                },
                iter: 20_000
            );
    }

    private static string Head(string lines) => $"---\nname: inbox\ndescription: x\n{lines}\n---\n";
}
