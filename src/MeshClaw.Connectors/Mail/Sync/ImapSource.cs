using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MailKit;
using MailKit.Net.Imap;
using MeshClaw.Connectors.Mail.Imap;
using MeshClaw.Connectors.Mail.Parsing;
using MeshClaw.Connectors.Text;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Mail.Sync;

/// <summary>
/// An account on an IMAP server, by a session of its own. Reads only: folders are opened with EXAMINE, bodies read with PEEK. Network,
/// parsing and whoever writes the index work side by side, at most a few chunks ahead of each other.
/// </summary>
internal sealed class ImapSource : IMailSource
{
    private readonly ImapSession _session;
    private readonly MailAccount _account;
    private readonly TimeProvider _time;
    private readonly ChunkParser _parser;
    private readonly ImapWatch _watch;
    private ImapClient? _prepared;

    public ImapSource(ImapSession session, MailAccount account, TimeProvider time)
    {
        (_session, _account, _time) = (session, account, time);
        _parser = new ChunkParser(new MailParser(account.TrustedAuthServers));
        _watch = new ImapWatch(session, time);
    }

    /// <inheritdoc />
    public ConnectionName Connection => _account.Connection;

    /// <summary>How much older mail of a folder is read before the others have their turn, and before it is looked what came meanwhile.</summary>
    internal int MostAtOnce { get; init; } = 5000;

    /// <summary>How many commands were sent.</summary>
    internal int Commands => _session.Commands;

    /// <inheritdoc />
    public Task<IReadOnlyList<SourceFolder>> FoldersAsync(CancellationToken cancellationToken) =>
        _session.RunAsync<IReadOnlyList<SourceFolder>>(
            async () =>
            {
                await PrepareAsync(cancellationToken);
                var items = StatusItems.Count | StatusItems.UidNext | StatusItems.UidValidity;
                if (Counts)
                {
                    items |= StatusItems.HighestModSeq;
                }

                var listed = await _session.ListAsync(items, cancellationToken);
                _watch.Follow(listed, Counts);
                return
                [
                    .. listed
                        .Select(f => Of(f.Key, f.Value))
                        .OrderBy(f => Turn(f.Use))
                        .ThenBy(f => f.Name, StringComparer.Ordinal),
                ];
            },
            cancellationToken
        );

    /// <inheritdoc />
    public async IAsyncEnumerable<SourceStep> ChangesAsync(
        ChangesRequest request,
        IMailIndex index,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var raw = Channel.CreateBounded<RawStep>(new BoundedChannelOptions(2) { SingleReader = true });
        var parsed = Channel.CreateBounded<SourceStep>(new BoundedChannelOptions(2) { SingleReader = true });
        var reading = ReadAllAsync(request, index, raw.Writer, ending.Token);
        var parsing = ParseAllAsync(raw.Reader, parsed.Writer, ending.Token);
        try
        {
            await foreach (var step in parsed.Reader.ReadAllAsync(cancellationToken))
            {
                yield return step;
            }
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(reading, parsing);
        }
    }

    /// <inheritdoc />
    public Task<bool> WaitAsync(TimeSpan limit, CancellationToken wake, CancellationToken cancellationToken) =>
        _session.RunAsync(
            async () =>
            {
                await PrepareAsync(cancellationToken);
                return await _watch.WaitAsync(limit, wake, cancellationToken);
            },
            cancellationToken
        );

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private bool Counts => _session.Client.Capabilities.HasFlag(ImapCapabilities.CondStore);

    // Never fails: what goes wrong comes out at the channel's other end.
    private async Task ReadAllAsync(
        ChangesRequest request,
        IMailIndex index,
        ChannelWriter<RawStep> output,
        CancellationToken cancellationToken
    )
    {
        Exception? failure = null;
        try
        {
            var chunks = new ImapChunks(index, Connection, worthwhile: !request.IsFirst, new ChunkBuffers());
            foreach (var folder in request.Folders)
            {
                await _session.RunAsync(
                    () => ReadAsync(folder, index, chunks, output, cancellationToken),
                    cancellationToken
                );
            }
        }
        catch (Exception broken)
        {
            failure = broken;
        }

        output.Complete(failure);
    }

