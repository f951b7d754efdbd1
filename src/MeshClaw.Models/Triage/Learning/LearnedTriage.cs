using System.Collections.Frozen;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Models;
using MeshClaw.Models.Triage.History;
using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage.Learning;

/// <summary>
/// What was learnt, as triage asks for it. It stands behind all else: what gives orders or looks like fraud never gets here, a rule that the owner
/// wrote goes first. Thread-safe while nobody teaches the model.
/// </summary>
public sealed class LearnedTriage(TriageModel model, IEnumerable<string> folders)
{
    // Folders that were renamed or removed since are places no more.
    private readonly FrozenSet<string> _folders = folders.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The model.</summary>
    public TriageModel Model { get; } = model;

    internal Lesson For(
        MailMessage message,
        MailboxHistory history,
        Owner owner,
        MailReading subject,
        MailReading text,
        MailCategory category,
        double confidence
    ) => new(this, MailAspects.Of(message, history, owner, subject, text, category, confidence));

    /// <summary>What was learnt about mail like one message.</summary>
    internal sealed class Lesson(LearnedTriage learned, MailAspects view)
    {
        /// <summary>How often mail like it must have come back before a rule about categories is not believed.</summary>
        private const int TakenBackOften = 2;

        /// <summary>Enough was learnt to be asked instead of the plain count of habits.</summary>
        public bool IsGrown => learned.Model.Examples >= TriageModel.Grown;

        /// <summary>A rule about a category does not move what the owner keeps bringing back.</summary>
        public TriageDecision Correct(TriageDecision ruled, TriageDecision judged) =>
            ruled is { Disposition: TriageDisposition.File, Folder: { } folder, Rule: { } rule }
            && !RuleMatching.IsExplicit(rule.Condition)
            && learned.Model.TakenBack(view, folder) >= TakenBackOften
                ? judged with
                {
                    Reason = $"you took mail like it back from {CleanText.Line(folder, 40)}",
                }
                : ruled;

        /// <summary>Where it goes by the owner's own acts; null where they do not say.</summary>
        public TriageDecision? Decide(TriageDecision judged)
        {
            if (view.Message.Flagged || view.Message.IsFrom(view.Owner))
            {
                return null;
            }

            var opinion = learned.Model.Judge(view);
            if (!opinion.Acts || (opinion.Folder != TriageModel.Inbox && !learned._folders.Contains(opinion.Folder)))
            {
                return null;
            }

            var stays = opinion.Folder == TriageModel.Inbox;
            if (stays && judged.Category == MailCategory.Person)
            {
                return null; // What is said about people already says more.
            }

            return judged with
            {
                Disposition = stays ? TriageDisposition.Keep : TriageDisposition.File,
                Folder = stays ? null : opinion.Folder,
                Confidence = opinion.Confidence,
                Learned = !stays,
                Waits = stays && judged.Waits,
                Reason =
                    stays ? "you keep mail like it"
                    : opinion.Reason.Length == 0 ? "like mail you filed there"
                    : opinion.Reason,
            };
        }
    }
}
