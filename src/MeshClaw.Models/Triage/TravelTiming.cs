using System.Globalization;
using MeshClaw.Core.Mail;
using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage;

/// <summary>Whether travel mail is about what begins within two days (check-in opens one day before), or changes a plan.</summary>
internal static class TravelTiming
{
    private static readonly TimeSpan s_ahead = TimeSpan.FromHours(48);
    private static readonly TimeSpan s_fresh = TimeSpan.FromDays(3);

    // By their first three letters in the languages of the vocabulary.
    private static readonly Dictionary<string, int> s_months = new(StringComparer.Ordinal)
    {
        ["jan"] = 1,
        ["ene"] = 1,
        ["gen"] = 1,
        ["feb"] = 2,
        ["fev"] = 2,
        ["mar"] = 3,
        ["mrz"] = 3,
        ["maa"] = 3,
        ["apr"] = 4,
        ["abr"] = 4,
        ["avr"] = 4,
        ["may"] = 5,
        ["mai"] = 5,
        ["mag"] = 5,
        ["mei"] = 5,
        ["jun"] = 6,
        ["giu"] = 6,
        ["jul"] = 7,
        ["lug"] = 7,
        ["aug"] = 8,
        ["ago"] = 8,
        ["aou"] = 8,
        ["sep"] = 9,
        ["set"] = 9,
        ["oct"] = 10,
        ["okt"] = 10,
        ["out"] = 10,
        ["ott"] = 10,
        ["nov"] = 11,
        ["dec"] = 12,
        ["dez"] = 12,
        ["dic"] = 12,
    };

    /// <summary>Why it should stay, in words; null where it need not.</summary>
    public static string? Soon(MailMessage message, MailReading subject, MailReading text, DateTimeOffset now)
    {
        var fresh = now - message.Received < s_fresh;
        if (fresh && subject.Has(MailWord.Disruption))
        {
            return "changes a plan of yours";
        }

        if (now - message.Received < s_ahead && subject.Has(MailWord.CheckIn))
        {
            return "check-in is open or opens soon";
        }

        var today = DateOnly.FromDateTime(now.DateTime);
        var until = DateOnly.FromDateTime((now + s_ahead).DateTime);
        var sent = DateOnly.FromDateTime(message.Received.ToOffset(now.Offset).DateTime);
        foreach (var date in Dates(subject.Text).Concat(Dates(text.Text)))
        {
            if (date >= today && date <= until && (date != sent || subject.Has(MailWord.CheckIn)))
            {
                return "your trip begins within two days";
            }
        }

        return null;
    }

    /// <summary>Dates written as 2026-11-24, 24.11.2026, 24/11/2026, 24 November 2026, 24. Nov 2026, Nov 24, 2026.</summary>
    internal static IEnumerable<DateOnly> Dates(FoldedText text)
    {
        for (var i = 0; i < text.Count; i++)
        {
            if (Numeric(text, i) is { } plain)
            {
                yield return plain;
            }

            if (Month(text, i) is not { } month)
            {
                continue;
            }

            // "24 de noviembre de 2026": small words between.
            var before = Number(text, i - 1) ?? (Small(text, i - 1) ? Number(text, i - 2) : null);
            var after = Number(text, i + 1);
            var year = after is > 1900
                ? after
                : Number(text, i + 2) ?? (Small(text, i + 1) ? Number(text, i + 2) : null);
            var day = before ?? (after is <= 31 ? after : null);
            if (day is { } d && year is { } y && Of(y, month, d) is { } date)
            {
                yield return date;
            }
        }
    }

    private static DateOnly? Numeric(FoldedText text, int i)
    {
        var source = Source(text, i);
        string[] forms = ["yyyy-MM-dd", "dd.MM.yyyy", "dd/MM/yyyy", "d.M.yyyy"];
        if (source.Length is >= 8 and <= 10 && char.IsAsciiDigit(source[0]))
        {
            foreach (var form in forms)
            {
                if (
                    DateOnly.TryParseExact(
                        source,
                        form,
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.None,
                        out var date
                    )
                )
                {
                    return date;
                }
            }

            return null;
        }

        // Slashes part words: 24/11/2026 comes as three.
        var gap =
            i + 2 < text.Count && text[i + 1].Start - text[i].End == 1 && text[i + 2].Start - text[i + 1].End == 1;
        return
            gap && Number(text, i) is { } d && Number(text, i + 1) is { } m && Number(text, i + 2) is > 1900 and { } y
            ? Of(y, m, d)
            : null;
    }

    private static int? Month(FoldedText text, int i)
    {
        var word = text.Word(i);
        if (word.Length is < 3 or > 10 || text[i].Has(TokenMarks.Number))
        {
            return null;
        }

        if (word is "juin" or "juillet")
        {
            return word.Length == 4 ? 6 : 7;
        }

        return s_months.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word[..3], out var month) ? month : null;
    }

    private static int? Number(FoldedText text, int i)
    {
        if (i < 0 || i >= text.Count)
        {
            return null;
        }

        var digits = Source(text, i).TrimEnd("sthndr");
        return
            digits.Length is > 0 and <= 4
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? n
            : null;
    }

    private static bool Small(FoldedText text, int i) =>
        i >= 0 && i < text.Count && text.Word(i) is "de" or "of" or "del";

    private static ReadOnlySpan<char> Source(FoldedText text, int i) =>
        text.Source.AsSpan(text[i].Start, text[i].End - text[i].Start);

    private static DateOnly? Of(int year, int month, int day) =>
        year is >= 1900 and <= 9998 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : null;
}
