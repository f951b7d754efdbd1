using System.Collections.Immutable;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Models;
using MeshClaw.Models.Triage.History;
using MeshClaw.Models.Triage.Learning;
using MeshClaw.Models.Triage.Safety;
using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage;

/// <summary>
/// Decides about one message, without side effects. In this order: a message that gives the agent orders is held; what looks like fraud stays; the
/// owner's rules about a sender, recipient, subject or list; what is sensitive stays; people and open conversations stay; then the category, by the
/// owner's rules for categories or by what the owner did with similar mail. Whatever is not sure to <see cref="Threshold"/> stays. Thread-safe.
/// </summary>
public static class TriageClassifier
{
    /// <summary>Below this confidence a category moves nothing.</summary>
    public const double Threshold = 0.8;

    /// <summary>How much of a subject is read, in UTF-16 units.</summary>
    internal const int MaxSubject = 1_024;

    /// <summary>How much of a text is read for its category; all of it is read for orders to the agent.</summary>
    internal const int MaxRead = 4_096;

    private const int AlwaysFiledThere = 3;

    /// <summary>Decides. <paramref name="now"/> is in the owner's zone; <paramref name="learned"/> is what the owner's acts taught, null for nothing.</summary>
    public static TriageDecision Decide(
        MailMessage message,
        MailboxHistory history,
        ImmutableArray<AgentRule> rules,
        Owner owner,
        DateTimeOffset now,
        LearnedTriage? learned = null
    )
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(owner);
        rules = rules.IsDefault ? [] : rules;
        var subjectWords = FoldedText.Of(message.Subject, MaxSubject);
        var words = FoldedText.Of(message.Text, MailMessage.MaxText);
        var injection = InjectionDetector.Examine(message, owner, subjectWords, words);
        if (injection.Held)
        {
            return Hold(injection);
        }

        var subject = new MailReading(subjectWords);
        var text = new MailReading(
            words.Count > 0 && words.Source.Length > MaxRead ? FoldedText.Of(message.Text, MaxRead) : words
        );
        var phishing = PhishingDetector.Examine(message, history, owner, subject, text);
        if (phishing.Suspected)
        {
            var why = string.Join("; ", phishing.Evidence.Take(2).Select(e => e.Words));
            return Keep(MailCategory.Phishing, why, Math.Min(1, phishing.Points / 120));
        }

        var evidence = FeatureReader.Read(message, subject, text, history, owner);
        var habit = history.HabitOf(message);
        if (habit is not null)
        {
            evidence.AddHabit(habit, rules);
        }

        var (category, confidence, reason) = evidence.Decide();
        var sensitive = Sensitivity.Find(message, subject, text, category, confidence);
        var protection =
            sensitive
            ?? AsksToAct(subject, category)
            ?? Protection.Find(message, history, owner, category, evidence.Automation);
        var judged =
            protection
            ?? Keep(category, reason, confidence) with
            {
                ReadNeverAnswered = habit?.ReadNeverAnswered == true,
            };
        var ruled = ByRules(message, rules, subjectWords, judged, protection is not null);
        var lesson = learned?.For(message, history, owner, subject, text, category, confidence);
        ruled = lesson is not null && ruled is not null ? lesson.Correct(ruled, judged) : ruled;
        if (ruled is null && lesson is { IsGrown: true })
        {
            ruled = lesson.Decide(judged);
        }
        else if (ruled is null && protection is null)
        {
            ruled = ByHabit(history, message, rules, judged);
        }

