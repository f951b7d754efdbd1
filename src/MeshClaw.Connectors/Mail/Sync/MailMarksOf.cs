using MailKit;
using MeshClaw.Core.Mail.Index;

namespace MeshClaw.Connectors.Mail.Sync;

/// <summary>Marks as the index has them, of what stores say.</summary>
internal static class MailMarksOf
{
    public static MailMarks Server(MessageFlags? flags) =>
        (flags?.HasFlag(MessageFlags.Seen) == true ? MailMarks.Seen : 0)
        | (flags?.HasFlag(MessageFlags.Answered) == true ? MailMarks.Answered : 0)
        | (flags?.HasFlag(MessageFlags.Flagged) == true ? MailMarks.Flagged : 0)
        | (flags?.HasFlag(MessageFlags.Draft) == true ? MailMarks.Draft : 0)
        | (flags?.HasFlag(MessageFlags.Deleted) == true ? MailMarks.Deleted : 0);

    /// <summary>The letters behind <c>:2,</c> of a Maildir's file.</summary>
    public static MailMarks Maildir(string? info) =>
        (info ?? "").Aggregate(
            MailMarks.None,
            (all, letter) =>
                all
                | letter switch
                {
                    'S' => MailMarks.Seen,
                    'R' => MailMarks.Answered,
                    'F' => MailMarks.Flagged,
                    'D' => MailMarks.Draft,
                    'T' => MailMarks.Deleted,
                    _ => MailMarks.None, // Keywords, and letters of programs to come.
                }
        );
}
