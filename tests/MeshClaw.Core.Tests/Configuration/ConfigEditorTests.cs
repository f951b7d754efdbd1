using CsCheck;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Files;
using MeshClaw.Core.Models;
using MeshClaw.Policy;

namespace MeshClaw.Core.Tests.Configuration;

public sealed class ConfigEditorTests
{
    private static readonly ConnectionName s_work = new("mail/work");

    private static readonly ConnectionConfig s_imap = new ConnectionConfig.Imap(
        new MailServer("imaps", "imap.x.example", 993),
        "ana@x.example"
    )
    {
        Smtp = new MailServer("submission", "smtp.x.example", 587),
        CaFile = "/etc/my ca.pem",
        TrustedAuthServers = ["mx.x.example", "mx2.x.example"],
    };

    private const string Imap =
        "    imap: imaps://imap.x.example:993\n    smtp: submission://smtp.x.example:587\n    user: ana@x.example\n"
        + "    ca-file: /etc/my ca.pem\n    trusted-auth-servers: [mx.x.example, mx2.x.example]\n";

    private const string Work = "  mail/work:\n" + Imap;

    [Theory]
    [InlineData("", "connections:\n" + Work)]
    [InlineData("# c\nzone: UTC", "# c\nzone: UTC\nconnections:\n" + Work)]
    [InlineData("connections: # c\nzone: UTC\n", "connections: # c\n" + Work + "zone: UTC\n")]
    [InlineData("connections: {} # c\nzone: UTC\n", "connections: # c\n" + Work + "zone: UTC\n")]
    [InlineData("connections: ~\n", "connections:\n" + Work)]
    [InlineData(
        "connections:\n  mail/a: { maildir: /a } # a\n\n# z\nzone: UTC\n",
        "connections:\n  mail/a: { maildir: /a } # a\n" + Work + "\n# z\nzone: UTC\n"
    )]
    [InlineData(
        "connections:\n  mail/a:\n    maildir: /a # a\n  # end\nzone: UTC\n",
        "connections:\n  mail/a:\n    maildir: /a # a\n" + Work + "  # end\nzone: UTC\n"
    )]
    [InlineData(
        "connections:\n  mail/work: { maildir: /a } # old\n  # b\n  mail/b: { maildir: /b }\n",
        "connections:\n" + Work + "  # b\n  mail/b: { maildir: /b }\n"
    )]
    [InlineData(
        "connections:\n  mail/b: { maildir: /b }\n  mail/work:\n    # old\n    maildir: /a",
        "connections:\n  mail/b: { maildir: /b }\n" + Work
    )]
    public void Connection_is_set_and_all_else_stays(string before, string after)
    {
        foreach (var lineEnd in new[] { "\n", "\r\n" }.Take(before.Contains('\n') ? 2 : 1))
        {
            var edit = ConfigEditor.SetConnection(before.ReplaceLineEndings(lineEnd), s_work, s_imap);

            Assert.Equal(new FileEdit(after.ReplaceLineEndings(lineEnd), null), edit);
            var connection = ConfigFile.Parse("config.yaml", edit.Text!).Value!.Connections[s_work];
            Assert.Equal(ConfigFileTests.Show(s_imap), ConfigFileTests.Show(connection));
        }
    }

    [Theory]
    [InlineData(
        "connections:\n  mail/work:\n    maildir: /a\n  # b\n  mail/b: { maildir: /b }\n",
        "connections:\n  # b\n  mail/b: { maildir: /b }\n"
    )]
    [InlineData("connections:\n  mail/work: { maildir: /a } # old\nzone: UTC\n", "connections:\nzone: UTC\n")]
    public void Connection_is_removed_and_all_else_stays(string before, string after) =>
        Assert.Equal(new FileEdit(after, null), ConfigEditor.RemoveConnection(before, s_work));

