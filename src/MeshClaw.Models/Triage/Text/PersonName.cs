namespace MeshClaw.Models.Triage.Text;

/// <summary>Display names made comparable.</summary>
internal static class PersonName
{
    /// <summary>The folded words of a name of two words or more, sorted, so that "Vega, Robin" is "Robin Vega"; null for others.</summary>
    public static string? Fold(string? name)
    {
        var words = FoldedText.Of(name, 128);
        if (words.Count is < 2 or > 5)
        {
            return null;
        }

        var parts = new string[words.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            if (words[i].Has(TokenMarks.Address))
            {
                return null;
            }

            parts[i] = words.Word(i).ToString();
        }

        Array.Sort(parts, StringComparer.Ordinal);
        return string.Join(' ', parts);
    }
}
