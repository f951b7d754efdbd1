namespace MeshClaw.Connectors.Html;

/// <summary>Whether an element's box shows nothing: not made, without room, cut away, or moved off the page.</summary>
internal static class CssBox
{
    private const double AsGoodAsNone = 1;

    public static bool IsAway(CssDeclarations declared, double em, double away, double farAway) =>
        Is(declared, "display", "none")
        || Is(declared, "mso-hide", "all")
        || Is(declared, "content-visibility", "hidden")
        || HasNoRoom(declared, em)
        || IsClipped(declared)
        || IsMoved(declared, em, away, farAway)
        || IsTransformedAway(declared["transform"], em)
        || (declared["zoom"] is { } zoom && CssLength.Pixels(zoom, 1, 1) is <= 0.05);

    private static bool HasNoRoom(CssDeclarations declared, double em)
    {
        bool AtMost(string property) =>
            declared[property] is { } value && CssLength.Pixels(value, em, 600) is <= AsGoodAsNone;

        var clips = IsClip(declared["overflow"]) || IsClip(declared["overflow-x"]) || IsClip(declared["overflow-y"]);
        return clips
            && (
                AtMost("height")
                || AtMost("max-height")
                || AtMost("width")
                || AtMost("max-width")
                || AtMost("line-height") && AtMost("font-size")
            );
    }

    private static bool IsClip(string? overflow) =>
        overflow is not null
        && overflow
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Any(o => o.ToLowerInvariant() is "hidden" or "clip" or "scroll" or "auto");

    private static bool IsClipped(CssDeclarations declared)
    {
        if (declared["clip"] is { } clip && Arguments(clip, "rect") is { Count: 4 } edges)
        {
            return edges[2] - edges[0] <= AsGoodAsNone || edges[1] - edges[3] <= AsGoodAsNone;
        }

        if ((declared["clip-path"] ?? declared["-webkit-clip-path"]) is not { } path)
        {
            return false;
        }

        if (Arguments(path, "inset", 100) is { Count: > 0 } inset)
        {
            return inset.Count == 1 ? inset[0] >= 50 : inset[0] + inset[inset.Count > 2 ? 2 : 0] >= 100;
        }

        return Arguments(path, "circle", 100) is [<= AsGoodAsNone, ..]
            || Arguments(path, "ellipse", 100) is [<= AsGoodAsNone, ..]
            || (Arguments(path, "polygon", 100) is { Count: > 0 } points && points.All(p => p == points[0]));
    }

    private static bool IsMoved(CssDeclarations declared, double em, double away, double farAway)
    {
        bool Off(string property) =>
            declared[property] is { } value
            && CssLength.Pixels(value, em, 600) is { } at
            && (at < away || at > farAway);

        var placed =
            Is(declared, "position", "absolute")
            || Is(declared, "position", "fixed")
            || Is(declared, "position", "relative");
        return (placed && (Off("left") || Off("top") || Off("right") || Off("bottom") || Off("inset")))
            || (declared["margin-left"] ?? declared["margin-top"]) is { } margin
                && CssLength.Pixels(margin, em, 600) < 5 * away
            || declared["margin"]
                ?.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Any(m => CssLength.Pixels(m, em, 600) < 5 * away) == true;
    }

    private static readonly string[] s_scales = ["scale", "scalex", "scaley", "scale3d"];
    private static readonly string[] s_translations = ["translate", "translatex", "translatey", "translate3d"];

    private static bool IsTransformedAway(string? transform, double em)
    {
        if (transform is null)
        {
            return false;
        }

        return s_scales.Any(n => Arguments(transform, n)?.Any(a => Math.Abs(a) <= 0.05) == true)
            || s_translations.Any(n => Arguments(transform, n, 600, em)?.Any(a => Math.Abs(a) > 1500) == true);
    }

    // The numbers of a function of a value; null where it is not there, or holds what is no length.
    private static List<double>? Arguments(string value, string function, double whole = 600, double em = 16)
    {
        var text = value.ToLowerInvariant();
        var at = text.IndexOf(function + "(", StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var inside = text[(at + function.Length + 1)..].Split(')', 2)[0];
        var numbers = new List<double>();
        foreach (var word in inside.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            if (CssLength.Pixels(word, em, whole) is not { } number)
            {
                // circle(0 at center): what follows is a place.
                return numbers.Count > 0 ? numbers : null;
            }

            numbers.Add(number);
        }

        return numbers;
    }

    private static bool Is(CssDeclarations declared, string property, string value) =>
        value.Equals(declared[property], StringComparison.OrdinalIgnoreCase);
}
