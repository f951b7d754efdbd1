using System.Text;
using System.Text.RegularExpressions;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Models.Chat.Wire;

/// <summary>
/// Makes a short piece of what a provider wrote fit to be shown: without the key, whole or as providers shorten it, without anything
/// that looks like one, in one line. What is not known as a key and does not look like one stays.
/// </summary>
internal sealed partial class Cleaning(string host, Secret? key)
{
    private const int Longest = 300;

    public string Host { get; } = host;

    public string Clean(string text)
    {
        var shown = text.Length > 4096 ? text[..4096] : text;
        if (key?.Reveal() is { Length: > 0 } secret)
        {
            shown = shown.Replace(secret, "***", StringComparison.OrdinalIgnoreCase);
            shown = shown.Replace(Uri.EscapeDataString(secret), "***", StringComparison.OrdinalIgnoreCase);
            if (secret.Length >= 12)
            {
                // "Incorrect API key provided: sk-proj-****wxyz": its first and last characters.
                shown = Word()
                    .Replace(
                        shown,
                        word =>
                            word.Value.Contains('*')
                            && (
                                word.Value.StartsWith(secret[..3], StringComparison.Ordinal) || Ends(word.Value, secret)
                            )
                                ? "***"
                                : word.Value
                    );
            }
        }

        shown = KeyLike().Replace(shown, "***");
        var line = new StringBuilder(Longest);
        foreach (var rune in shown.EnumerateRunes())
        {
            line.Append(
                Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format
                    ? " "
                    : rune.ToString()
            );
            if (line.Length >= Longest)
            {
                return line.Append('…').ToString();
            }
        }

        return line.ToString().Trim();
    }

    private static bool Ends(string word, string secret) =>
        word.TrimEnd('.', ',', '\'', '"').EndsWith(secret[^4..], StringComparison.Ordinal);

    [GeneratedRegex(@"\S+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\b(?:sk|pk|gsk|xai|hf|or)[-_][A-Za-z0-9_\-*]{8,}|(?i:bearer\s+)[A-Za-z0-9._~+/\-]{8,}=*")]
    private static partial Regex KeyLike();
}