    private async Task<bool> ReadAsync(
        FolderRequest request,
        IMailIndex index,
        ImapChunks chunks,
        ChannelWriter<RawStep> output,
        CancellationToken cancellationToken
    )
    {
        await PrepareAsync(cancellationToken);
        var name = request.Folder.Name;
        try
        {
            if (await _session.FindAsync(name, cancellationToken) is not ImapFolder folder)
            {
                return false; // Deleted since it was listed.
            }

            if (folder.IsOpen)
            {
                await folder.CloseAsync(false, cancellationToken); // Opened anew, all of its numbers are of one moment.
            }

            await folder.OpenAsync(FolderAccess.ReadOnly, cancellationToken);
            _watch.Seen(name, folder);
            var sync = new ImapFolderSync(
                folder,
                request,
                chunks,
                index,
                Connection,
                output,
                Counts,
                MostAtOnce,
                _time
            );
            await sync.RunAsync(cancellationToken);
            return true;
        }
        catch (Exception refused)
            when (refused is ImapCommandException or FolderNotFoundException && _session.Client.IsConnected)
        {
            var why = refused is ImapCommandException { ResponseText: { Length: > 0 } text }
                ? text
                : "It cannot be opened.";
            var fault = new MailSyncFault(name, TextCleaner.Line(why, 200));
            await output.WriteAsync(new RawStep(null, fault), cancellationToken);
            return false;
        }
    }

    private async Task ParseAllAsync(
        ChannelReader<RawStep> input,
        ChannelWriter<SourceStep> output,
        CancellationToken cancellationToken
    )
    {
        Exception? failure = null;
        try
        {
            await Task.Yield();
            await foreach (var step in input.ReadAllAsync(cancellationToken))
            {
                using var chunk = step.Chunk;
                var done = chunk is null
                    ? new SourceStep(null, Fault: step.Fault)
                    : _parser.Parse(chunk, cancellationToken);
                await output.WriteAsync(done, cancellationToken);
            }
        }
        catch (Exception broken)
        {
            failure = broken;
        }

        output.Complete(failure);
        while (input.TryRead(out var left))
        {
            left.Chunk?.Dispose();
        }
    }

    // Once on each connection, before any folder is opened (RFC 7162, 3.2.3).
    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var client = _session.Client;
        if (!ReferenceEquals(_prepared, client))
        {
            if (client.Capabilities.HasFlag(ImapCapabilities.QuickResync))
            {
                await client.EnableQuickResyncAsync(cancellationToken);
            }

            _prepared = client;
        }
    }

    private SourceFolder Of(string name, IMailFolder folder)
    {
        var state = ImapState.Of(folder, Counts);
        var version = ImapFetcher.Text(folder.UidValidity);
        return new SourceFolder(
            name,
            ImapFolderUse.Of(name, folder, _account.HoldingFolder),
            folder.Count,
            known =>
                known.Version == version
                && known.Known == state.Total
                && ImapCursor.Parse(known.Cursor) is { } cursor
                && state.IsAt(cursor)
        );
    }

    // What the owner looks for first. Gmail's "All Mail" comes after the folders that show parts of it: by then its messages are known
    // by their marks, and only what is archived is read. Spam and trash come last.
    private static int Turn(MailFolderUse use) =>
        use switch
        {
            MailFolderUse.Inbox => 0,
            MailFolderUse.Sent or MailFolderUse.Drafts => 1,
            MailFolderUse.None or MailFolderUse.Archive => 2,
            MailFolderUse.Holding => 3,
            MailFolderUse.All => 4,
            MailFolderUse.Trash => 5,
            MailFolderUse.Junk => 6,
        };
}

/// <summary>A chunk, or why a folder was left out; exactly one of them.</summary>
internal sealed record RawStep(RawChunk? Chunk, MailSyncFault? Fault = null);
