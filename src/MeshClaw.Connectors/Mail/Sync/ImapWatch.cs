using MailKit;
using MailKit.Net.Imap;
using MeshClaw.Connectors.Mail.Imap;
using MeshClaw.Connectors.Mail.Tools;

namespace MeshClaw.Connectors.Mail.Sync;

/// <summary>
/// Sleeps on a connection until the server tells of something: by NOTIFY (RFC 5465) for every folder, else by IDLE (RFC 2177) for the
/// inbox, which leaves the others to the caller's polling; where it can do neither, just sleeps. What was told while nobody slept is
/// found by comparing numbers, so nothing falls between. Costs no CPU.
/// </summary>
internal sealed class ImapWatch(ImapSession session, TimeProvider time)
{
    /// <summary>How long one IDLE lasts: RFC 2177 allows 29 minutes; routers forget a silent connection sooner.</summary>
    public static readonly TimeSpan Reissue = TimeSpan.FromMinutes(9);

    private readonly Dictionary<string, ImapState> _seen = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, IMailFolder> _folders = new Dictionary<string, IMailFolder>();
    private ImapClient? _notified;
    private CancellationTokenSource? _sleep;
    private bool _told;
    private bool _counts;

    /// <summary>The folders as they were just listed, and seen.</summary>
    public void Follow(IReadOnlyDictionary<string, IMailFolder> folders, bool counts)
    {
        (_folders, _counts) = (folders, counts);
        _seen.Clear();
        foreach (var (name, folder) in folders)
        {
            Seen(name, folder);
        }
    }

    /// <summary>A folder's numbers as synchronisation has them.</summary>
    public void Seen(string name, IMailFolder folder) => _seen[name] = Of(folder);

    /// <summary>Within the session: sleeps; true where something may have changed.</summary>
    public async Task<bool> WaitAsync(TimeSpan limit, CancellationToken wake, CancellationToken cancellationToken)
    {
        var client = session.Client;
        var until = time.GetUtcNow() + limit;
        if (!client.Capabilities.HasFlag(ImapCapabilities.Idle))
        {
            await SleepAsync(limit, wake, cancellationToken);
            return false;
        }

        if (await session.FindAsync(MailFolderName.Inbox, cancellationToken) is not { } inbox)
        {
            await SleepAsync(limit, wake, cancellationToken);
            return false;
        }

        if (inbox.IsOpen)
        {
            await inbox.CloseAsync(false, cancellationToken);
        }

        await inbox.OpenAsync(FolderAccess.ReadOnly, cancellationToken); // What came since it was read shows in its numbers.
        _told = false;
        Listen(inbox, on: true);
        try
        {
            await NotifyAsync(client, cancellationToken);
            while (
                !_told && !IsChanged() && !wake.IsCancellationRequested && time.GetUtcNow() is var now && now < until
            )
            {
                await IdleAsync(client, until - now < Reissue ? until - now : Reissue, wake, cancellationToken);
            }
        }
        finally
        {
            Listen(inbox, on: false);
        }

        return _told || IsChanged();
    }

    private async Task IdleAsync(
        ImapClient client,
        TimeSpan limit,
        CancellationToken wake,
        CancellationToken cancellationToken
    )
    {
        using var timer = new CancellationTokenSource(limit, time);
        using var sleep = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, wake);
        _sleep = sleep;
        try
        {
            if (!_told)
            {
                await client.IdleAsync(sleep.Token, cancellationToken);
            }
        }
        finally
        {
            _sleep = null;
        }
    }

    private async Task NotifyAsync(ImapClient client, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(_notified, client) || !client.Capabilities.HasFlag(ImapCapabilities.Notify))
        {
            return;
        }

        ImapEvent[] events = [new ImapEvent.MessageNew(), ImapEvent.MessageExpunge, ImapEvent.FlagChange];
        ImapEventGroup[] groups =
        [
            new(ImapMailboxFilter.Selected, events),
            new(ImapMailboxFilter.Personal, [.. events, ImapEvent.MailboxName]),
        ];
        try
        {
            await client.NotifyAsync(true, groups, cancellationToken);
        }
        catch (ImapCommandException)
        {
            // It has too many folders for it, or means something else by it: the inbox by IDLE, the others by asking.
        }

        _notified = client;
    }

    private void Listen(IMailFolder inbox, bool on)
    {
        if (on)
        {
            inbox.MessageFlagsChanged += OnTold;
            inbox.MessageExpunged += OnTold;
            inbox.MessagesVanished += OnTold;
        }
        else
        {
            inbox.MessageFlagsChanged -= OnTold;
            inbox.MessageExpunged -= OnTold;
            inbox.MessagesVanished -= OnTold;
        }

        foreach (var folder in _folders.Values)
        {
            if (on)
            {
                folder.CountChanged += OnNumbers;
                folder.UidNextChanged += OnNumbers;
                folder.HighestModSeqChanged += OnNumbers;
                folder.UidValidityChanged += OnTold;
                folder.Deleted += OnTold;
                folder.Renamed += OnTold;
            }
            else
            {
                folder.CountChanged -= OnNumbers;
                folder.UidNextChanged -= OnNumbers;
                folder.HighestModSeqChanged -= OnNumbers;
                folder.UidValidityChanged -= OnTold;
                folder.Deleted -= OnTold;
                folder.Renamed -= OnTold;
            }
        }
    }

    private void OnTold(object? sender, EventArgs e)
    {
        _told = true;
        _sleep?.Cancel();
    }

    private void OnNumbers(object? sender, EventArgs e)
    {
        if (sender is IMailFolder folder && IsChanged(ImapSession.NameOf(folder), folder))
        {
            _sleep?.Cancel();
        }
    }

    private bool IsChanged() => _folders.Any(f => IsChanged(f.Key, f.Value));

    private bool IsChanged(string name, IMailFolder folder) =>
        !_seen.TryGetValue(name, out var seen) || seen != Of(folder);

    private async Task SleepAsync(TimeSpan limit, CancellationToken wake, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(wake, cancellationToken);
        try
        {
            await Task.Delay(limit, time, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested) { }
    }

    private ImapState Of(IMailFolder folder) => ImapState.Of(folder, _counts);
}
