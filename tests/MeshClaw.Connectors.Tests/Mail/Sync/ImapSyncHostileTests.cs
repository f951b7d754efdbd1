using MeshClaw.Connectors.Mail;
using MeshClaw.Connectors.Mail.Imap;
using MeshClaw.Connectors.Mail.Sync;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.Tests.Mail.Sync;

/// <summary>A server that lies about numbers ends a round with an error that says so: it does not hang it, fill memory, or write nonsense.</summary>
public sealed class ImapSyncHostileTests
{
    [Theory]
    [InlineData("no UIDVALIDITY", "* 3 EXISTS|* OK [UIDVALIDITY 0] x|* OK [UIDNEXT 4] x", "UIDVALIDITY")]
    [InlineData("absurd EXISTS", "* 2000000000 EXISTS|* OK [UIDVALIDITY 1] x|* OK [UIDNEXT 4] x", "not believed")]
    public Task Absurd_numbers_of_a_folder_are_refused(string what, string select, string says) =>
        RefusedAsync(what, says, ("EXAMINE", select));

    [Theory]
    [InlineData("all UIDs there are", "* ESEARCH TAG UID ALL 1:4000000000", "not believed")]
    [InlineData("all of them, old style", "* ESEARCH TAG UID ALL 4000000000:1", "not believed")]
    public Task Absurd_lists_of_messages_are_refused(string what, string search, string says) =>
        RefusedAsync(what, says, ("EXAMINE", Honest(3)), ("UID SEARCH", search));

    [Fact]
    public Task Last_number_that_there_is_ends_the_round() =>
        RefusedAsync(
            "UID 4294967295 without a UIDNEXT",
            "last number",
            ("EXAMINE", "* 1 EXISTS|* OK [UIDVALIDITY 1] x|* OK [HIGHESTMODSEQ 9] x"),
            ("UID SEARCH", "* ESEARCH TAG UID ALL 4294967295")
        );

    [Fact]
    public Task Messages_that_are_listed_and_never_given_end_the_round() =>
        RefusedAsync(
            "phantoms",
            "has none of them",
            ("EXAMINE", Honest(40_000_000)),
            ("UID SEARCH", "* ESEARCH TAG UID ALL 1:40000000")
        );

    [Theory]
    [InlineData("* 1 FETCH (UID 1 FLAGS () RFC822.SIZE -5)")]
    [InlineData("* 1 FETCH (UID 1 FLAGS () RFC822.SIZE 99999999999999999999)")]
    [InlineData("* 1 FETCH (UID 0 FLAGS () RFC822.SIZE 5)")]
    [InlineData("* 1 FETCH (UID 1 FLAGS () RFC822.SIZE 4000000000)")]
    public async Task Absurd_sizes_do_not_hang_and_write_nothing(string fetch)
    {
        await using var server = new LyingServer();
        server.Answers["EXAMINE"] = Honest(1).Split('|');
        server.Answers["UID SEARCH"] = ["* ESEARCH TAG UID ALL 1"];
        server.Answers["UID FETCH"] = [fetch];
        var (index, failure) = await RunAsync(server);

        Assert.True(failure is null or ConnectorException, failure?.ToString());
        Assert.Empty(index.Batches.SelectMany(b => b.Arrivals));
    }

    [Theory]
    [InlineData("* 99999999999 EXISTS|* OK [UIDVALIDITY 1] x|* OK [UIDNEXT 4] x")]
    [InlineData("* -5 EXISTS|* OK [UIDVALIDITY 1] x|* OK [UIDNEXT 4] x")]
    public async Task Numbers_that_are_none_do_not_hang_and_write_nothing(string select)
    {
        await using var server = new LyingServer();
        server.Answers["EXAMINE"] = select.Split('|');
        var (index, failure) = await RunAsync(server);

        Assert.True(failure is null or ConnectorException, failure?.ToString());
        Assert.Empty(index.Batches.SelectMany(b => b.Arrivals));
    }

    private static string Honest(int count) =>
        $"* {count} EXISTS|* OK [UIDVALIDITY 1] x|* OK [UIDNEXT {count + 1}] x|* OK [HIGHESTMODSEQ 9] x";

    private static async Task RefusedAsync(string what, string says, params (string Command, string Answer)[] answers)
    {
        await using var server = new LyingServer();
        foreach (var (command, answer) in answers)
        {
            server.Answers[command] = answer.Split('|');
        }

        var (index, failure) = await RunAsync(server);

        Assert.True(failure is ConnectorException, $"{what}: {failure?.ToString() ?? "no error"}");
        Assert.True(failure!.Message.Contains(says, StringComparison.Ordinal), failure.ToString()); // It is one.
        Assert.Empty(index.Batches.SelectMany(b => b.Arrivals));
    }

    private static async Task<(NaiveMailIndex Index, Exception? Failure)> RunAsync(LyingServer server)
    {
        var account = new MailAccount
        {
            Connection = Driver.Connection,
            Imap = new Uri($"imap://127.0.0.1:{server.Port}"),
            User = "robin",
        };
        await using var source = new ImapSource(
            new ImapSession(account, new Secret("secret")),
            account,
            TimeProvider.System
        );
        var index = new NaiveMailIndex();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        try
        {
            await new MailSync(source, index).RunAsync((_, _) => Task.CompletedTask, patience.Token);
            return (index, null);
        }
        catch (Exception failure)
        {
            return (index, failure);
        }
    }
}
