using MeshClaw.Policy.Calls;

namespace MeshClaw.Core.Mcp;

/// <summary>
/// Effects of MCP tools in words. None is <c>reversible</c>: that means that the journal holds how to take it back, and no server says how.
/// </summary>
public static class McpEffectText
{
    private static readonly (string Word, EffectClass Class)[] s_classes =
    [
        ("read", EffectClass.Read),
        ("draft", EffectClass.Draft),
        ("irreversible", EffectClass.Irreversible),
    ];

    private static readonly (string Word, EffectTraits Trait)[] s_traits =
    [
        ("sends", EffectTraits.Sends),
        ("destroys", EffectTraits.Destroys),
        ("spends", EffectTraits.Spends),
        ("executes", EffectTraits.Executes),
        ("changes-access", EffectTraits.ChangesAccess),
    ];

    /// <summary>What may be written.</summary>
    public const string Rule =
        "one of read, draft (stays on this device) and irreversible, and any of sends, destroys, spends, executes, changes-access";

    /// <summary>Reads words; null where they are no effect. Without a class it is irreversible.</summary>
    public static Effect? Parse(IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        EffectClass? named = null;
        var traits = EffectTraits.None;
        foreach (var word in words)
        {
            if (Array.Find(s_classes, c => c.Word == word) is { Word: not null } found)
            {
                if (named is not null)
                {
                    return null;
                }

                named = found.Class;
            }
            else if (Array.Find(s_traits, t => t.Word == word) is { Word: not null } trait)
            {
                traits |= trait.Trait;
            }
            else
            {
                return null;
            }
        }

        return named is null && traits == EffectTraits.None
            ? null
            : new Effect(named ?? EffectClass.Irreversible, traits);
    }

    /// <summary>An effect in the same words.</summary>
    public static IReadOnlyList<string> Words(Effect effect) =>
        [
            .. s_classes.Where(c => c.Class == effect.Class).Select(c => c.Word),
            .. s_traits.Where(t => effect.Traits.HasFlag(t.Trait)).Select(t => t.Word),
        ];
}
