using MeshClaw.Connectors.Mail.Tools;

namespace MeshClaw.Connectors.Mail.Gmail;

/// <summary>
/// A label as a folder. Gmail has no folders: a message has any number of labels, and lies in each. Three kinds take a message out of
/// all the others: trash, spam, and the label that <c>mail.delete</c> puts on. The archive is no label: it is what is not in the inbox,
/// labelled or not (and no draft).
/// </summary>
/// <param name="Name">As the owner sees it.</param>
/// <param name="Label">The label's id; null for the archive.</param>
/// <param name="Use">What it is for.</param>
/// <param name="Holding">The id of the label that <c>mail.delete</c> puts on; null before it is made.</param>
internal sealed record GmailFolder(string Name, string? Label, MailFolderUse Use, string? Holding)
{
    public const string Inbox = "INBOX";
    public const string Sent = "SENT";
    public const string Draft = "DRAFT";
    public const string Trash = "TRASH";
    public const string Spam = "SPAM";
    public const string Chat = "CHAT";
    public const string Unread = "UNREAD";
    public const string Starred = "STARRED";

    /// <summary>Whether it takes its messages out of all other folders.</summary>
    public bool IsAway => Label is not null && (Label is Trash or Spam || Label == Holding);

    /// <summary>Whether Gmail alone puts this label on and takes it off.</summary>
    public bool IsFixed => Label is Sent or Draft;

    /// <summary>Labels whose messages Gmail lists for it although they do not lie here.</summary>
    public IEnumerable<string> Without =>
        (IsAway || Holding is null ? [] : new[] { Holding }).Concat(Label is null ? [Draft, Chat] : []);

    /// <summary>Whether a message with these labels lies here.</summary>
    public bool Holds(IReadOnlyCollection<string> labels)
    {
        // Where it has several of them, the first of these is where it is.
        var away = new[] { Trash, Spam, Holding }.FirstOrDefault(a => a is not null && labels.Contains(a));
        return away is not null ? Label == away
            : Label is null ? !labels.Contains(Inbox) && !labels.Contains(Draft) && !labels.Contains(Chat)
            : labels.Contains(Label);
    }

    /// <summary>What Gmail lists for it; what lies away comes along with some and is sorted out afterwards.</summary>
    public GmailListing Listing(string? text, params ReadOnlySpan<string> with)
    {
        var search = Label is null ? "-label:inbox" : null;
        return new GmailListing(
            [.. Label is null ? [] : new[] { Label }, .. with],
            (search, Phrase(text)) switch
            {
                (null, null) => null,
                (null, { } words) => words,
                ({ } folder, null) => folder,
                ({ } folder, { } words) => $"{folder} {words}",
            }
        )
        {
            Away = Label is Trash or Spam,
        };
    }

    /// <summary>The flags that labels stand for. That a message was answered is nowhere in Gmail's interface.</summary>
    public static MailFlags Flags(IReadOnlyCollection<string> labels) =>
        (labels.Contains(Unread) ? MailFlags.None : MailFlags.Seen)
        | (labels.Contains(Starred) ? MailFlags.Flagged : MailFlags.None);

    // One phrase: without its quotes it would be Gmail's language ("from:", "OR", "-"), in somebody else's words.
    private static string? Phrase(string? text) =>
        text is null ? null : $"\"{string.Concat(text.Select(c => c is '"' || char.IsControl(c) ? ' ' : c)).Trim()}\"";
}

/// <summary>
/// What a move did beyond its two folders, so that taking it back undoes that too. Kept in the version of the place that the message went
/// to; empty for nearly all. Lost where a move was cut off and found to have happened: then the two folders alone are put back.
/// </summary>
[Flags]
internal enum GmailTrail
{
    None = 0,

    /// <summary>It had the label before: taking the move back leaves it.</summary>
    Stays = 1,

    /// <summary>It lay in the inbox too and was taken out: taking the move back puts it there again.</summary>
    Inbox = 2,
}

/// <summary>Trails as text.</summary>
internal static class GmailTrails
{
    private static readonly (GmailTrail Trail, string Text)[] s_all =
    [
        (GmailTrail.None, ""),
        (GmailTrail.Stays, "stays"),
        (GmailTrail.Inbox, "inbox"),
        (GmailTrail.Stays | GmailTrail.Inbox, "stays inbox"),
    ];

    public static string Format(GmailTrail trail) => s_all.Single(t => t.Trail == trail).Text;

    /// <summary>Null for a version that is none of ours.</summary>
    public static GmailTrail? Parse(string version) =>
        s_all.Where(t => t.Text == version).Select(t => (GmailTrail?)t.Trail).FirstOrDefault();
}