        return Finish(message, ruled ?? Undecided(judged, protection is not null), subject, text, now);
    }

    private static TriageDecision? ByRules(
        MailMessage message,
        ImmutableArray<AgentRule> rules,
        FoldedText subject,
        TriageDecision judged,
        bool isProtected
    )
    {
        foreach (var rule in rules)
        {
            if (RuleMatching.IsExplicit(rule.Condition))
            {
                if (RuleMatching.Meets(rule.Condition, message, subject))
                {
                    return Apply(
                        rule,
                        judged with
                        {
                            Confidence = 1,
                            Reason = $"your rule “{CleanText.Line(rule.Text, 60)}”",
                        }
                    );
                }
            }
            else if (
                !isProtected
                && judged.Confidence >= Threshold
                && rule.Condition is RuleCondition.Category category
                && category.Value == judged.Category
                && (judged.Category != MailCategory.Person || rule.Disposition is RuleDisposition.Keep)
            )
            {
                return Apply(rule, judged);
            }
        }

        return null;
    }

    private static TriageDecision Apply(AgentRule rule, TriageDecision judged) =>
        rule.Disposition switch
        {
            RuleDisposition.Keep => judged with { Rule = rule },
            RuleDisposition.Archive => judged with { Rule = rule, Disposition = TriageDisposition.Archive },
            RuleDisposition.Delete => judged with { Rule = rule, Disposition = TriageDisposition.Delete },
            RuleDisposition.File file => judged with
            {
                Rule = rule,
                Disposition = TriageDisposition.File,
                Folder = file.Folder,
            },
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule.Disposition, "No such disposition."),
        };

    /// <summary>A program that asks the owner to do something; newsletters always do.</summary>
    internal static TriageDecision? AsksToAct(MailReading subject, MailCategory category) =>
        category is not (MailCategory.Newsletter or MailCategory.Invitation) && subject.Has(MailWord.ActionNeeded)
            ? Keep(MailCategory.Person, $"asks you to act: “{subject.First(MailWord.ActionNeeded)}”", 0.85)
            : null;

    /// <summary>Where no rule speaks: similar mail went to one folder three times or more and nowhere else.</summary>
    private static TriageDecision? ByHabit(
        MailboxHistory history,
        MailMessage message,
        ImmutableArray<AgentRule> rules,
        TriageDecision judged
    )
    {
        if (
            judged.Category == MailCategory.Person
            || judged.Confidence < Threshold
            || history.HabitOf(message) is not { } habit
        )
        {
            return null;
        }

        if (habit.OnlyFolder(AlwaysFiledThere) is not { } folder || history.ArchiveFolder == folder)
        {
            return null;
        }

        // A folder that a rule gives to another category is not meant for this one.
        var taken = rules.Any(r =>
            r is { Disposition: RuleDisposition.File f, Condition: RuleCondition.Category c }
            && f.Folder == folder
            && c.Value != judged.Category
        );
        return taken
            ? null
            : judged with
            {
                Disposition = TriageDisposition.File,
                Folder = folder,
                Reason = $"you put {habit.Folders[folder]} like it into {CleanText.Line(folder, 40)} and nowhere else",
            };
    }

    /// <summary>What stays although a category's rule would move it: invitations without an answer, travel that is about to begin.</summary>
    private static TriageDecision Finish(
        MailMessage message,
        TriageDecision decision,
        MailReading subject,
        MailReading text,
        DateTimeOffset now
    )
    {
        if (decision.Rule is { } rule && RuleMatching.IsExplicit(rule.Condition))
        {
            return decision;
        }

        if (decision.Category == MailCategory.Invitation && !message.Answered)
        {
            var why =
                message.CalendarMethod == "REQUEST"
                    ? "an invitation that waits for your answer"
                    : "an event of yours changes";
            return Keep(MailCategory.Invitation, why, decision.Confidence);
        }

        if (decision.Category == MailCategory.Travel && TravelTiming.Soon(message, subject, text, now) is { } soon)
        {
            return Keep(MailCategory.Travel, soon, decision.Confidence);
        }

        return decision.Category == MailCategory.Build && decision.Disposition != TriageDisposition.Keep
            ? decision with
            {
                Build = BuildRun.Of(message.SenderAddress(), subject),
            }
            : decision;
    }

    private static TriageDecision Undecided(TriageDecision judged, bool isProtected) =>
        isProtected || judged.Category == MailCategory.Person ? judged
        : judged.Confidence < Threshold ? judged with { Reason = "not sure what it is" }
        : judged with { Reason = "no rule and no habit of yours says where to" };

    private static TriageDecision Hold(InjectionFinding injection) =>
        new()
        {
            Category = MailCategory.Injection,
            Disposition = TriageDisposition.Hold,
            Reason = string.Join("; ", injection.Evidence.Take(2).Select(e => e.Words)),
            Confidence = Math.Min(1, injection.Points / (InjectionDetector.Threshold * 1.5)),
            Order = injection.Order,
        };

    internal static TriageDecision Keep(MailCategory category, string reason, double confidence) =>
        new()
        {
            Category = category,
            Disposition = TriageDisposition.Keep,
            Reason = reason,
            Confidence = confidence,
        };
}
