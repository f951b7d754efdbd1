using System.Globalization;
using System.Text;
using MeshClaw.Policy;

namespace MeshClaw.Core.Mail.Index;

/// <summary>
/// A search as an owner types it: <c>from:ana "quarterly report" -draft after:2026-10 in:Archive is:unread has:attachment</c>. Words
/// stand for themselves; there are no operators between them, and all must be there. Whatever cannot be meant is an error: nothing that
/// was typed is passed over.
/// </summary>
public static class MailQueryText
{
    /// <summary>More is not typed.</summary>
    public const int MaxLength = 1000;

    /// <summary>Fewer letters before <c>*</c> begin too many words to look them all up.</summary>
    public const int LeastBeforeStar = 3;

    private const string Allowed =
        "Allowed are words, \"several words in a row\", -word, word*, from:, to:, subject:, in:FOLDER, account:, before:, after:, "
        + "is:read, is:unread, is:flagged, is:unflagged, is:answered, is:unanswered, is:draft, has:attachment. "
        + "To find a word with a colon, put it in double quotes.";

    /// <summary>Reads it. Days, months and years begin at midnight in <paramref name="zone"/>.</summary>
    /// <exception cref="MailQueryException">It is no search. Nothing else is thrown, whatever the text.</exception>
    public static MailQuery Parse(string text, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(zone);
        if (text.Length > MaxLength)
        {
            throw new MailQueryException($"A search has at most {MaxLength} characters; this one has {text.Length}.");
        }

        var reading = new Reading(zone);
        foreach (var part in MailQueryPart.Split(text, reading.Errors))
        {
            reading.Take(part);
        }

        return reading.Errors.Count == 0
            ? reading.Finish()
            : throw new MailQueryException($"{string.Join(' ', reading.Errors)} {Allowed}");
    }

    private sealed class Reading(TimeZoneInfo zone)
    {
        private readonly HashSet<string> _given = new(StringComparer.Ordinal);
        private MailQuery _query = new();

        public List<string> Errors { get; } = [];

        public void Take(MailQueryPart part)
        {
            if (part.Key is not null && part.Negated)
            {
                Errors.Add($"Only words can be left out, not -{part.Key}:.");
            }
            else if (part.Value.Length == 0)
            {
                Errors.Add(
                    part.Key is null ? "There is nothing between the quotes." : $"{part.Key}: has nothing after it."
                );
            }
            else if (part.Key is null)
            {
                TakeWord(part);
            }
            else
            {
                TakeKey(part.Key, part.Value);
            }
        }

        public MailQuery Finish() => _query;

        private void TakeWord(MailQueryPart part)
        {
            if (!CanBeFound(part.Value))
            {
                return;
            }

            _query = part.Negated
                ? _query with
                {
                    Without = _query.Without.Add(part.Value),
                }
                : _query with
                {
                    Words = _query.Words.Add(part.Value),
                };
        }

        private void TakeKey(string key, string value)
        {
            if (key is not ("is" or "has") && !_given.Add(key))
            {
                Errors.Add($"{key}: stands there twice.");
                return;
            }

            switch (key)
            {
                case "from" when CanBeFound(value):
                    _query = _query with { From = value };
                    break;
                case "to" when CanBeFound(value):
                    _query = _query with { To = value };
                    break;
                case "subject" when CanBeFound(value):
                    _query = _query with { Subject = value };
                    break;
                case "from" or "to" or "subject":
                    break; // The error is there.
                case "in":
                    _query = _query with { Folder = value };
                    break;
                case "account":
                    _query = _query with { Connection = new ConnectionName(value) };
                    break;
                case "before":
                    _query = _query with { Before = Moment(key, value) };
                    break;
                case "after":
                    _query = _query with { Since = Moment(key, value) };
                    break;
                case "is":
                    TakeMark(value);
                    break;
                case "has" when value == "attachment":
                    _query = _query with { HasAttachment = true };
                    break;
                case "has":
                    Errors.Add($"has:{Shown(value)} is not known.");
                    break;
                default:
                    Errors.Add($"{Shown(key)}: is not known.");
                    break;
            }
        }

        private void TakeMark(string value)
        {
            var (with, lacking) = value switch
            {
                "read" => (MailMarks.Seen, MailMarks.None),
                "unread" => (MailMarks.None, MailMarks.Seen),
                "flagged" => (MailMarks.Flagged, MailMarks.None),
                "unflagged" => (MailMarks.None, MailMarks.Flagged),
                "answered" => (MailMarks.Answered, MailMarks.None),
                "unanswered" => (MailMarks.None, MailMarks.Answered),
                "draft" => (MailMarks.Draft, MailMarks.None),
                _ => (MailMarks.None, MailMarks.None),
            };
            if (with == lacking)
            {
                Errors.Add($"is:{Shown(value)} is not known.");
                return;
            }

            _query = _query with { With = _query.With | with, Lacking = _query.Lacking | lacking };
            if ((_query.With & _query.Lacking) != 0)
            {
                Errors.Add($"is:{value} contradicts what stands before it.");
            }
        }

        private DateTimeOffset? Moment(string key, string value)
        {
            string[] forms = ["yyyy-MM-dd", "yyyy-MM", "yyyy"];
            if (
                DateTime.TryParseExact(value, forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                && day.Year is >= 1970 and < 9999
            )
            {
                return new DateTimeOffset(day, zone.GetUtcOffset(day)).ToUniversalTime();
            }

            Errors.Add($"{key}:{Shown(value)} is no date: write 2026-11-23, 2026-11 or 2026, from 1970 on.");
            return null;
        }

        private bool CanBeFound(string value)
        {
            if (!value.EnumerateRunes().Any(Rune.IsLetterOrDigit))
            {
                Errors.Add($"{Shown(value)} has no letter and no digit: only those can be found.");
                return false;
            }

            var beginning = value.TrimEnd('*').Reverse().TakeWhile(char.IsLetterOrDigit).ToList();
            if (!value.EndsWith('*') || beginning.Count >= LeastBeforeStar || beginning.Any(c => c >= '\u0E00'))
            {
                return true;
            }

            Errors.Add($"{Shown(value)} begins too many words: write at least {LeastBeforeStar} letters before the *.");
            return false;
        }

        private static string Shown(string value) =>
            new([.. value.Take(40).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
    }
}
