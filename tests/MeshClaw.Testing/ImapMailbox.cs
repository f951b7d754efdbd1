using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;
using MimeKit;

namespace MeshClaw.Testing;

/// <summary>A mailbox of a server on loopback, through a connection of its own.</summary>
public class ImapMailbox : TestMailbox
{
    private readonly Func<int> _port;
    private readonly ImapClient _client = new();

    internal ImapMailbox(Func<int> port, string user)
    {
        _port = port;
        User = user;
    }

    /// <summary>Who logs in; the password is <see cref="DovecotServer.Password"/>.</summary>
    public string User { get; }

    /// <inheritdoc />
    public override async Task<string> AddAsync(string folder, string message, string flags, DateTimeOffset received)
    {
        var target = await OpenAsync(folder, make: true);
        var options = FormatOptions.Default.Clone();
        options.NewLineFormat = NewLineFormat.Dos;
        using var stream = new MemoryStream(Encoding.Latin1.GetBytes(message));
        using var mime = await MimeMessage.LoadAsync(stream, true);
        var request = new AppendRequest(mime, Flags(flags), Keywords(flags), received);
        var uid = await target!.AppendAsync(options, request); // Made where it was missing.
        return await IdOfAsync(target, uid!.Value); // The servers have UIDPLUS, whatever they are told to say.
    }

    /// <inheritdoc />
    public override async Task<ImmutableArray<StoredMessage>> ReadAsync(string folder)
    {
        var source = await OpenAsync(folder, make: false);
        if (source is null)
        {
            return [];
        }

        var items =
            MessageSummaryItems.UniqueId | MessageSummaryItems.Flags | MessageSummaryItems.InternalDate | IdItem;
        var messages = ImmutableArray.CreateBuilder<StoredMessage>();
        foreach (var summary in (await source.FetchAsync(0, -1, items)).OrderBy(s => s.UniqueId.Id))
        {
            using var stream = await ((ImapFolder)source).GetStreamAsync(summary.UniqueId, "");
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            var names = (summary.Flags & ~MessageFlags.Recent)!.Value.ToString().Split(", ").Where(f => f != "None");
            messages.Add(
                new StoredMessage(
                    IdOf(summary),
                    Encoding.Latin1.GetString(bytes.ToArray()),
                    string.Join(' ', names.Concat(summary.Keywords).Order(StringComparer.Ordinal)),
                    summary.InternalDate!.Value // Asked for.
                )
            );
        }

        return [.. messages.DistinctBy(m => m.Id)];
    }

    /// <inheritdoc />
    public override async Task<ImmutableArray<string>> FoldersAsync()
    {
        await ConnectAsync();
        var folders = await _client.GetFoldersAsync(_client.PersonalNamespaces[0]);
        return [.. folders.Select(f => f!.FullName).Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc />
    public override async Task RemoveAsync(string folder, string id)
    {
        var source = await OpenAsync(folder, make: false);
        var uids = await UidsAsync(source!, id);
        await source!.AddFlagsAsync(uids, MessageFlags.Deleted, true);
        await source!.ExpungeAsync(uids);
    }

    /// <inheritdoc />
    public override async Task CopyAsync(string folder, string id, string to)
    {
        var target = await OpenAsync(to, make: true);
        var source = await OpenAsync(folder, make: false);
        await source!.CopyToAsync(await UidsAsync(source!, id), target!);
    }

    /// <inheritdoc />
    public override async Task MoveAsync(string folder, string id, string to)
    {
        var target = await OpenAsync(to, make: true);
        var source = await OpenAsync(folder, make: false);
        await source!.MoveToAsync(await UidsAsync(source!, id), target!);
    }

    /// <inheritdoc />
    public override async Task FlagAsync(string folder, string id, string flag)
    {
        var source = await OpenAsync(folder, make: false);
        await source!.AddFlagsAsync(await UidsAsync(source!, id), Flags(flag), true);
    }

    /// <summary>The ids in a folder, and nothing else of it.</summary>
    public async Task<IReadOnlyList<string>> IdsAsync(string folder)
    {
        var source = await OpenAsync(folder, make: false);
        return source is null
            ? []
            :
            [
                .. (await source.SearchAsync(MailKit.Search.SearchQuery.All)).Select(u =>
                    u.Id.ToString(CultureInfo.InvariantCulture)
                ),
            ];
    }

    /// <summary>Deletes a folder.</summary>
    public async Task DeleteFolderAsync(string folder)
    {
        var target = await OpenAsync(folder, make: false);
        await target!.CloseAsync();
        await target.DeleteAsync();
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _client.Dispose();
    }

    private protected virtual Task<string> IdOfAsync(IMailFolder folder, UniqueId uid) =>
        Task.FromResult(uid.Id.ToString(CultureInfo.InvariantCulture));

    private protected virtual MessageSummaryItems IdItem => MessageSummaryItems.UniqueId;

    private protected virtual string IdOf(IMessageSummary summary) =>
        summary.UniqueId.Id.ToString(CultureInfo.InvariantCulture);

    private protected virtual Task<IList<UniqueId>> UidsAsync(IMailFolder folder, string id) =>
        Task.FromResult<IList<UniqueId>>([new UniqueId(uint.Parse(id, CultureInfo.InvariantCulture))]);

    private protected void Connect()
    {
        _client.Connect("127.0.0.1", _port(), SecureSocketOptions.None);
        _client.Authenticate(User, DovecotServer.Password);
    }

    private async Task<IMailFolder?> OpenAsync(string name, bool make)
    {
        await ConnectAsync();
        await _client.NoOpAsync();
        IMailFolder folder;
        try
        {
            folder = name == "INBOX" ? _client.Inbox! : await _client.GetFolderAsync(name); // Connected: there is an inbox.
        }
        catch (FolderNotFoundException) when (!make)
        {
            return null;
        }
        catch (FolderNotFoundException)
        {
            folder = await MakeAsync(name);
        }

        if (!folder.IsOpen)
        {
            await folder.OpenAsync(FolderAccess.ReadWrite);
        }

        return folder;
    }

    private async Task<IMailFolder> MakeAsync(string name)
    {
        var parent = _client.GetFolder(_client.PersonalNamespaces[0]);
        foreach (var level in name.Split('/'))
        {
            parent =
                (await parent.GetSubfoldersAsync()).FirstOrDefault(f => f.Name == level)
                ?? await parent.CreateAsync(level, true)
                ?? throw new InvalidOperationException($"No folder {level}.");
        }

        return parent;
    }

    private async Task ConnectAsync()
    {
        if (!_client.IsConnected)
        {
            await _client.ConnectAsync("127.0.0.1", _port(), SecureSocketOptions.None);
            await _client.AuthenticateAsync(User, DovecotServer.Password);
        }
    }

    private static MessageFlags Flags(string flags) =>
        Split(flags)
            .Aggregate(MessageFlags.None, (all, f) => Enum.TryParse<MessageFlags>(f, out var flag) ? all | flag : all);

    private static IEnumerable<string> Keywords(string flags) =>
        Split(flags).Where(f => !Enum.TryParse<MessageFlags>(f, out _));

    private static string[] Split(string flags) => flags.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
