using MeshClaw.Connectors.Mail.Sync;
using MeshClaw.Testing;

namespace MeshClaw.Connectors.Tests.Mail.Sync;

/// <summary>A watcher on a real server wakes by itself when something happens there.</summary>
[Collection<SharedDovecot>]
public sealed class ImapWatchTests(DovecotServer server)
{
    [Fact]
    public async Task Delivery_to_the_inbox_wakes_it()
    {
        await using var box = new SyncedMailbox(server);
        await box.AddAsync("INBOX", "one");
        await using var run = await Watching.StartAsync(box);

        await box.AddAsync("INBOX", "two");

        Assert.Equal("INBOX", (await run.Arrivals.ReadAsync(TestContext.Current.CancellationToken)).Folder);
    }

    [Fact]
    public async Task Delivery_to_another_folder_wakes_it_by_NOTIFY()
    {
        await using var box = new SyncedMailbox(server);
        await box.AddAsync("Archive", "one");
        await using var run = await Watching.StartAsync(box);

        await box.AddAsync("Archive", "two");

        Assert.Equal("Archive", (await run.Arrivals.ReadAsync(TestContext.Current.CancellationToken)).Folder);
    }

    [Fact]
    public async Task Flag_set_by_another_client_wakes_it()
    {
        await using var box = new SyncedMailbox(server);
        var id = await box.AddAsync("INBOX", "one");
        await using var run = await Watching.StartAsync(box);

        await box.Mailbox.FlagAsync("INBOX", id, "Flagged");

        await run.UntilAsync(s => s.LastResult?.Changed > 0);
        await box.AssertTrueAsync();
    }

    [Fact]
    public async Task Idle_account_sends_nothing()
    {
        await using var box = new SyncedMailbox(server);
        await box.AddAsync("INBOX", "one");
        await using var run = await Watching.StartAsync(box);
        await run.UntilAsync(s => s.Phase == MailWatchPhase.Watching);
        await box.AddAsync("INBOX", "two");
        await run.Arrivals.ReadAsync(TestContext.Current.CancellationToken);
        await run.UntilAsync(s => s.Phase == MailWatchPhase.Watching);
        var commands = box.Source.Commands;

        var more = await run.QuietAsync();

        Assert.InRange(box.Source.Commands - commands, 0, 12); // What led to the sleep, and no more.
        Assert.False(more);
    }

    private sealed class Watching : IAsyncDisposable
    {
        private readonly System.Threading.Channels.Channel<MailArrivals> _arrivals =
            System.Threading.Channels.Channel.CreateUnbounded<MailArrivals>();
        private readonly CancellationTokenSource _end = new();
        private readonly MailWatcher _watcher;
        private readonly Task _work;

        private Watching(SyncedMailbox box)
        {
            var options = new MailWatcherOptions
            {
                Arrived = async (a, cancel) => await _arrivals.Writer.WriteAsync(a, cancel),
            };
            _watcher = new MailWatcher(box.Source, box.Index, new SemaphoreSlim(1), options);
            _work = _watcher.RunAsync(_end.Token);
        }

        public System.Threading.Channels.ChannelReader<MailArrivals> Arrivals => _arrivals.Reader;

        /// <summary>One that has made its first round.</summary>
        public static async Task<Watching> StartAsync(SyncedMailbox box)
        {
            var watching = new Watching(box);
            await watching._watcher.SyncNowAsync(TestContext.Current.CancellationToken);
            return watching;
        }

        public Task UntilAsync(Func<MailWatchStatus, bool> condition) =>
            Eventually.HoldsAsync(() => condition(_watcher.Status));

        /// <summary>Whether anything more arrives within two seconds.</summary>
        public async Task<bool> QuietAsync()
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            try
            {
                return await _arrivals.Reader.WaitToReadAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await _work;
            _end.Dispose();
        }
    }
}