    [Fact]
    public void What_cannot_be_done_is_refused_with_why()
    {
        const string ByHand =
            "The connections in config.yaml are written in a way that cannot be edited safely. Change them by hand.";

        Assert.Equal(
            new FileEdit(null, "There is no \"mail/work\" in config.yaml."),
            ConfigEditor.RemoveConnection("", s_work)
        );
        Assert.Equal(
            new FileEdit(null, ByHand),
            ConfigEditor.SetConnection("connections: { mail/a: { maildir: /a } }", s_work, s_imap)
        );
        Assert.Equal(new FileEdit(null, ByHand), ConfigEditor.SetConnection("{ zone: UTC }", s_work, s_imap));
        Assert.Equal(
            new FileEdit(
                null,
                "The file has an error: config.yaml:1:1: Unknown key \"zon\". Did you mean \"zone\"? Allowed: owner, zone, connections, models, channels, notify, hooks, quiet, contacts, backup, budget, telemetry, approvals-expire, undo-window."
            ),
            ConfigEditor.SetConnection("zon: UTC", s_work, s_imap)
        );
        Assert.Equal(new FileEdit(null, "\"Ana\" is no mail address."), ConfigEditor.AddContact("", "Ana", "Ana"));
        Assert.StartsWith(
            "The file has an error: config.yaml:",
            ConfigEditor.SetConnection("", new ConnectionName("chat/x"), s_imap).Refusal,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("", "owner:\n  name: Ana\n  addresses: [a@x.example, b@x.example]\n")]
    [InlineData(
        "# c\nowner: { name: Old } # o\nzone: UTC\n",
        "# c\nowner:\n  name: Ana\n  addresses: [a@x.example, b@x.example]\nzone: UTC\n"
    )]
    [InlineData(
        "owner:\n  name: Old\n  addresses:\n    - c@x.example\n\nzone: UTC\n",
        "owner:\n  name: Ana\n  addresses: [a@x.example, b@x.example]\n\nzone: UTC\n"
    )]
    public void Owner_is_set(string before, string after) =>
        Assert.Equal(
            new FileEdit(after, null),
            ConfigEditor.SetOwner(before, new Owner("Ana", ["a@x.example", "b@x.example"]))
        );

    [Theory]
    [InlineData("", "contacts:\n  Bob: bob@x.example\n")]
    [InlineData("contacts:\n  Al: al@x.example\n", "contacts:\n  Al: al@x.example\n  Bob: bob@x.example\n")]
    [InlineData("contacts:\n  BOB: b@x.example # old\n", "contacts:\n  BOB: [b@x.example, bob@x.example]\n")]
    [InlineData(
        "contacts:\n  bob: [b@x.example, bob@x.example] # same\n",
        "contacts:\n  bob: [b@x.example, bob@x.example] # same\n"
    )]
    public void Contact_is_added(string before, string after) =>
        Assert.Equal(new FileEdit(after, null), ConfigEditor.AddContact(before, "Bob", "Bob@X.example"));

    [Fact]
    public void Any_name_is_written_so_that_it_is_read_back_or_refused() =>
        Gen.String.Sample(
            name =>
            {
                var edit = ConfigEditor.AddContact("contacts:\n  Al: al@x.example\n", name, "bob@x.example");
                Assert.Equal(edit.Text is null, edit.Refusal is not null);
                if (edit.Text is not null)
                {
                    Assert.Contains("bob@x.example", ConfigFile.Parse("c", edit.Text).Value!.Contacts[name]);
                }
            },
            iter: 5_000
        );

    [Theory]
    [InlineData("null")]
    [InlineData("yes")]
    [InlineData("12")]
    [InlineData("O'Brien: #1")]
    [InlineData("*star")]
    [InlineData("- dash")]
    [InlineData("André \"A\" Silva")]
    [InlineData("{x}")]
    [InlineData("tab\tzero\u00A0x")]
    public void Name_that_yaml_would_take_otherwise_is_quoted(string name)
    {
        var edit = ConfigEditor.SetOwner("", new Owner(name, []));

        Assert.Equal(name, ConfigFile.Parse("config.yaml", edit.Text!).Value!.Owner.Name);
    }

    [Fact]
    public void Setting_changes_one_connection_alone()
    {
        var lines = Gen.OneOf(
            "zone: UTC",
            "connections:",
            "  mail/a: { maildir: /a }",
            "  mail/work:",
            "    maildir: /w # w",
            "  # note",
            "# note",
            "",
            "contacts:",
            "  Bob: b@x.example",
            "connections: {}",
            "owner: { name: 'A' }",
            "    user: b",
            "    imap: imaps://h"
        );
        var edited = 0;
        lines
            .Array[0, 8]
            .Sample(
                all =>
                {
                    var text = string.Join('\n', all);
                    if (ConfigFile.Parse("c", text).Value is not { } before)
                    {
                        return;
                    }

                    edited++;
                    var edit = ConfigEditor.SetConnection(text, s_work, s_imap);
                    var after = ConfigFile.Parse("c", edit.Text!).Value!;
                    var wanted = before with { Connections = before.Connections.SetItem(s_work, s_imap) };
                    Assert.Equal(ConfigFileTests.Show(wanted), ConfigFileTests.Show(after));
                    if (!before.Connections.ContainsKey(s_work))
                    {
                        Assert.Empty(all.Where(l => l.Contains('#')).Except(edit.Text!.Split('\n')));
                    }

                    var back = ConfigFile.Parse("c", ConfigEditor.RemoveConnection(edit.Text!, s_work).Text!).Value!;
                    Assert.Equal(
                        ConfigFileTests.Show(before with { Connections = before.Connections.Remove(s_work) }),
                        ConfigFileTests.Show(back)
                    );
                },
                iter: 5_000,
                threads: 1
            );
        Assert.True(edited > 200, $"Only {edited} texts were files.");
    }
}
