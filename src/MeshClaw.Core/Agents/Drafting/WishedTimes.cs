using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MeshClaw.Core.Events;
using MeshClaw.Core.Schedules;

namespace MeshClaw.Core.Agents.Drafting;

/// <summary>When a sentence says that something is to happen.</summary>
/// <param name="Phrases">Schedules as AGENT.md takes them.</param>
/// <param name="OnMail">Also when mail comes.</param>
/// <param name="Notes">Times that were read into parts of the day.</param>
/// <param name="Refusals">What speaks of time and was not understood.</param>
internal sealed record WishedTimes(
    ImmutableArray<string> Phrases,
    bool OnMail,
    ImmutableArray<string> Notes,
    ImmutableArray<string> Refusals
)
{
    public bool IsSaid => Phrases.Length > 0 || OnMail || Refusals.Length > 0;
}

/// <summary>
/// Finds the words of a sentence that speak of time and has <see cref="SchedulePhrase"/> read them, all of them or none: a word that narrows
/// ("except", "until", "every third") and is not understood leads to a refusal, never to another time.
/// </summary>
internal static partial class WishedTimesReader
{
    /// <summary>Words that make some others a time.</summary>
    private static readonly HashSet<string> s_strong =
    [
        .. "daily hourly weekly monthly yearly noon midnight minute minutes min mins hour hours day days week weeks month months".Split(
            ' '
        ),
        .. "weekday weekdays weekend weekends morning mornings afternoon afternoons evening evenings night nights tonight today tomorrow".Split(
            ' '
        ),
        .. "fortnight quarter biweekly nightly".Split(' '),
        .. "monday tuesday wednesday thursday friday saturday sunday".Split(' ').SelectMany(d => new[] { d, d + "s" }),
    ];

    /// <summary>Words that belong to a time where they stand beside one.</summary>
    private static readonly HashSet<string> s_weak =
    [
        .. "on at the and to of every each - , last first second third fourth other am pm next this once twice".Split(
            ' '
        ),
        .. "not but except excluding unless until from between after before by starting during in mon tue wed thu fri sat sun".Split(
            ' '
        ),
    ];

    /// <summary>Words that say by themselves when something is done.</summary>
    private static readonly HashSet<string> s_alone =
    [
        .. "daily hourly weekly monthly yearly nightly biweekly noon midnight weekdays weekends mornings afternoons evenings nights".Split(
            ' '
        ),
        .. "mondays tuesdays wednesdays thursdays fridays saturdays sundays".Split(' '),
    ];

    private static readonly HashSet<string> s_days =
    [
        .. "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun weekday weekend".Split(
            ' '
        ),
    ];

    private static readonly HashSet<string> s_ends =
    [
        .. "on at the and to of every each , - from after before but by in this".Split(' '),
    ];
    private static readonly HashSet<string> s_begins = [.. "and to of the but , - in on".Split(' ')];

    private static readonly Dictionary<string, string> s_partsOfDay = new(StringComparer.Ordinal)
    {
        ["morning"] = "07:00",
        ["afternoon"] = "14:00",
        ["evening"] = "18:00",
        ["night"] = "21:00",
    };

    public static WishedTimes Read(string sentence)
    {
        var text = sentence.ToLowerInvariant();
        var onMail = Arrival().IsMatch(text);
        text = Arrival().Replace(text, " ; ");
        if (SchedulePhrase.Parse(text).Refusal is null)
        {
            return new WishedTimes([text.Trim()], onMail, [], []);
        }

        var runs = Runs([.. Word().Matches(text).Select(m => m.Value)]);
        if (runs.Count == 0)
        {
            return new WishedTimes([], onMail, [], []);
        }

        var said = string.Join(' ', runs.SelectMany(r => r)).Replace(" ,", ",", StringComparison.Ordinal);
        var (phrase, note) = Plain([.. runs.SelectMany(r => r)]);
        var parse = SchedulePhrase.Parse(phrase);
        return parse.Refusal is { } refusal
            ? new WishedTimes([], onMail, [], [$"The time \"{said}\" was not understood: {refusal}"])
            : new WishedTimes([phrase], onMail, note is null ? [] : [$"\"{said}\" was read as {note}."], []);
    }

    /// <summary>Reads what stands alone as an answer to "when": a cron expression and an event's name too.</summary>
    public static WishedTimes ReadAnswer(string answer)
    {
        var text = answer.Trim();
        if (text is MailEvents.Kind or "mail" || CronText.Refuse(text) is null)
        {
            return new WishedTimes(
                text.Contains("mail", StringComparison.Ordinal) ? [] : [text],
                text.Contains("mail", StringComparison.Ordinal),
                [],
                []
            );
        }

        var read = Read(text);
        return read.IsSaid ? read : read with { Refusals = [$"\"{text}\" is no time. {SchedulePhrase.Examples}."] };
    }

