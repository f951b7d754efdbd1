using System.Globalization;
using MailKit;
using MeshClaw.Core.Tools;

namespace MeshClaw.Connectors.Mail.Imap;

/// <summary>Where a page of a folder ended: its UIDVALIDITY and the last UID.</summary>
internal static class ImapPageCursor
{
    public static string Write(IMailFolder folder, uint last) =>
        string.Create(CultureInfo.InvariantCulture, $"{folder.UidValidity}:{last}");

    /// <summary>The next page's messages are below this; null for the first page.</summary>
    /// <exception cref="ToolException">It is not of this folder as it is now.</exception>
    public static uint? Read(string? cursor, IMailFolder folder)
    {
        if (cursor is null)
        {
            return null;
        }

        var parts = cursor.Split(':');
        return
            parts.Length == 2
            && parts[0] == ImapFetcher.Text(folder.UidValidity)
            && uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var uid)
            ? uid
            : throw new ToolException("The cursor is not of this folder as it is now: list it from the start.");
    }
}
