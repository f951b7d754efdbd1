using MeshClaw.Connectors.Mail.Jmap;
using MeshClaw.Testing;

namespace MeshClaw.Connectors.Tests.Mail.Jmap;

[Collection<SharedCyrus>]
public sealed class JmapChangesTests(CyrusServer server) : IAsyncLifetime
{
    private static readonly DateTimeOffset s_received = new(2026, 11, 16, 7, 30, 5, TimeSpan.Zero);

    private readonly InstantTime _time = new();
    private readonly CyrusMailbox _mailbox = server.NewMailbox();
    private readonly MemoryIndex _index = new();
    private JmapStore _store = null!; // Set before each test.
    private JmapChanges _changes = null!; // Set before each test.

    public ValueTask InitializeAsync()
    {
        _store = (JmapStore)MailStores.Connect(MailStores.Account(server, _mailbox.User)).Store;
        _changes = _store.Changes(_time);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _mailbox.DisposeAsync();
    }

    [Fact]
    public async Task All_of_it_is_read_once_and_then_only_what_changed()
    {
        for (var i = 0; i < 5; i++)
        {
            await AddAsync($"m{i}", i);
        }

        var old = await AddAsync("old", 9, "Archive");
        Assert.Equal(6, (await _changes.SynchroniseAsync(_index, default)).Count);
        Assert.All(await _index.FoldersAsync(Driver.Connection, default), f => Assert.True(f.Complete));
        Assert.Equal(["Archive old ", "INBOX m0 ", "INBOX m1 ", "INBOX m2 ", "INBOX m3 ", "INBOX m4 "], _index.Lines());
        _index.Batches.Clear();

        Assert.Empty(await _changes.SynchroniseAsync(_index, default));
        Assert.Empty(_index.Batches);

        await AddAsync("new", 10);
        await _mailbox.MoveAsync("Archive", old, "Kept/Here");
        var listed = await _mailbox.ReadAsync("INBOX");
        await _mailbox.FlagAsync("INBOX", listed[1].Id, "Flagged");
        await _mailbox.RemoveAsync("INBOX", listed[2].Id);
        var news = await _changes.SynchroniseAsync(_index, default);

        Assert.Single(news); // What was moved is known.
        Assert.Equal(
            ["INBOX m0 ", "INBOX m1 Flagged", "INBOX m3 ", "INBOX m4 ", "INBOX new ", "Kept/Here old "],
            _index.Lines()
        );
        Assert.Equal(
            ["new"],
            _index.Batches.SelectMany(b => b.Arrivals).Select(a => a.Words?.Subject).OfType<string>()
        );
    }

    [Fact]
    public async Task A_state_that_the_server_does_not_know_makes_it_compare_all()
    {
        var gone = await AddAsync("gone", 0);
        var seen = await AddAsync("seen", 1);
        await _changes.SynchroniseAsync(_index, default);
        _index.SetCursors("no state of this server");
        await _mailbox.RemoveAsync("INBOX", gone);
        await _mailbox.FlagAsync("INBOX", seen, "Seen");
        await AddAsync("new", 2);
        _index.Batches.Clear();

        Assert.Single(await _changes.SynchroniseAsync(_index, default));

        Assert.Equal(["INBOX new ", "INBOX seen Seen"], _index.Lines());
        Assert.Single(_index.Batches.SelectMany(b => b.Arrivals));
        Assert.All(
            await _index.FoldersAsync(Driver.Connection, default),
            f => Assert.NotEqual("no state of this server", f.Cursor)
        );
    }

    [Fact]
    public async Task What_was_cut_off_goes_on()
    {
        for (var i = 0; i < 3; i++)
        {
            await AddAsync($"m{i}", i);
        }

        await foreach (var batch in _changes.ReadAsync(_index, default))
        {
            await _index.ApplyAsync(batch, default);
            if (batch.Arrivals.Count > 0)
            {
                break; // Before the batch that completes the folder.
            }
        }

        _index.Batches.Clear();
        Assert.Empty(await _changes.SynchroniseAsync(_index, default));

        Assert.Equal(["INBOX m0 ", "INBOX m1 ", "INBOX m2 "], _index.Lines());
        Assert.Empty(_index.Batches.SelectMany(b => b.Arrivals));
    }

    [Fact]
    public async Task Waiting_ends_with_a_change_or_with_its_time()
    {
        var state = await _changes.StateAsync(default);
        var second = TimeSpan.FromSeconds(1);
        Assert.False(await _changes.WaitForChangesAsync(state, second, TimeSpan.FromSeconds(2.5), default));
        Assert.Equal([1, 1, 0.5], _time.Waits);

        var waiting = _changes.WaitForChangesAsync(state, second, TimeSpan.FromDays(1000), default);
        await AddAsync("one", 0);
        Assert.True(await waiting);
        Assert.NotEqual(state, await _changes.StateAsync(default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
            _changes.WaitForChangesAsync(state, TimeSpan.Zero, second, default)
        );
    }

    private async Task<string> AddAsync(string subject, int minutes, string folder = "INBOX") =>
        await _mailbox.AddAsync(
            folder,
            TestMailbox.Message("Ana <ana@corp.example>", subject, "Hello"),
            "",
            s_received.AddMinutes(minutes)
        );
}
