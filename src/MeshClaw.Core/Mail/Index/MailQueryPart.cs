namespace MeshClaw.Core.Mail.Index;

/// <summary>One piece of what was typed.</summary>
/// <param name="Key">In lower case, without its colon; null for words.</param>
/// <param name="Value">Without quotes.</param>
/// <param name="Negated">Whether a minus stood before it.</param>
internal readonly record struct MailQueryPart(string? Key, string Value, bool Negated)
{
    /// <summary>Takes a text apart. A minus counts before a word, a key where it is all letters.</summary>
    public static IEnumerable<MailQueryPart> Split(string text, List<string> errors)
    {
        var at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            if (at == text.Length)
            {
                yield break;
            }

            yield return Next(text, ref at, errors);
        }
    }

    private static MailQueryPart Next(string text, ref int at, List<string> errors)
    {
        var negated = text[at] == '-' && at + 1 < text.Length && !char.IsWhiteSpace(text[at + 1]);
        at += negated ? 1 : 0;
        var letters = at;
        while (letters < text.Length && char.IsAsciiLetter(text[letters]))
        {
            letters++;
        }

        string? key = null;
        if (letters > at && letters < text.Length && text[letters] == ':')
        {
            key = text[at..letters].ToLowerInvariant();
            at = letters + 1;
        }

        return new MailQueryPart(key, ReadValue(text, ref at, errors), negated);
    }

    private static string ReadValue(string text, ref int at, List<string> errors)
    {
        var start = at;
        if (at < text.Length && text[at] == '"')
        {
            var end = text.IndexOf('"', at + 1);
            if (end < 0)
            {
                errors.Add("A quote is not closed.");
                at = text.Length;
                return text[(start + 1)..];
            }

            at = end + 1;
            // A star right after the quotes says that the last word only begins so.
            var star = at < text.Length && text[at] == '*';
            at += star ? 1 : 0;
            return text[(start + 1)..end].Trim() + (star ? "*" : "");
        }

        while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] != '"')
        {
            at++;
        }

        return text[start..at];
    }
}
