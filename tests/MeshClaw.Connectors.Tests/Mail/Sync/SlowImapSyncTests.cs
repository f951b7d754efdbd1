using System.Net.Sockets;
using MailKit;
using MailKit.Net.Imap;
using MeshClaw.Connectors.Mail.Sync;
using MeshClaw.Testing;

namespace MeshClaw.Connectors.Tests.Mail.Sync;

/// <summary>
/// Minutes of other clients at work on a server that dies again and again, while a watcher follows; in the end the index is the truth.
/// Run with eng/slow.sh; MESHCLAW_SLOW_SECONDS says how long, 180 by default.
/// </summary>
public sealed class SlowImapSyncTests : IAsyncLifetime
{
    private const int Clients = 3;
    private static readonly string[] s_folders = ["INBOX", "Archive", "Work/New", "Junk"];
    private static readonly string[] s_flags = ["Seen", "Flagged", "Answered", "Draft"];

    private readonly DovecotServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact(Explicit = true)]
    public async Task Other_clients_and_a_dying_server_end_in_equality()
    {
        var length = Environment.GetEnvironmentVariable("MESHCLAW_SLOW_SECONDS") is { } text
            ? int.Parse(text, null)
            : 180;
        await using var box = new SyncedMailbox(_server);
        foreach (var folder in s_folders)
        {
            await box.FloodAsync(folder, 300);
        }

        var options = new MailWatcherOptions { Random = () => 0 }; // A second after each failure.
        var watcher = new MailWatcher(box.Source, box.Index, new SemaphoreSlim(1), options);
        using var ending = new CancellationTokenSource();
        var watching = watcher.RunAsync(ending.Token);

        using (var over = new CancellationTokenSource(TimeSpan.FromSeconds(length)))
        {
            var clients = Enumerable.Range(0, Clients).Select(i => WorkAsync(box, i, over.Token));
            await Task.WhenAll(clients.Append(KillAsync(over.Token)));
        }

        do
        {
            await watcher.SyncNowAsync(TestContext.Current.CancellationToken);
        } while (watcher.Status.Phase is MailWatchPhase.BackingOff);

        await ending.CancelAsync();
        await watching;
        await using var fresh = new SyncedMailbox(_server, _server.Another(box.Mailbox));
        await fresh.SyncAsync(TestContext.Current.CancellationToken);
        await fresh.AssertTrueAsync();
        Assert.Equal(await fresh.IndexedAsync(), await box.IndexedAsync());
    }

    private async Task WorkAsync(SyncedMailbox box, int seed, CancellationToken over)
    {
        var random = new Random(seed);
        var client = _server.Another(box.Mailbox);
        for (var count = 0; !over.IsCancellationRequested; count++)
        {
            try
            {
                await StepAsync(client, random, $"client {seed} {count}");
            }
            catch (Exception broken)
                when (broken
                        is IOException
                            or SocketException
                            or ImapProtocolException
                            or ImapCommandException
                            or ServiceNotConnectedException
                            or FolderNotOpenException
                            or MessageNotFoundException
                )
            {
                // The server died, or another client was faster.
                await client.DisposeAsync();
                client = _server.Another(box.Mailbox);
                await Task.Yield();
            }
        }

        await client.DisposeAsync();
    }

    private static async Task StepAsync(ImapMailbox client, Random random, string subject)
    {
        var folder = s_folders[random.Next(s_folders.Length)];
        var what = random.Next(10);
        if (what < 3)
        {
            var message = TestMailbox.Message(
                "Ana <ana@corp.example>",
                subject,
                "Text.",
                $"{random.NextInt64()}@corp.example"
            );
            await client.AddAsync(folder, message, "", DateTimeOffset.UnixEpoch.AddDays(20_000));
            return;
        }

        var ids = await client.IdsAsync(folder);
        if (ids.Count == 0)
        {
            return;
        }

        var id = ids[random.Next(ids.Count)];
        await (
            what switch
            {
                3 or 4 => client.RemoveAsync(folder, id),
                5 or 6 or 7 => client.MoveAsync(folder, id, s_folders[random.Next(s_folders.Length)]),
                _ => client.FlagAsync(folder, id, s_flags[random.Next(s_flags.Length)]),
            }
        );
    }

    private async Task KillAsync(CancellationToken over)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(15));
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                await _server.KillAsync();
                await _server.StartAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // It is over, and the server runs.
        }
    }
}
