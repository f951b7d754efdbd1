using System.Globalization;
using System.Text;
using MeshClaw.Core.Mail.Index;

namespace MeshClaw.Storage.MailIndex;

/// <summary>
/// A query in the language of FTS5. Everything that a person wrote goes in between double quotes, without any double quote of its own:
/// nothing in it can be an operator, a column, or the end of the quotes.
/// </summary>
internal static class MatchExpression
{
    /// <summary>What no message has: an entry without any letter or digit stands nowhere.</summary>
    public static string? Of(MailQuery query, long? account, IReadOnlyCollection<long>? folders)
    {
        var all = new List<string>();
        foreach (var entry in query.Words)
        {
            if (Phrase(entry) is not { } phrase)
            {
                return null;
            }

            all.Add(phrase);
        }

        foreach (
            var (text, sign) in ((string?, char)[])[(query.From, SearchText.Sender), (query.To, SearchText.Recipient)]
        )
        {
            if (text is not null)
            {
                if (Phrase(text, sign) is not { } phrase)
                {
                    return null;
                }

                all.Add(phrase);
            }
        }

        if (query.Subject is not null)
        {
            if (Phrase(query.Subject) is not { } phrase)
            {
                return null;
            }

            all.Add($"subject : {phrase}");
        }

        if (query.HasAttachment)
        {
            all.Add($"\"{SearchText.Attached}\"");
        }

        if (account is { } number)
        {
            all.Add(Token(SearchText.Account, number));
        }

        if (folders is not null)
        {
            all.Add($"({string.Join(" OR ", folders.Select(f => Token(SearchText.Folder, f)))})");
        }

        if (all.Count == 0)
        {
            all.Add($"\"{SearchText.All}\""); // FTS5 knows no "not" alone.
        }

        var without = query.Without.Select(w => Phrase(w)).OfType<string>().ToList();
        var wanted = string.Join(" AND ", all);
        return without.Count == 0 ? wanted : $"({wanted}) NOT ({string.Join(" OR ", without)})";
    }

    /// <summary>One entry as a phrase; null where it has nothing that could be found.</summary>
    private static string? Phrase(string entry, char? sign = null)
    {
        var begins = entry.EndsWith('*');
        var (text, oneSign) = SearchText.FoldWanted(begins ? entry[..^1] : entry);
        if (!SearchText.HasToken(text))
        {
            return null;
        }

        if (sign is { } tag)
        {
            var tagged = new StringBuilder();
            SearchText.Tag(tagged, tag, text);
            text = tagged.ToString();
        }

        var quoted = new StringBuilder(text.Length + 4).Append('"');
        foreach (var c in text)
        {
            quoted.Append(c is '"' or '\0' ? ' ' : c);
        }

        return quoted.Append('"').Append(begins || oneSign ? " *" : "").ToString();
    }

    private static string Token(char sign, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{sign}{number}\"");
}
