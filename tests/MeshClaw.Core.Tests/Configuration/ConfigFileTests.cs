using System.Globalization;
using CsCheck;
using MeshClaw.Core.Configuration;
using MeshClaw.Policy;

namespace MeshClaw.Core.Tests.Configuration;

public sealed class ConfigFileTests
{
    [Fact]
    public void Whole_file_is_read()
    {
        var result = ConfigFile.Parse(
            "config.yaml",
            """
            # mine
            owner:
              name: Ana Silva
              addresses: [Ana@Corp.example, ana.silva@bücher.example]
            zone: Europe/Lisbon
            contacts:
              Bob: bob@x.example
              Team Ops: [ops@corp.example, pager@corp.example]
            connections:
              mail/work:
                imap: imaps://IMAP.corp.example
                smtp: submission://smtp.corp.example:2587/
                user: ana@corp.example
                ca-file: /etc/ssl/corp.pem
                trusted-auth-servers: [MX.corp.example]
              mail/old: { maildir: /var/mail/ana/ }
              mail/lab: { imap: "imap://[::1]:1143", user: ana }
            backup: { keep: 3, daily: "04:15" }
            approvals-expire: 36h
            """
        );

        Assert.Empty(result.Problems);
        Assert.Equal(
            [
                "owner Ana Silva: ana@corp.example ana.silva@xn--bcher-kva.example",
                "zone Europe/Lisbon",
                "contact Bob: bob@x.example",
                "contact Team Ops: ops@corp.example pager@corp.example",
                "mail/lab: imap imap://[::1]:1143, smtp , user ana, ca , trusts ",
                "mail/old: maildir /var/mail/ana",
                "mail/work: imap imaps://imap.corp.example:993, smtp submission://smtp.corp.example:2587, user ana@corp.example, ca /etc/ssl/corp.pem, trusts mx.corp.example",
                "backup 3 at 04:15",
                "approvals 1.12:00:00",
            ],
            Show(result.Value!)
        );
        Assert.Equal(["bob@x.example"], result.Value!.Contacts["bOB"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet\n")]
    [InlineData("\uFEFF---\n")]
    [InlineData("contacts:\nconnections:\nowner: {}\n")]
    public void What_is_left_out_has_a_default(string text)
    {
        var result = ConfigFile.Parse("config.yaml", text);

        Assert.Empty(result.Problems);
        Assert.Equal(
            ["owner : ", $"zone {TimeZoneInfo.Local.Id}", "backup 7 at 03:30", "approvals 1.00:00:00"],
            Show(result.Value!)
        );
    }

    [Fact]
    public void Backups_can_be_off_and_home_paths_are_expanded()
    {
        var config = ConfigFile
            .Parse(
                "config.yaml",
                "backup: { daily: off }\nconnections:\n  mail/local: { maildir: ~/Mail/../Maildir }\n"
            )
            .Value!;

        var user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        Assert.Equal(new BackupConfig(7, null), config.Backup);
        Assert.Equal(
            new ConnectionConfig.Maildir(Path.Join(user, "Maildir")),
            config.Connections[new ConnectionName("mail/local")]
        );
    }

    [Fact]
    public void All_errors_are_told_at_once_each_with_its_place()
    {
        var result = ConfigFile.Parse(
            "config.yaml",
            """
            owner: { name: "", adresses: [x] }
            zone: Europe/Lisboa
            contacts:
              Bob: bob at x
              BOB: b@x.example
              "": c@x.example
            connections:
              work: { maildir: /m }
              talk/work: { maildir: /m }
              mail/a: { maildir: Mail, user: x }
              mail/b: { imap: imaps://h.example }
              mail/c: { smtp: smtp://h.example }
              mail/d: { imap: imaps://h.example, maildir: /m }
              mail/e: { imap: https://h.example, user: ~ }
              mail/f: { imap: imaps://ana:hunter2@h.example, user: a, password: hunter2 }
              mail/g: { imap: "imaps://h.example/INBOX?x", user: a, smtp: h.example }
              mail/h: { imap: imaps://h.example, user: a, pasword: hunter2, trusted-auth-servers: [a b] }
              mail/i:
            backup: { keep: 0, daily: 3 }
            approvals-expire: 1 day
            log: debug
            """
        );

        const string Imap = "Write imaps://HOST, with :PORT where it is not the usual one.";
        Assert.Null(result.Value);
        Assert.Equal(
            [
                "1:16: \"name\" is empty. Write a value, or leave the key out.",
                "1:20: Unknown key \"adresses\". Did you mean \"addresses\"? Allowed: name, addresses.",
                "2:7: There is no zone \"Europe/Lisboa\". Did you mean \"Europe/Lisbon\"? Write its IANA name, such as Europe/Lisbon.",
                "4:8: \"bob at x\" is no mail address. Write it as ana@corp.example, without a name.",
                "5:3: The contact \"BOB\" is there twice: names are compared without case.",
                "6:3: A contact has a name. Write: Ana: ana@corp.example",
                "8:3: A connection is called CONNECTOR/NAME, such as mail/work; each part takes 1 to 40 lower-case letters, digits and hyphens, the first a letter.",
                "9:3: There is no connector \"talk\". There are: chat, mail, mcp, model, web.",
                "10:22: \"maildir\" takes a full path, such as ~/Maildir or /var/mail/ana.",
                "10:28: Unknown key \"user\". Allowed: maildir, gmail, imap, jmap, trust.",
                "11:11: The key \"user\" is missing. Write user: ana@corp.example",
                "12:3: A mail connection has one of \"imap\" with \"user\", \"jmap\" with \"user\", \"gmail\", and \"maildir\".",
                "13:3: A mail connection has one of \"imap\" with \"user\", \"jmap\" with \"user\", \"gmail\", and \"maildir\".",
                $"14:19: \"imap\": The URL must begin with one of: imaps://, imap://. {Imap}",
                "14:44: \"user\" is empty. Write a value, or leave the key out.",
                $"15:19: \"imap\": The URL holds a name or password. Passwords are not kept in this file; the name belongs to \"user\". {Imap}",
                "15:59: Secrets are not kept in this file. Remove \"password\"; \"meshclaw connect\" asks for it and encrypts it.",
                $"16:19: \"imap\": The URL has more than a host and a port. {Imap}",
                "16:63: \"smtp\": This is no URL. Write submission://HOST, with :PORT where it is not the usual one.",
                "17:47: Unknown key \"pasword\". Allowed: maildir, gmail, imap, jmap, smtp, sieve, user, ca-file, trusted-auth-servers, oauth, token-command, signature-file, from, signature, save-sent, trust.",
                "17:88: \"a b\" is no server's name. Write it as mx.corp.example.",
                "18:10: \"mail/i\" takes keys with values.",
                "19:17: \"keep\" takes a whole number from 1 to 365.",
                "19:27: \"daily\" takes a time of day, such as \"03:30\", or off.",
                "20:19: \"approvals-expire\" takes a time from 1m to 30d, such as 30m, 24h or 7d.",
                "21:1: Unknown key \"log\". Allowed: owner, zone, connections, models, channels, notify, hooks, quiet, contacts, backup, budget, telemetry, approvals-expire, undo-window.",
            ],
            result.Problems.Select(p => p.ToString().Replace("config.yaml:", "", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData("imaps://ana:hunter2@h.example")]
    [InlineData("ana:hunter2@h.example")]
    [InlineData("imaps://h.example/hunter2")]
    [InlineData("imaps://hunter2 x")]
    [InlineData("imaps://h.example:hunter2")]
    [InlineData("imaps://h.example?p=hunter2")]
    public void What_may_be_a_password_is_refused_and_not_repeated(string url)
    {
        var result = ConfigFile.Parse("config.yaml", $"connections:\n  mail/work: {{ imap: \"{url}\", user: a }}\n");

        Assert.Null(result.Value);
        Assert.DoesNotContain("hunter2", string.Join('\n', result.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("W. Europe Standard Time", " Did you mean \"Europe/Berlin\"?")]
    [InlineData("+01:00", "")]
    [InlineData("../../etc/passwd", "")]
    public void Zone_is_an_iana_name(string zone, string hint) =>
        Assert.Equal(
            [$"config.yaml:1:7: There is no zone \"{zone}\".{hint} Write its IANA name, such as Europe/Lisbon."],
            ConfigFile.Parse("config.yaml", $"zone: {zone}").Problems.Select(p => p.ToString())
        );

    [Fact]
    public void Missing_file_means_the_defaults_and_one_that_cannot_be_read_is_an_error()
    {
        using var folder = new Folder();
        File.CreateSymbolicLink(folder.File("dangling.yaml"), folder.File("gone.yaml"));

        Assert.Same(ConfigFile.Default, ConfigFile.Load(folder.File("config.yaml")).Value);
        Assert.Same(ConfigFile.Default, ConfigFile.Load(folder.File("none/config.yaml")).Value);
        Assert.Null(ConfigFile.Load(folder.Path).Value);
        Assert.Null(ConfigFile.Load(folder.File("dangling.yaml")).Value);
    }

    [Fact]
    public void Any_text_is_read_without_an_exception() =>
        Gen.OneOf(
                "owner",
                "zone",
                "connections",
                "contacts",
                "mail/a",
                "imap",
                ": ",
                "\n",
                "  ",
                "[",
                "{",
                "imaps://",
                "@",
                ":",
                "/",
                "é",
                "%",
                "::1",
                "~"
            )
            .Array[0, 25]
            .Sample(
                parts =>
                {
                    var result = ConfigFile.Parse("config.yaml", string.Concat(parts));
                    Assert.Equal(result.Value is null, result.Errors.Any());
                },
                iter: 20_000
            );

    [Fact]
    public void Any_server_is_read_without_an_exception() =>
        Gen.String[Gen.Char["imaps:/@.[]12%?#\\ éx"], 0, 30]
            .Sample(
                url =>
                {
                    var text = $"connections:\n  mail/a:\n    user: a\n    imap: '{"imaps://" + url}'\n";
                    var result = ConfigFile.Parse("config.yaml", text);
                    if (result.Value?.Connections.Values.Single() is ConnectionConfig.Imap imap)
                    {
                        Assert.InRange(imap.Server.Port, 1, 65535);
                        Assert.Equal(imap.Server.Host.Trim('[', ']', '@', '/', '?', '#', ' ', '\\'), imap.Server.Host);
                    }
                },
                iter: 20_000
            );

    internal static string[] Show(MeshClawConfig config) =>
        [
            $"owner {config.Owner.Name}: {string.Join(" ", config.Owner.Addresses)}",
            $"zone {config.Zone.Id}",
            .. config
                .Contacts.OrderBy(c => c.Key, StringComparer.Ordinal)
                .Select(c => $"contact {c.Key}: {string.Join(" ", c.Value)}"),
            .. config
                .Connections.OrderBy(c => c.Key.Value, StringComparer.Ordinal)
                .Select(c => $"{c.Key}: {Show(c.Value)}"),
            string.Create(CultureInfo.InvariantCulture, $"backup {config.Backup.Keep} at {config.Backup.Daily:HH:mm}"),
            $"approvals {config.ApprovalsExpire}",
        ];

    internal static string Show(ConnectionConfig connection) =>
        connection switch
        {
            ConnectionConfig.Maildir maildir => $"maildir {maildir.Path}",
            ConnectionConfig.Imap imap =>
                $"imap {imap.Server}, smtp {imap.Smtp}, user {imap.User}, ca {imap.CaFile}, trusts {string.Join(" ", imap.TrustedAuthServers)}",
            _ => throw new InvalidOperationException(),
        };

    [Fact]
    public void Quiet_hours_and_zones_by_their_city_are_understood()
    {
        var read = ConfigFile.Parse("config.yaml", "quiet: { weekdays: \"22:00-07:00\", weekends: \"00:00-24:00\" }\n");
        var wrong = ConfigFile.Parse("config.yaml", "zone: new york\nquiet: 22-7\n");

        Assert.Equal(
            (new(1320, 420), new(0, 1440)),
            (read.Value!.Quiet.Weekdays!.Value, read.Value.Quiet.Weekends!.Value)
        );
        Assert.Equal(
            [
                "config.yaml:1:7: There is no zone \"new york\". Did you mean \"America/New_York\"? Write its IANA name, such as Europe/Lisbon.",
                "config.yaml:2:8: \"quiet\" takes hours such as \"22:00-07:00\", { weekdays: \"22:00-07:00\", weekends: \"23:00-09:00\" }, or off.",
            ],
            wrong.Problems.Select(p => p.ToString())
        );
    }
}
