using MeshClaw.Connectors.Mail;
using MeshClaw.Connectors.Mail.Sync;
using MeshClaw.Core.Mail;
using MeshClaw.Testing;

namespace MeshClaw.Connectors.Tests.Mail.Sync;

public sealed class MaildirSyncTests : IAsyncLifetime
{
    private readonly MaildirMailbox _mailbox = new();
    private readonly NaiveMailIndex _index = new();
    private readonly List<MailArrivals> _arrivals = [];
    private readonly MaildirSource _source;

    public MaildirSyncTests() =>
        _source = new MaildirSource(
            new MailAccount { Connection = Driver.Connection, MaildirPath = _mailbox.Root },
            _mailbox.Root,
            TimeProvider.System
        );

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _mailbox.DisposeAsync();

    [Fact]
    public async Task First_round_finds_every_folder_and_message()
    {
        await AddAsync("INBOX", "one", "Seen");
        await AddAsync("Work/Invoices", "two", "Flagged Draft");

        var result = await SyncAsync();

        await AssertTrueAsync();
        Assert.Equal(2, result.New);
        Assert.Empty(_arrivals);
    }

    [Fact]
    public async Task What_another_program_does_is_followed_and_moves_keep_the_mail()
    {
        var (one, two) = (await AddAsync("INBOX", "one"), await AddAsync("INBOX", "two"));
        await SyncAsync();
        var mail = await _index.FindAsync(Driver.Connection, new MailLocation("INBOX", one, ""), default);
        await _mailbox.FlagAsync("INBOX", two, "Seen");
        await _mailbox.MoveAsync("INBOX", one, "Archive");
        await AddAsync("INBOX", "three");

        var result = await SyncAsync();

        await AssertTrueAsync();
        Assert.Equal((1, 1), (result.New, result.Moved));
        Assert.Equal("Archive", Assert.Single(await _index.FindAsync(mail!.Value, default)).Folder); // It was added.
        Assert.Equal("three", _index[Assert.Single(Assert.Single(_arrivals).Mails)].Words!.Subject); // New mails bring words.
    }

    [Fact]
    public async Task Folder_whose_times_are_those_of_before_is_not_read()
    {
        await AddAsync("INBOX", "one");
        foreach (var sub in new[] { "new", "cur" })
        {
            Directory.SetLastWriteTimeUtc(Path.Combine(_mailbox.Root, sub), DateTime.UnixEpoch.AddDays(20_000));
        }

        await SyncAsync();
        _index.Batches.Clear();

        await SyncAsync();

        Assert.Empty(_index.Batches);
    }

    [Fact]
    public async Task Delivery_ends_the_wait()
    {
        await AddAsync("INBOX", "one");
        await SyncAsync();
        var wait = _source.WaitAsync(TimeSpan.FromMinutes(1), default, TestContext.Current.CancellationToken);

        await AddAsync("INBOX", "two");

        Assert.True(await wait);
        await SyncAsync();
        await AssertTrueAsync();
    }

    private Task<string> AddAsync(string folder, string subject, string flags = "") =>
        _mailbox.AddAsync(
            folder,
            TestMailbox.Message("Ana <ana@corp.example>", subject, "Text."),
            flags,
            DateTimeOffset.UnixEpoch.AddDays(20_000)
        );

    private Task<MailSyncResult> SyncAsync() =>
        new MailSync(_source, _index).RunAsync(
            (arrivals, _) =>
            {
                _arrivals.Add(arrivals);
                return Task.CompletedTask;
            },
            default
        );

    private async Task AssertTrueAsync()
    {
        foreach (var folder in await _mailbox.FoldersAsync())
        {
            var truth = (await _mailbox.ReadAsync(folder)).Select(m => (m.Id, m.Flags));
            var places = await _index.PlacesAsync(Driver.Connection, folder, null, int.MaxValue, default);
            var indexed = places.Select(p =>
                (
                    p.Id,
                    string.Join(
                        ' ',
                        p.Marks.ToString().Split(", ").Where(m => m != "None").Order(StringComparer.Ordinal)
                    )
                )
            );
            Assert.Equal(truth.Order(), indexed.Order());
        }
    }
}
