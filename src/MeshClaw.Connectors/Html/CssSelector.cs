namespace MeshClaw.Connectors.Html;

/// <summary>
/// A selector: the element itself, and what it must lie in. Siblings are not known while reading: what stands before <c>+</c> or <c>~</c> is
/// taken as met, and the rule may hide but not show.
/// </summary>
internal sealed class CssSelector
{
    private const int MaxLength = 500;
    private const int MaxParts = 12;

    private readonly List<(CssCompound Compound, bool IsParent)> _outer = [];

    private CssSelector(CssCompound subject) => Subject = subject;

    /// <summary>What the element itself must be.</summary>
    public CssCompound Subject { get; }

    /// <summary>False where it asks for siblings, which are not known.</summary>
    public bool IsCertain { get; private set; } = true;

    public int Specificity => Subject.Specificity + _outer.Sum(o => o.Compound.Specificity);

    /// <summary>Reads one; null for what can never match here.</summary>
    public static CssSelector? Parse(string text)
    {
        if (text.Length > MaxLength)
        {
            return null;
        }

        var parts = Parts(text);
        if (parts.Count is 0 or > MaxParts || CssCompound.Parse(parts[^1].Text) is not { } subject)
        {
            return null;
        }

        var selector = new CssSelector(subject);
        var combinator = parts[^1].Combinator;
        for (var i = parts.Count - 2; i >= 0; i--)
        {
            if (combinator is ' ' or '>')
            {
                if (CssCompound.Parse(parts[i].Text) is not { } outer)
                {
                    return null;
                }

                selector._outer.Add((outer, combinator == '>'));
            }
            else
            {
                selector.IsCertain = false;
            }

            combinator = parts[i].Combinator;
        }

        return selector;
    }

    /// <summary>Whether it means an element in these open ones.</summary>
    /// <param name="element">The element.</param>
    /// <param name="open">What it lies in, outermost first.</param>
    /// <param name="work">Counts down for each comparison.</param>
    public bool Matches(HtmlElement element, List<HtmlText.Open> open, ref int work)
    {
        work--;
        if (!Subject.Matches(element))
        {
            return false;
        }

        // Greedy, without going back: "a > b c" of nested a and b may be missed where CSS finds a match further out; rare, and cheap.
        var at = open.Count - 1;
        foreach (var (compound, isParent) in _outer)
        {
            while (at >= 0 && !compound.Matches(open[at].Element))
            {
                work--;
                if (isParent || work < 0)
                {
                    return false;
                }

                at--;
            }

            if (at < 0)
            {
                return false;
            }

            at--;
        }

        return true;
    }

    // "a > b.c d" as (a, ' '), (b.c, '>'), (d, ' '): each with what stands before it.
    private static List<(string Text, char Combinator)> Parts(string text)
    {
        var parts = new List<(string, char)>();
        var (start, depth, combinator) = (0, 0, ' ');
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : ' ';
            depth +=
                c is '(' or '[' ? 1
                : c is ')' or ']' ? -1
                : 0;
            if (depth > 0 && i < text.Length || !(char.IsWhiteSpace(c) || c is '>' or '+' or '~'))
            {
                continue;
            }

            if (i > start)
            {
                parts.Add((text[start..i], combinator));
                combinator = ' ';
            }

            combinator = c is '>' or '+' or '~' ? c : combinator;
            start = i + 1;
        }

        return parts;
    }
}
