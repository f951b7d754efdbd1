using MeshClaw.Core.Mail;

namespace MeshClaw.Connectors.Mail.Gmail;

/// <summary>
/// A move as one change of labels, which Gmail makes at once; or why there is none.
/// </summary>
/// <param name="Add">Labels to put on.</param>
/// <param name="Remove">Labels to take off.</param>
/// <param name="Trail">What must be kept so that it can be taken back.</param>
/// <param name="Why">Why it cannot be; null for one that can.</param>
internal sealed record GmailMove(
    IReadOnlyCollection<string> Add,
    IReadOnlyCollection<string> Remove,
    GmailTrail Trail,
    string? Why
)
{
    /// <summary>What it takes to move a message with these labels; null for one that is gone.</summary>
    public static GmailMove Plan(
        IReadOnlyCollection<string>? labels,
        GmailFolder source,
        string version,
        GmailFolder destination
    )
    {
        if (labels is null || GmailTrails.Parse(version) is not { } came || !source.Holds(labels))
        {
            return Refused("The message was gone before it could be moved.");
        }

        var next = new HashSet<string>(labels);
        var trail = GmailTrail.None;
        if (source.Label is { } from && !source.IsFixed && !came.HasFlag(GmailTrail.Stays))
        {
            next.Remove(from);
        }

        if (came.HasFlag(GmailTrail.Inbox))
        {
            next.Add(GmailFolder.Inbox);
        }

        if (destination.Label is { } to)
        {
            trail |= next.Contains(to) && !destination.IsFixed ? GmailTrail.Stays : GmailTrail.None;
            if (!destination.IsFixed)
            {
                next.Add(to);
            }
        }

        // In the inbox it would not be archived, and what is deleted would still be seen there by other programs.
        if ((destination.Label is null || destination.IsAway) && next.Remove(GmailFolder.Inbox))
        {
            trail |= source.Label == GmailFolder.Inbox ? GmailTrail.None : GmailTrail.Inbox;
        }

        if (!destination.Holds(next))
        {
            return Refused($"Gmail alone puts messages into '{destination.Name}'.");
        }

        return source.IsFixed && source.Holds(next)
            ? Refused($"Gmail keeps it in '{source.Name}': it cannot be moved from there, only deleted.")
            : new GmailMove([.. next.Except(labels)], [.. labels.Except(next)], trail, null);
    }

    /// <summary>Whether labels are as this move leaves them.</summary>
    public bool IsDone(IReadOnlyCollection<string> labels) => Add.All(labels.Contains) && !Remove.Any(labels.Contains);

    /// <summary>Where the message is after it.</summary>
    public MailLocation Place(string id, GmailFolder destination) =>
        new(destination.Name, id, GmailTrails.Format(Trail));

    /// <summary>Moves that are the same change are one request.</summary>
    public string Key => string.Join('\n', Add.Order().Append("").Concat(Remove.Order()));

    private static GmailMove Refused(string why) => new([], [], GmailTrail.None, why);
}
