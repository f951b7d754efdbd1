using System.Collections.Immutable;
using MeshClaw.Core.Mail.Index;

namespace MeshClaw.Core.Mail;

/// <summary>The lists that write to the owner, as far as the local index knows.</summary>
/// <param name="Lists">Most unread first.</param>
/// <param name="Known">Messages in the index.</param>
/// <param name="Total">Messages that the account has.</param>
/// <param name="Note">What is missing and what to do about it; null where nothing is.</param>
public sealed record MailLists(ImmutableArray<IndexedList> Lists, int Known, int Total, string? Note)
{
    /// <summary>How far back a message is recent.</summary>
    public static TimeSpan Recent { get; } = TimeSpan.FromDays(30);

    /// <summary>Of what the index gave; with only those lists none of whose messages was read, where that is asked for.</summary>
    public static MailLists Of(IndexedLists found, bool unreadOnly)
    {
        ArgumentNullException.ThrowIfNull(found);
        var note = (found.Known, found.Total) switch
        {
            (0, _) => "This account is not in the local index yet. Fill it: meshclaw mail sync",
            var (known, total) when known < total =>
                "The index does not have all of this account yet. See: meshclaw mail status",
            _ => null,
        };
        return new MailLists([.. found.Lists.Where(l => !unreadOnly || l.Read == 0)], found.Known, found.Total, note);
    }
}
