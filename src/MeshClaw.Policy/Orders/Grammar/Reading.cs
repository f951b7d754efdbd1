using System.Collections.Immutable;

namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>One attempt to read an order: its tokens, what names mean, and how much work is left. Used by one thread, once.</summary>
internal sealed class Reading(IReadOnlyList<Token> tokens, Names names)
{
    /// <summary>The most work that one order may cost; a sentence of thirty words takes a few thousand.</summary>
    public const int MaxSteps = 200_000;

    private int _hintAt = -1;

    /// <summary>The tokens, without courtesies.</summary>
    public IReadOnlyList<Token> Tokens { get; } = tokens;

    /// <summary>What may be named.</summary>
    public Names Names { get; } = names;

    /// <summary>Tokens looked at so far.</summary>
    public int Steps { get; private set; }

    /// <summary>The work was used up before all readings were followed: nothing may be concluded.</summary>
    public bool Exhausted => Steps >= MaxSteps;

    /// <summary>The last token that any reading got to.</summary>
    public int Furthest { get; private set; }

    /// <summary>The best reason so far why no reading got further.</summary>
    public (string Why, ImmutableArray<string> Examples)? Hint { get; private set; }

    /// <summary>Counts one look at a token; false when there have been too many.</summary>
    public bool Step(int at)
    {
        Furthest = Math.Max(Furthest, Math.Min(at, Tokens.Count));
        return ++Steps < MaxSteps;
    }

    /// <summary>Notes why a reading ended at a token; the furthest one is told, of equals the first.</summary>
    public void Note(int at, string why, ImmutableArray<string> examples = default)
    {
        if (at > _hintAt)
        {
            _hintAt = at;
            Hint = (why, examples.IsDefault ? [] : examples);
        }
    }
}
