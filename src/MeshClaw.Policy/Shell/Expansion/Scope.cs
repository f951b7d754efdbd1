using MeshClaw.Policy.Shell.Syntax;

namespace MeshClaw.Policy.Shell.Expansion;

/// <summary>What is known of a variable's value.</summary>
internal enum ValueKind
{
    /// <summary>Exactly a text.</summary>
    Literal,

    /// <summary>Some number.</summary>
    Number,

    /// <summary>Assigned within the script, and not known.</summary>
    Computed,
}

/// <summary>A variable's value.</summary>
internal readonly record struct Value(ValueKind Kind, string Text)
{
    public static readonly Value Computed = new(ValueKind.Computed, "");
    public static readonly Value Number = new(ValueKind.Number, "");

    public static Value Of(string text) => new(ValueKind.Literal, text);
}

/// <summary>Variables, functions and aliases at one point of a script. A variable that is not in it has whatever value the environment gave it.</summary>
internal sealed class Scope
{
    // The shell itself changes these.
    private static readonly string[] s_volatile =
    [
        "_",
        "REPLY",
        "OPTARG",
        "OPTIND",
        "MAPFILE",
        "COPROC",
        "RANDOM",
        "SRANDOM",
        "SECONDS",
        "LINENO",
        "BASHPID",
        "PPID",
        "UID",
        "EUID",
        "DIRSTACK",
        "PIPESTATUS",
    ];

    private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _assigned = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unstable = new(StringComparer.Ordinal);

    /// <summary>Each function with every body that it may have here.</summary>
    public Dictionary<string, HashSet<Node>> Functions { get; } = new(StringComparer.Ordinal);

    /// <summary>Functions that have a body here for certain.</summary>
    public HashSet<string> CertainFunctions { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Aliases { get; } = new(StringComparer.Ordinal);

    /// <summary>The arguments of the function or script; null where they are not known.</summary>
    public IReadOnlyList<ShellWord>? Arguments { get; set; }

    public Value? this[string name] => _values.TryGetValue(name, out var value) ? value : null;

    public void Set(string name, Value value)
    {
        _assigned.Add(name);
        var isStable = value.Kind != ValueKind.Literal || !(_unstable.Contains(name) || s_volatile.Contains(name));
        _values[name] = isStable ? value : Value.Computed;
    }

    /// <summary>The variable has an attribute (integer, lower case, reference) that changes whatever is assigned to it.</summary>
    public void MakeUnstable(string name)
    {
        _unstable.Add(name);
        Set(name, Value.Computed);
    }

    /// <summary>How much there is to copy.</summary>
    public int Size => _values.Count + Functions.Count + Aliases.Count;

    /// <summary>Whether anything was assigned since it was forked.</summary>
    public bool HasAssigned => _assigned.Count > 0;

    /// <summary>A scope of which only the functions are known.</summary>
    public Scope WithoutValues()
    {
        var fork = Fork();
        fork._values.Clear();
        fork.Arguments = null;
        return fork;
    }

    /// <summary>The scope of a program that is started by another: functions and aliases are the shell's own.</summary>
    public Scope WithoutFunctions()
    {
        var fork = Fork();
        fork.Functions.Clear();
        fork.CertainFunctions.Clear();
        fork.Aliases.Clear();
        return fork;
    }

    /// <summary>A scope of its own that starts as this one.</summary>
    public Scope Fork()
    {
        var fork = new Scope { Arguments = Arguments };
        foreach (var (name, value) in _values)
        {
            fork._values[name] = value;
        }

        fork._unstable.UnionWith(_unstable);
        fork.Aliases.UnionWith(Aliases);
        fork.CertainFunctions.UnionWith(CertainFunctions);
        foreach (var (name, bodies) in Functions)
        {
            fork.Functions[name] = [.. bodies];
        }

        return fork;
    }

    /// <summary>Whatever another scope assigned is no longer known here.</summary>
    public void Forget(Scope other)
    {
        foreach (var name in other._assigned)
        {
            Set(name, Value.Computed);
        }

        _unstable.UnionWith(other._unstable);
        foreach (var (name, bodies) in other.Functions)
        {
            Functions.TryAdd(name, []);
            Functions[name].UnionWith(bodies);
        }

        Arguments = ReferenceEquals(Arguments, other.Arguments) ? Arguments : null;
    }

    /// <summary>Takes back a fork that may or may not have run: what it assigned is no longer known, what it defined may be.</summary>
    public void Merge(Scope fork)
    {
        Aliases.UnionWith(fork.Aliases);
        CertainFunctions.IntersectWith(fork.CertainFunctions);
        Forget(fork);
    }
}
