using System.Globalization;
using System.Text;
using MeshClaw.Connectors.Mail;
using MeshClaw.Connectors.Mail.Imap;
using MeshClaw.Connectors.Mail.Sync;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Core.Secrets;
using MeshClaw.Testing;

namespace MeshClaw.Connectors.Tests.Mail.Sync;

/// <summary>A mailbox on a real server, and an index that is brought up to date with it.</summary>
internal sealed class SyncedMailbox : IAsyncDisposable
{
    private readonly DovecotServer _server;
    private int _delivered;

    public SyncedMailbox(DovecotServer server, ImapMailbox? mailbox = null)
    {
        _server = server;
        Mailbox = mailbox ?? server.NewMailbox();
        Source = Open();
    }

    public ImapMailbox Mailbox { get; }

    public NaiveMailIndex Index { get; private set; } = new();

    public ImapSource Source { get; private set; }

    public List<MailArrivals> Arrivals { get; } = [];

    public MailAccount Account() => MailStores.Account(_server, Mailbox.User);

    public ImapSource Open(int mostAtOnce = 5000)
    {
        var account = Account();
        return new ImapSource(
            new ImapSession(account, new Secret(DovecotServer.Password)),
            account,
            TimeProvider.System
        )
        {
            MostAtOnce = mostAtOnce,
        };
    }

    public Task<string> AddAsync(string folder, string subject, string flags = "", int minute = 0) =>
        Mailbox.AddAsync(
            folder,
            TestMailbox.Message(
                "Ana <ana@corp.example>",
                subject,
                $"The text of {subject}.",
                $"{subject}@corp.example"
            ),
            flags,
            new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero).AddMinutes(minute)
        );

    /// <summary>Puts a file into the folder of the server, so that not a byte is touched on the way.</summary>
    public void Deliver(string folder, string message, DateTimeOffset received)
    {
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"{received.ToUnixTimeSeconds()}.M{++_delivered}P1.host"
        );
        var path = Path.Combine(DirectoryOf(folder), "tmp", name);
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(message));
        File.SetLastWriteTimeUtc(path, received.UtcDateTime);
        File.Move(path, Path.Combine(DirectoryOf(folder), "new", name));
    }

    /// <summary>Many messages at once.</summary>
    public async Task FloodAsync(string folder, int count)
    {
        await Mailbox.ReadAsync(folder); // Makes it.
        var start = new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < count; i++)
        {
            var message = TestMailbox.Message(
                "Bo <bo@list.example>",
                $"{folder} {i}",
                $"Number {i}.",
                $"{folder}{i}@list.example"
            );
            Deliver(folder, message, start.AddMinutes(i));
        }
    }

    /// <summary>Deletes a folder that holds nothing.</summary>
    public Task DeleteFolderAsync(string folder) => Mailbox.DeleteFolderAsync(folder);

    /// <summary>Makes the server number a folder anew: deletes it, and puts its messages into one of the same name.</summary>
    public async Task RenumberAsync(string folder)
    {
        var messages = await Mailbox.ReadAsync(folder);
        await Mailbox.DeleteFolderAsync(folder);
        await using var other = _server.Another(Mailbox); // The first remembers the folder that is gone.
        foreach (var message in messages)
        {
            await other.AddAsync(folder, message.Raw, message.Flags, message.Received);
        }
    }

    private string DirectoryOf(string folder) =>
        Path.Combine(_server.MailFolder, Mailbox.User, folder == "INBOX" ? "" : "." + folder.Replace('/', '.'));

    public Task<MailSyncResult> SyncAsync(CancellationToken cancellationToken = default) =>
        new MailSync(Source, Index).RunAsync(
            (arrivals, _) =>
            {
                Arrivals.Add(arrivals);
                return Task.CompletedTask;
            },
            cancellationToken
        );

    /// <summary>As a process that was started anew: another connection, the index of before.</summary>
    public async Task RestartAsync(int mostAtOnce = 5000)
    {
        await Source.DisposeAsync();
        Source = Open(mostAtOnce);
    }

    public Task<MailId?> FindAsync(string folder, string id) => FindAsync(Index, folder, id);

    public async Task<MailId?> FindAsync(NaiveMailIndex index, string folder, string id)
    {
        var version = (await index.FoldersAsync(Driver.Connection, default)).Single(f => f.Name == folder).Version;
        return await index.FindAsync(Driver.Connection, new MailLocation(folder, id, version), default);
    }

    /// <summary>What the index holds is what lies on the server: each message in its place, with its flags, subject and date.</summary>
    public async Task AssertTrueAsync()
    {
        var truth = new StringBuilder();
        foreach (var folder in await Mailbox.FoldersAsync())
        {
            foreach (
                var m in (await Mailbox.ReadAsync(folder)).OrderBy(m => uint.Parse(m.Id, CultureInfo.InvariantCulture))
            )
            {
                var flags = string.Join(' ', m.Flags.Split(' ').Where(f => Enum.TryParse<MailMarks>(f, out _)));
                var subject = m.Raw.Split("Subject: ")[1].Split("\r\n")[0];
                truth.AppendLine(CultureInfo.InvariantCulture, $"{folder} {m.Id} [{flags}] {subject} {m.Received:u}");
            }
        }

        Assert.Equal(truth.ToString(), await IndexedAsync());
    }

    /// <summary>What the index holds, for comparison.</summary>
    public async Task<string> IndexedAsync()
    {
        var indexed = new StringBuilder();
        var folders = await Index.FoldersAsync(Driver.Connection, default);
        foreach (var folder in folders.OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            foreach (var place in await Index.PlacesAsync(Driver.Connection, folder.Name, null, int.MaxValue, default))
            {
                var marks = place.Marks.ToString().Split(", ").Where(m => m != "None").Order(StringComparer.Ordinal);
                var mail = Index[(await FindAsync(folder.Name, place.Id))!.Value]; // It has a place.
                indexed.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"{folder.Name} {place.Id} [{string.Join(' ', marks)}] {mail.Words!.Subject} {mail.Received:u}"
                );
            }
        }

        return indexed.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Mailbox.DisposeAsync();
    }
}
