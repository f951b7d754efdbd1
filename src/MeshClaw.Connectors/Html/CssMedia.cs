namespace MeshClaw.Connectors.Html;

/// <summary>Whether media queries mean a screen of a desktop, in light colours.</summary>
internal static class CssMedia
{
    private const double Width = 1024;
    private const double Height = 768;

    public enum Answer
    {
        No,

        /// <summary>Some programs will say yes. What it hides counts as hidden; what it shows does not count as shown.</summary>
        Maybe,
        Yes,
    }

    public static Answer Applies(string media) =>
        media.Length > 2000 ? Answer.Maybe : media.Split(',').Select(q => Query(q.Trim().ToLowerInvariant())).Max();

    private static Answer Query(string query)
    {
        var negated = query.StartsWith("not ", StringComparison.Ordinal);
        var parts = (negated ? query[4..] : query).Replace("only ", "", StringComparison.Ordinal).Split(" and ");
        var all = parts.Select(p => Part(p.Trim())).Min();
        return !negated ? all
            : all == Answer.Yes ? Answer.No
            : all == Answer.No ? Answer.Yes
            : Answer.Maybe;
    }

    private static Answer Part(string part)
    {
        if (!part.StartsWith('('))
        {
            return part is "" or "all" or "screen" ? Answer.Yes : Answer.No;
        }

        var words = part.Trim('(', ')', ' ').Split(':', 2);
        var value = words.Length == 2 ? words[1].Trim() : "";
        var length = CssLength.Pixels(value, 16, Width);
        return words[0].Trim() switch
        {
            "min-width" or "min-device-width" => Is(length <= Width),
            "max-width" or "max-device-width" => Is(length >= Width),
            "min-height" or "min-device-height" => Is(length <= Height),
            "max-height" or "max-device-height" => Is(length >= Height),
            "prefers-color-scheme" => value == "light" ? Answer.Yes : Answer.No,
            "orientation" => value == "landscape" ? Answer.Maybe : Answer.No,
            _ => Answer.Maybe,
        };
    }

    // Windows have all widths: a bound is met for some readers.
    private static Answer Is(bool met) => met ? Answer.Maybe : Answer.No;
}
