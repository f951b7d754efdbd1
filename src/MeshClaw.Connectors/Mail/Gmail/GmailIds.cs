using System.Globalization;
using MeshClaw.Core.Tools;

namespace MeshClaw.Connectors.Mail.Gmail;

/// <summary>Where a page ended: how many were seen, and Gmail's own word for the next.</summary>
internal sealed record GmailCursor(int Seen, string Page)
{
    public static GmailCursor? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var parts = text.Split(':', 2);
        return
            parts.Length == 2
            && parts[1].Length > 0
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seen)
            ? new GmailCursor(seen, parts[1])
            : throw new ToolException("The cursor is not one that mail.list gave.");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seen}:{Page}");
}

/// <summary>All ids of a listing.</summary>
internal static class GmailIds
{
    /// <summary>Newest first. 500 ids are one request.</summary>
    public static async Task<IReadOnlyList<string>> AllAsync(
        GmailApi api,
        GmailListing listing,
        CancellationToken cancellationToken
    )
    {
        var ids = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal); // Mail that comes meanwhile shifts the pages.
        string? page = null;
        do
        {
            var list = await api.ListAsync(listing with { Page = page }, cancellationToken);
            ids.AddRange(list.Messages.Select(m => m.Id).Where(seen.Add));
            page = list.NextPageToken;
        } while (page is not null);

        return ids;
    }
}
