using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Flow;

/// <summary>A sentence of the owner that sets a condition.</summary>
/// <param name="Does">It speaks of doing something, not only of choosing.</param>
/// <param name="Stems">The stems of its words.</param>
/// <param name="OfFreeTime">The condition is that a time is free.</param>
internal sealed record ConditionalSentence(bool Does, FrozenSet<string> Stems, bool OfFreeTime);

/// <summary>
/// Conditions in the owner's words ("if it costs less than 100, book it"). What rests on one is for the owner to say, unless the guard
/// itself can see that it holds: so far, that a time is free in the calendar that was read.
/// </summary>
internal static partial class Conditions
{
    /// <summary>The sentences of a text that set a condition.</summary>
    public static ImmutableArray<ConditionalSentence> In(string text)
    {
        var sentences = Sentence().Split(text);
        var found = ImmutableArray.CreateBuilder<ConditionalSentence>();
        for (var i = 0; i < sentences.Length; i++)
        {
            if (Condition().IsMatch(sentences[i]))
            {
                var context = i > 0 ? sentences[i - 1] + " " + sentences[i] : sentences[i];
                found.Add(
                    new ConditionalSentence(
                        Doing().IsMatch(sentences[i]),
                        Words.Of(sentences[i]).Select(w => Words.Stem(w.Text)).ToFrozenSet(StringComparer.Ordinal),
                        Freedom().IsMatch(context)
                    )
                );
            }
        }

        return found.DrainToImmutable();
    }

    /// <summary>Whether a call rests on a condition of the owner that the guard cannot see to hold.</summary>
    public static bool IsOpen(ProposedCall call, RunFlow flow)
    {
        foreach (var sentence in flow.Asks.Conditions)
        {
            if (SpeaksOfDoing(sentence, call) && !(sentence.OfFreeTime && IsFree(call, flow)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool SpeaksOfDoing(ConditionalSentence sentence, ProposedCall call) =>
        sentence.Does
        || Words
            .Of(call.Tool.Value.Replace('_', ' '))
            .Any(w => w.Text.Length > 3 && sentence.Stems.Contains(Words.Stem(w.Text)));

    /// <summary>No event that the run has read overlaps the time of the call, and it has read that day.</summary>
    private static bool IsFree(ProposedCall call, RunFlow flow)
    {
        var times = call
            .Values.Where(v => v.Form == ValueForm.Text)
            .Select(v => ReadMoment(v.Text))
            .Where(m => m is not null)
            .Select(m => m!.Value)
            .Order()
            .ToList();
        if (times.Count < 2 || !flow.HasRead(DateOnly.FromDateTime(times[0])))
        {
            return false;
        }

        var (start, end) = (times[0], times[^1]);
        return !flow.Records.Any(r =>
        {
            var theirs = r
                .Record.Fields.Where(f => f.Kind == FieldKind.Value)
                .Select(f => ReadMoment(f.Text))
                .Where(m => m is not null)
                .Select(m => m!.Value)
                .Order()
                .ToList();
            return IsOfWholeDay(r, start, end) || (theirs.Count >= 2 && theirs[0] < end && theirs[^1] > start);
        });
    }

    /// <summary>An event with days and no hours: it takes every hour of them.</summary>
    private static bool IsOfWholeDay(KnownRecord record, DateTime start, DateTime end)
    {
        var days = record
            .Record.Fields.Where(f => f.Kind == FieldKind.Value)
            .Select(f => Dates.TryRead(f.Text, out var day, out var time) && time is null ? day : (DateOnly?)null)
            .OfType<DateOnly>()
            .Order()
            .ToList();
        return days.Count >= 1
            && record.Record.Kinds.Any(k => k is "event" or "appointment" or "meeting" or "calendar")
            && days[0] <= DateOnly.FromDateTime(end)
            && days[^1] >= DateOnly.FromDateTime(start);
    }

    private static DateTime? ReadMoment(string text) =>
        Dates.TryRead(text, out var day, out var time) && time is { } t ? day.ToDateTime(t) : null;

    [GeneratedRegex(@"(?<=[.!?])\s+|\n+")]
    private static partial Regex Sentence();

    [GeneratedRegex(
        @"\b(?:if|unless|provided(?:\s+that)?|as\s+long\s+as|in\s+case|(?:only\s+)?when(?:ever)?\s+(?:it|they|he|she|there|all|both|everything|everybody|the\s+\w+\s+(?:is|are|has|have))|whenever|once|until|till|assuming|suppos(?:e|ing)|otherwise|depending\s+on|should\s+(?:it|they|there|he|she)\b)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Condition();

    [GeneratedRegex(
        @"\b(?:send|e?-?mail|message|text|notify|pay|transfer|refund|buy|order|book|reserv\w*|delete|remove|cancel|update|change|post|publish|share|invite|add|create|schedule|merge|deploy|roll\s*back|restart|close|approve|submit|reply|forward|move|archive|go\s+ahead|proceed|do\s+(?:it|so)|make)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Doing();

    [GeneratedRegex(
        @"\b(?:free|available|availability|busy|already\s+have|conflict\w*|clash\w*|overlap\w*|nothing\s+(?:planned|scheduled|on))\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Freedom();
}
