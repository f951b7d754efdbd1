using System.Globalization;
using System.Text.RegularExpressions;
using MeshClaw.Core.Schedules;

namespace MeshClaw.Core.Mail.Writing;

/// <summary>What became of reading a phrase: what to wait for, or a refusal that says what is understood.</summary>
/// <param name="Person">Whose answer, as it was written; null for anybody's.</param>
/// <param name="Due">Until when, in the owner's zone.</param>
/// <param name="Refusal">Null where the phrase was understood.</param>
public sealed record FollowUpParse(string? Person, DateTimeOffset Due, string? Refusal);

/// <summary>
/// "Remind me if Ana does not answer by Friday noon". All of a phrase must be understood: a word that is not leads to a refusal, never to
/// a guess. A day without a time ends at 18:00; a time without a day is the next such time. Where clocks jump, the first moment counts
/// that is there.
/// </summary>
public static partial class FollowUpPhrase
{
    private const string Examples =
        "Understood are such as: remind me if Ana does not answer by Friday noon · remind me if nobody replies by tomorrow 17:00 · "
        + "remind me if ana@corp.example hasn't answered within 3 days · … by 27 November · … by 2026-11-27 09:00";

    private static readonly TimeOnly s_endOfDay = new(18, 0);

    /// <summary>Reads a phrase at a moment.</summary>
    public static FollowUpParse Parse(string text, DateTimeOffset now, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(zone);
        if (text.Length > 200 || Sentence().Match(text.Trim()) is not { Success: true } match)
        {
            return Refuse("That is no such reminder.");
        }

        var who = match.Groups["who"].Success ? match.Groups["who"].Value.Trim() : null;
        if (who is not null && (who.Split(' ').Length > 5 || who.Any(char.IsControl)))
        {
            return Refuse($"\"{who}\" names nobody.");
        }

        var local = TimeZoneInfo.ConvertTime(now, zone);
        DateTimeOffset due;
        if (match.Groups["span"].Success)
        {
            var count = int.Parse(match.Groups["count"].ValueSpan, CultureInfo.InvariantCulture);
            due = MomentPhrase.Span(count, match.Groups["unit"].Value.ToLowerInvariant()[0], local, zone);
        }
        else
        {
            var (when, refusal) = MomentPhrase.When(match.Groups["when"].Value.ToLowerInvariant(), local, s_endOfDay);
            if (when is null)
            {
                return Refuse(refusal);
            }

            due = MomentPhrase.At(when.Value, zone);
        }

        return due <= now ? Refuse("That time is over.")
            : due - now > MomentPhrase.Most ? Refuse("That is more than a year ahead.")
            : new FollowUpParse(who, due, null);
    }

    private static FollowUpParse Refuse(string why) => new(null, default, $"{why} {Examples}");

    [GeneratedRegex(
        @"^remind\s+me\s+if\s+(?:(?:nobody|no\s+one|no-one)\s+(?:has\s+)?(?:answer|repli|repl|respond)(?:s|es|ed|y)?"
            + @"|(?<who>.+?)\s+(?:does\s+not|doesn['\u2019]t|did\s+not|didn['\u2019]t|do\s+not|don['\u2019]t|has\s+not|hasn['\u2019]t|have\s+not|haven['\u2019]t)\s+(?:answer|reply|replied|respond)(?:ed)?)"
            + @"(?:\s+(?:me|to\s+me|to\s+this|to\s+it|this|it))?"
            + @"\s+(?:(?<span>(?:with)?in\s+(?<count>[1-9][0-9]{0,2})\s+(?<unit>hours?|days?|weeks?))|by\s+(?<when>\S.*?))\s*[.!]?\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Sentence();
}
