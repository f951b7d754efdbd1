using System.Globalization;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Mail.Actions;

/// <summary>
/// Finds messages of a folder by a text: in the local index, where that has all of the account, and reads those of the page from the
/// store. The index knows words from their beginning; what it does not find at all, or what is no longer where it says, the store is
/// asked for. A cursor belongs to who gave it.
/// </summary>
internal sealed class MailFinder(ConnectionName connection, IMailStore store, IMailIndex? index)
{
    private const string OfIndex = "index:";

    /// <summary>A page of the messages that contain the request's text.</summary>
    /// <exception cref="ToolException">The cursor is none that a page gave.</exception>
    public async Task<MailPage> FindAsync(MailPageRequest request, CancellationToken cancellationToken)
    {
        if (request.Cursor is { } cursor)
        {
            return cursor.StartsWith(OfIndex, StringComparison.Ordinal)
                ? await NextAsync(request, cursor[OfIndex.Length..], cancellationToken)
                : await store.PageAsync(request, cancellationToken);
        }

        if (index is null || !await IsIndexedAsync(index, cancellationToken))
        {
            return await store.PageAsync(request, cancellationToken);
        }

        var page = await PageAsync(index, request, 0, null, cancellationToken);
        return page.Messages.IsEmpty ? await store.PageAsync(request, cancellationToken) : page;
    }

    private async Task<bool> IsIndexedAsync(IMailIndex known, CancellationToken cancellationToken) =>
        (await known.ProgressAsync(cancellationToken)).FirstOrDefault(p => p.Connection == connection)
            is { Folders: > 0 } progress
        && progress.Complete == progress.Folders;

    private async Task<MailPage> NextAsync(MailPageRequest request, string cursor, CancellationToken cancellationToken)
    {
        // How many were found before, then the index's own.
        var parts = cursor.Split(':');
        if (
            index is null
            || parts.Length != 2
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var before)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _)
        )
        {
            throw new ToolException("The 'cursor' is none that a page gave as its next: search again without it.");
        }

        return await PageAsync(index, request, before, parts[1], cancellationToken);
    }

    private async Task<MailPage> PageAsync(
        IMailIndex known,
        MailPageRequest request,
        int before,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        var query = new MailQuery
        {
            Words = [WordsOf(request.Text!)], // A search has one.
            Connection = connection,
            Folder = request.Folder,
            FolderAlone = true,
            Limit = request.Limit,
            Cursor = cursor,
        };
        var hits = await known.SearchAsync(query, cancellationToken);
        var found = before + hits.Hits.Count;
        var messages = await store.PickAsync([.. hits.Hits.Select(h => h.Location)], cancellationToken);
        // Counting them all would read all of them; as where Gmail counts, it is at least so many.
        return hits.Next is { } next
            ? new MailPage(messages, found + 1, string.Create(CultureInfo.InvariantCulture, $"{OfIndex}{found}:{next}"))
            : new MailPage(messages, found, null);
    }

    // What a store finds may end within a word. Too few letters begin too many words: those must stand as they are.
    private static string WordsOf(string text)
    {
        var words = text.TrimEnd('*', ' ');
        var last = words.Reverse().TakeWhile(char.IsLetterOrDigit).Count();
        return last >= MailQueryText.LeastBeforeStar ? words + "*" : words;
    }
}
