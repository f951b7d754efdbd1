using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Shell.Programs;

/// <summary>What a program does with its arguments.</summary>
internal enum ProgramKind
{
    /// <summary>Reads and prints, and nothing else unless an option says so.</summary>
    Reads,

    /// <summary>A builtin that touches the shell's own state alone.</summary>
    State,

    /// <summary>A builtin that assigns variables.</summary>
    Declares,

    /// <summary>Changes things, as its traits and paths say.</summary>
    Acts,

    /// <summary>Talks to the network; its operands are URLs.</summary>
    SendsToUrls,

    /// <summary>Talks to the network; its first operand is a host.</summary>
    SendsToHost,

    /// <summary>Talks to the network; operands are <c>host:path</c> or local paths.</summary>
    Copies,

    /// <summary>Talks to the network, and its arguments do not tell where.</summary>
    SendsSomewhere,

    /// <summary>Runs the command in its operands.</summary>
    Wraps,

    /// <summary>Runs shell code.</summary>
    ShellCode,

    /// <summary>Runs code in another language, or code that its files name.</summary>
    Code,

    /// <summary>Has its own reader (<c>find</c>, <c>git</c>, <c>eval</c>, …).</summary>
    Special,
}

/// <summary>Which operands of a program name what it changes.</summary>
internal enum PathOperands
{
    None,
    All,
    Last,
    AllButFirst,

    /// <summary>All are moved away, and the last is written.</summary>
    Moved,
}

/// <summary>What is known of some programs.</summary>
/// <param name="Names">Their names, separated by blanks.</param>
/// <param name="Kind">What they do.</param>
internal sealed record ProgramRule(string Names, ProgramKind Kind)
{
    /// <summary>What else they do.</summary>
    public EffectTraits Traits { get; init; }

    /// <summary>What they change.</summary>
    public PathOperands Paths { get; init; }

    /// <summary>Options that take a value.</summary>
    public OptionSet Values { get; init; } = OptionSet.None;

    /// <summary>Options without a value; for wrappers, where any other option is a finding.</summary>
    public OptionSet Flags { get; init; } = OptionSet.None;

    /// <summary>Options that write to a file.</summary>
    public OptionSet Writes { get; init; } = OptionSet.None;

    /// <summary>Options that run or load something, or read more options from somewhere.</summary>
    public OptionSet Runs { get; init; } = OptionSet.None;

    /// <summary>Operands before the command that a wrapper runs.</summary>
    public int Skip { get; init; }

    /// <summary>The most operands with which a reading program only reads: one more is what it writes or sets.</summary>
    public int MostOperands { get; init; } = int.MaxValue;
}
