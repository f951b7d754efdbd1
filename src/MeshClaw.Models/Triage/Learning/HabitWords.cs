using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage.Learning;

/// <summary>Habits in words for the owner.</summary>
internal static class HabitWords
{
    private const int Shown = 3;
    private const int Most = 160;

    /// <summary>The words; null for a habit that says nothing to people.</summary>
    public static string? Of(HabitKind kind, MailAspects view, int there, int of)
    {
        var sender = CleanText.Line(view.List ?? view.Address, 40);
        var how = there == of ? $"{there} of {of}" : $"{there} of the last {of}";
        return kind switch
        {
            HabitKind.Sender => $"{how} {(view.List is null ? "from" : "on list")} {sender}",
            HabitKind.Address => $"{how} from {CleanText.Line(view.Address, 40)}",
            HabitKind.Organisation => $"{how} from {CleanText.Line(view.Organisation, 40)}",
            HabitKind.Thread => $"{how} of this conversation",
            HabitKind.SenderStart => $"{how} from {sender} that begin “{CleanText.Line(Begin(view), 30)}”",
            HabitKind.SenderRole => $"{how} from {sender} {FeatureWords.Of(FeatureKind.Role, view.Role, default)}",
            HabitKind.SenderTag =>
                $"{how} from {sender} tagged [{CleanText.Line(MailFeatureHasher.TagOf(view.Message.Subject), 30)}]",
            HabitKind.SenderRecipients => $"{how} from {sender} to the same people",
            HabitKind.SenderCategory
            or HabitKind.Guarded
            or HabitKind.Authentication
            or HabitKind.ListOrigin
            or HabitKind.ListOrigins
            or HabitKind.TakenBack => null,
        };
    }

    /// <summary>The strongest, as one line.</summary>
    public static string Join(IEnumerable<string> strongest)
    {
        var line = "";
        foreach (var words in strongest.Distinct().Take(Shown))
        {
            var longer = line.Length == 0 ? words : $"{line}; {words}";
            if (longer.Length > Most)
            {
                break;
            }

            line = longer;
        }

        return line;
    }

    private static string Begin(MailAspects view)
    {
        var subject = view.Subject;
        return subject.Count switch
        {
            0 => "",
            1 => subject.Source[subject[0].Start..subject[0].End],
            _ => subject.Source[subject[0].Start..subject[1].End],
        };
    }
}
