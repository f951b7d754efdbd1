using MeshClaw.Testing;

namespace MeshClaw.Survival.Tests;

/// <summary>Kills the shipped program while it sends mail: every message arrives once, and its copy is kept once.</summary>
public sealed class SendKillTests(PostfixServer server) : IClassFixture<PostfixServer>
{
    [Theory]
    [InlineData("journal.intent.committed:1", "done")]
    [InlineData("smtp.connected:1", "done")]
    [InlineData("smtp.data.sent:1", "done")]
    [InlineData("smtp.accepted:1", "done")]
    [InlineData("mail.sent.filed:1", "done")]
    [InlineData("connector.acted:1", "done")]
    public async Task A_message_goes_once_wherever_the_process_ends(string point, string state)
    {
        Assert.SkipUnless(PostfixServer.IsPossible, "Postfix needs root.");
        using var home = new Home();
        await using var ana = server.NewMailbox();
        await using var robin = server.NewMailbox();
        await ConnectAsync(home, robin);

        // The owner gets it too: so a server that has it can be told from one that has not.
        var killed = await Shipped.RunAsync(home, $"{Send(ana)} --cc {Address(robin)}", point);
        Assert.True(killed.ExitCode == Shipped.Killed, $"{point}: {killed.ExitCode}\n{killed.Output}\n{killed.Errors}");
        await WaitForQueueAsync(point.StartsWith("smtp.data", StringComparison.Ordinal) ? robin : null);
        await Shipped.JsonAsync(home, "up --detach");
        await KillTests.FinishAsync(home);

        await AssertArrivedOnceAsync(ana);
        Assert.Equal(
            state,
            (await Shipped.JsonAsync(home, "timeline")).EnumerateArray().Single().GetProperty("state").GetString()
        );
        await Shipped.JsonAsync(home, "down");
        if (!point.StartsWith("smtp.data", StringComparison.Ordinal))
        {
            Assert.Single(await robin.ReadAsync("Sent"));
        }

        await AssertArrivedOnceAsync(ana);
    }

    [Fact]
    public async Task Without_a_proof_it_stays_unknown_and_is_not_sent_again()
    {
        Assert.SkipUnless(PostfixServer.IsPossible, "Postfix needs root.");
        using var home = new Home();
        await using var ana = server.NewMailbox();
        await using var robin = server.NewMailbox();
        await ConnectAsync(home, robin);

        Assert.Equal(Shipped.Killed, (await Shipped.RunAsync(home, Send(ana), "smtp.data.sent:1")).ExitCode);
        await AssertArrivedOnceAsync(ana);
        for (var i = 0; i < 2; i++)
        {
            await Shipped.JsonAsync(home, "up --detach");
            await KillTests.FinishAsync(home);
            var row = (await Shipped.JsonAsync(home, "timeline")).EnumerateArray().Single();
            Assert.Equal("unknown", row.GetProperty("state").GetString());
            Assert.Contains(
                "not sent again by itself",
                row.GetProperty("explanation").GetString(),
                StringComparison.Ordinal
            );
            await Shipped.JsonAsync(home, "down");
        }

        Assert.Single(await ana.ReadAsync("INBOX"));
    }

    private static string Address(ImapMailbox mailbox) => $"{mailbox.User}@mail.test";

    private static string Send(ImapMailbox to) =>
        $"mail send --from mail/work --to {Address(to)} --subject Hello --body Hi --yes --json";

    private async Task ConnectAsync(Home home, ImapMailbox robin)
    {
        await KillTests.ConnectAsync(home, server, robin);
        var config = Path.Join(home.Path, "config.yaml");
        var lines = (await File.ReadAllLinesAsync(config)).ToList();
        var at = lines.FindIndex(l => l.TrimStart().StartsWith("user:", StringComparison.Ordinal));
        var indent = lines[at][..lines[at].IndexOf('u', StringComparison.Ordinal)];
        lines.RemoveAll(l => l.TrimStart().StartsWith("smtp:", StringComparison.Ordinal));
        at = lines.FindIndex(l => l.TrimStart().StartsWith("user:", StringComparison.Ordinal));
        lines.Insert(at, $"{indent}smtp: smtp://127.0.0.1:{server.SmtpPort}");
        lines.Insert(at, $"{indent}from: {Address(robin)}");
        lines.Add("undo-window: 0s");
        await File.WriteAllLinesAsync(config, lines);
    }

    /// <summary>Where the server has the message, until it has delivered it.</summary>
    private static async Task WaitForQueueAsync(ImapMailbox? mailbox)
    {
        if (mailbox is not null)
        {
            await ArrivedAsync(mailbox);
        }
    }

    private static async Task AssertArrivedOnceAsync(ImapMailbox mailbox)
    {
        await ArrivedAsync(mailbox);
        Assert.Single(await mailbox.ReadAsync("INBOX"));
    }

    private static async Task ArrivedAsync(ImapMailbox mailbox)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await mailbox.ReadAsync("INBOX")).IsEmpty)
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }
}
