namespace MeshClaw.Policy.Shell.Walking;

/// <summary>What a command's standard input is.</summary>
internal enum InputKind
{
    /// <summary>Whatever the script itself was given.</summary>
    Inherited,
    Literal,
    File,
    Computed,
    Encoded,
    Network,
}

/// <summary>A command's standard input.</summary>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Text">The text itself, where literal; else where it comes from.</param>
internal readonly record struct Input(InputKind Kind, string Text)
{
    public static readonly Input Inherited = new(InputKind.Inherited, "");
}

/// <summary>The circumstances that a command runs in.</summary>
/// <param name="Input">Its standard input.</param>
/// <param name="Via">What runs it.</param>
/// <param name="IsDefinition">Whether a function's body is looked at without being called.</param>
internal readonly record struct Frame(Input Input, string Via, bool IsDefinition);
