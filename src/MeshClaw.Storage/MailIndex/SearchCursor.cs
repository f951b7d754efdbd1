using System.Globalization;
using MeshClaw.Core.Mail.Index;

namespace MeshClaw.Storage.MailIndex;

/// <summary>Where a page ended: the last message's id, which stays where it is whatever comes or goes.</summary>
internal static class SearchCursor
{
    public const int MostHits = 500;

    public static string Write(long last) => last.ToString(CultureInfo.InvariantCulture);

    /// <summary>All ids of the page are below this.</summary>
    public static long Read(MailQuery query)
    {
        if (query.Limit is < 1 or > MostHits)
        {
            throw new ArgumentException(
                $"The limit of a search is 1 to {MostHits}; it was {query.Limit}.",
                nameof(query)
            );
        }

        return query.Cursor is null ? long.MaxValue
            : long.TryParse(query.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last
            : throw new ArgumentException("The cursor is none that a page gave.", nameof(query));
    }
}
