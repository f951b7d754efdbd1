using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;

namespace MeshClaw.Evaluation;

/// <summary>What a field is, by its name and by the shape of its value: these suites declare it for whole tools only.</summary>
internal static partial class FieldKinds
{
    private static readonly FrozenSet<string> s_authors = Set(
        "sender from author owner creator created_by organizer organiser posted_by sent_by reporter opened_by by submitted_by requester"
    );

    private static readonly FrozenSet<string> s_people = Set(
        "recipient recipients to cc bcc participants participant attendees attendee members member users user username handle assignee assignees "
            + "reviewer reviewers shared_with email emails address iban account payee contact phone channel"
    );

    private static readonly FrozenSet<string> s_names = Set(
        "name title subject filename file_name label display_name full_name first_name last_name topic headline item product service"
    );

    /// <summary>The kind of a field.</summary>
    public static FieldKind Of(string name, string text)
    {
        if (name is "id" or "id_" or "uuid" or "_id")
        {
            return FieldKind.Id;
        }

        // Whoever writes a sentence into a field makes prose of it, whatever the field is called.
        var isShort = text.Length <= 120 && text.AsSpan().IndexOfAny('\n', '\r') < 0;
        var isWord = isShort && text.Length <= 60 && !text.Any(char.IsWhiteSpace);
        if (s_authors.Contains(name) && MailAddress.Normalize(text) is null && IsPersonName(text) && !isWord)
        {
            return FieldKind.DisplayName;
        }

        if (s_authors.Contains(name) && isWord)
        {
            return FieldKind.Author;
        }

        if (MailAddress.Normalize(text) is not null || (s_people.Contains(name) && (isWord || IsPersonName(text))))
        {
            return FieldKind.Address;
        }

        if (s_names.Contains(name) && isShort)
        {
            return FieldKind.Name;
        }

        var isValue =
            decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out _)
            || text is "true" or "false"
            || IsoDate().IsMatch(text)
            || isWord;
        return isValue ? FieldKind.Value
            : isShort && LooksLikeName(text) ? FieldKind.Name
            : FieldKind.Prose;
    }

    /// <summary>Whether a field of that name holds what only its owner may see.</summary>
    public static bool IsSecret(string name) => Secret().IsMatch(name);

    // A few words and no sentence: what people would call the thing by.
    private static bool LooksLikeName(string text) =>
        text.Length <= 60
        && text.Count(c => c == ' ') <= 6
        && text[^1] is not ('.' or '!' or '?')
        && !text.Contains(". ", StringComparison.Ordinal);

    private static bool IsPersonName(string text) => PersonName().IsMatch(text);

    private static FrozenSet<string> Set(string names) =>
        names.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$")]
    private static partial Regex IsoDate();

    [GeneratedRegex(@"^\p{Lu}[\p{L}.'-]*(?: \p{L}[\p{L}.'-]*){0,3}$")]
    private static partial Regex PersonName();

    [GeneratedRegex(
        "pass(?:word|code|phrase|port)|(?:^|_)(?:pin|cvv|cvc|otp|ssn|secret|token)(?:$|_)|secret|credential|api_?key|private_?key|card_?number|credit_?card|social_?security|security_?code|access_?code|door_?code|alarm_?code|id_?number|licen[cs]e_?number|tax_?(?:id|number)|bank_?account",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Secret();
}
