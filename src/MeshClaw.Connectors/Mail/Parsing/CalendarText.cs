using System.Text;

namespace MeshClaw.Connectors.Mail.Parsing;

/// <summary>The words of a text/calendar part (RFC 5545) and its method.</summary>
/// <param name="Method">As it stands; null without one.</param>
/// <param name="Words">Summaries, places, descriptions, comments, one a line.</param>
internal sealed record CalendarText(string? Method, string Words)
{
    private static readonly string[] s_worded = ["SUMMARY", "LOCATION", "DESCRIPTION", "COMMENT", "X-ALT-DESC"];

    public static CalendarText Read(string text)
    {
        // Long lines are folded: a break followed by a blank is none.
        var unfolded = text.Replace("\r\n", "\n", StringComparison.Ordinal)
            .Replace("\n ", "", StringComparison.Ordinal)
            .Replace("\n\t", "", StringComparison.Ordinal);
        string? method = null;
        var words = new StringBuilder();
        foreach (var line in unfolded.Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                continue;
            }

            var name = line[..colon].Split(';', 2)[0].Trim().ToUpperInvariant();
            var value = line[(colon + 1)..].Trim();
            if (name == "METHOD")
            {
                method ??= value;
            }
            else if (s_worded.Contains(name))
            {
                words.Append(Unescape(value)).Append('\n');
            }
        }

        return new CalendarText(method, words.ToString());
    }

    private static string Unescape(string value) =>
        value
            .Replace("\\n", "\n", StringComparison.OrdinalIgnoreCase)
            .Replace("\\,", ",", StringComparison.Ordinal)
            .Replace("\\;", ";", StringComparison.Ordinal);
}