    /// <summary>A phrase that was understood, or a cron expression, as a trigger.</summary>
    public static AgentTrigger Trigger(string phrase) =>
        new AgentTrigger.Schedule(
            phrase,
            SchedulePhrase.Parse(phrase) is { Refusal: null } parse ? parse.Crons : [phrase]
        );

    /// <summary>The longest sequences of words that may speak of time and have one that does.</summary>
    private static List<List<string>> Runs(IReadOnlyList<string> words)
    {
        var (runs, run) = (new List<List<string>>(), new List<string>());
        foreach (var word in words.Append(";"))
        {
            if (s_strong.Contains(word) || s_weak.Contains(word) || Number().IsMatch(word))
            {
                run.Add(word);
                continue;
            }

            if (IsTime(run))
            {
                runs.Add(Trim(run));
            }

            run = [];
        }

        return runs;
    }

    private static List<string> Trim(List<string> run)
    {
        var (first, last) = (0, run.Count - 1);
        while (first <= last && s_begins.Contains(run[first]))
        {
            first++;
        }

        while (last >= first && s_ends.Contains(run[last]))
        {
            last--;
        }

        return run[first..(last + 1)];
    }

    // "At 3" is a time and "3 people" is none; "on monday" is one, and "my day", "the second" and "good morning" are none.
    private static bool IsTime(List<string> run) =>
        run.Exists(w => s_alone.Contains(w) || ClockTime().IsMatch(w))
        || run.Zip(run.Skip(1))
            .Any(p =>
                p.First switch
                {
                    "at" => Number().IsMatch(p.Second),
                    "every" or "each" => true,
                    "on" => s_days.Contains(p.Second),
                    "the" => s_partsOfDay.ContainsKey(p.Second),
                    _ => false,
                }
            )
        || string.Join(' ', run).Contains("of the month", StringComparison.Ordinal);

    /// <summary>Parts of the day as times, and "each" as "every"; the note says what was made of them.</summary>
    private static (string Phrase, string? Note) Plain(List<string> words)
    {
        string? part = null;
        var plain = new List<string>();
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i] switch
            {
                "each" => "every",
                "nightly" => "night",
                var other => other.EndsWith('s') && s_partsOfDay.ContainsKey(other[..^1]) ? other[..^1] : other,
            };
            if (!s_partsOfDay.ContainsKey(word))
            {
                plain.Add(word);
                continue;
            }

            if (part is not null)
            {
                return (string.Join(' ', words), null); // Two parts of a day: refused as it stands.
            }

            part = word;
            if (i == 0 || plain[^1] is "every" or "in" or "the")
            {
                plain.RemoveAll(w => w is "in" or "the");
                plain.RemoveAll(w => w == "every");
                plain.Add("every");
                plain.Add("day");
            }
        }

        if (part is null)
        {
            return (Phrase(plain), null);
        }

        var hasTime = plain.Exists(w => ClockTime().IsMatch(w)) || plain.Contains("at");
        if (hasTime)
        {
            // "At 8 in the evening" is not eight in the morning.
            var fits =
                part == "morning"
                || plain.Exists(w => ClockTime().IsMatch(w) && !w.EndsWith("am", StringComparison.Ordinal));
            return fits ? (Phrase(plain), Phrase(plain)) : (string.Join(' ', words), null);
        }

        var phrase = Phrase([.. plain, "at", s_partsOfDay[part]]);
        return (phrase, phrase);
    }

    private static string Phrase(IEnumerable<string> words) =>
        string.Join(' ', words).Replace(" ,", ",", StringComparison.Ordinal);

    [GeneratedRegex(@"[\p{L}\p{N}:.'’#/@_-]*[\p{L}\p{N}]|[,;.!?-]", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"^[0-9]{1,4}(?:[:.][0-9]{2})?(?:am|pm|st|nd|rd|th)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"^(?:[0-9]{1,2}[:.][0-9]{2}(?:am|pm)?|[0-9]{1,2}(?:am|pm))\z", RegexOptions.CultureInvariant)]
    private static partial Regex ClockTime();

    [GeneratedRegex(
        @"\b(?:when(?:ever)?|as soon as|each time|every time|once)\s+(?:\S+\s+){0,4}?(?:e-?mails?|mails?|messages?|letters?)\b(?:\s+\S+){0,4}?\s+(?:comes?|arrives?|lands?|is received|come in|gets? in)\b(?:\s+in\b)?"
            + @"|\b(?:on|for) (?:each|every|any|all)?\s*(?:new|incoming)\s+(?:e-?mails?|mails?|messages?)\b",
        RegexOptions.CultureInvariant,
        200
    )]
    private static partial Regex Arrival();
}
