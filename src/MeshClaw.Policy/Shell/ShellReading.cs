using System.Collections.Immutable;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Shell.Walking;

namespace MeshClaw.Policy.Shell;

/// <summary>
/// What a shell command would do, told by parsing it as POSIX sh and bash do, and by what is known of the programs that it names. Immutable.
/// </summary>
/// <remarks>
/// It reads as bash does: run what was let through with bash, since other shells read some of it differently.
/// What it does not protect against: a program that is not what its name says (a hostile <c>PATH</c>, alias or config file that was there
/// before), files that change between reading and running, and effects of a read-only program's own bugs. Paths are as written, so
/// relative ones depend on where the command runs. Run what was let through in the sandbox all the same.
/// </remarks>
public sealed record ShellReading
{
    internal ShellReading() { }

    /// <summary>Every command that would run, in the order in which it was met, also within substitutions and code given as text.</summary>
    public required ImmutableArray<ShellCommand> Commands { get; init; }

    /// <summary>Files that redirections and destructive commands touch.</summary>
    public required ImmutableArray<ShellFile> Files { get; init; }

    /// <summary>Where it would send anything.</summary>
    public required ImmutableArray<ShellDestination> Destinations { get; init; }

    /// <summary>What could not be analysed, and why. Any of these makes the whole ask.</summary>
    public required ImmutableArray<ShellFinding> Findings { get; init; }

    /// <summary>
    /// The gravest class and all traits. Read and Executes only where every program is known to do no more with the arguments given.
    /// </summary>
    public required Effect Effect { get; init; }

    /// <summary>Whether something in it could not be analysed.</summary>
    public bool MustAsk => !Findings.IsEmpty;

    /// <summary>Reads a command line or script. Never throws; work is bounded, and what lies beyond the bounds is a finding.</summary>
    public static ShellReading Read(string? command) => Walker.Read(command ?? "");
}

/// <summary>One command that would run.</summary>
/// <param name="Program">Its name as it would be looked up; the source text where it is computed.</param>
/// <param name="Arguments">The words after it.</param>
/// <param name="Via">What runs it: empty for the script itself, else such as <c>sh -c</c>, <c>xargs</c>, <c>ssh</c>.</param>
public sealed record ShellCommand(string Program, ImmutableArray<ShellWord> Arguments, string Via)
{
    /// <inheritdoc />
    public override string ToString() =>
        Arguments.IsEmpty ? Program : $"{Program} {string.Join(' ', Arguments.Select(a => a.Text))}";
}

/// <summary>How much is known of a word.</summary>
public enum ShellWordKind
{
    /// <summary>Exactly this text.</summary>
    Literal,

    /// <summary>A pattern that files are matched with.</summary>
    Pattern,

    /// <summary>Something in it is known only when it runs; the text is its source.</summary>
    Computed,
}

/// <summary>One word after expansion.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Kind">How much is known of it.</param>
public readonly record struct ShellWord(string Text, ShellWordKind Kind)
{
    /// <summary>Whether it is exactly <see cref="Text"/>.</summary>
    public bool IsLiteral => Kind == ShellWordKind.Literal;

    /// <summary>Whether anything in it comes out of a command that reads from the network.</summary>
    internal bool IsFromNetwork { get; init; }

    internal static ShellWord Of(string text) => new(text, ShellWordKind.Literal);
}

/// <summary>What is done to a file.</summary>
public enum ShellFileUse
{
    /// <summary>Read by a redirection, or run as code.</summary>
    Read,

    /// <summary>Added to.</summary>
    Append,

    /// <summary>Made or overwritten.</summary>
    Write,

    /// <summary>Removed or moved away.</summary>
    Destroy,

    /// <summary>Its owner or permissions change.</summary>
    ChangeAccess,
}

/// <summary>A file that is touched.</summary>
/// <param name="Path">As written.</param>
/// <param name="Use">What is done to it.</param>
public sealed record ShellFile(ShellWord Path, ShellFileUse Use);

/// <summary>A place on the network.</summary>
/// <param name="Host">Its canonical host; empty where it cannot be told.</param>
/// <param name="Text">As written.</param>
public sealed record ShellDestination(string Host, string Text);

/// <summary>Why something could not be analysed.</summary>
public enum ShellFindingKind
{
    /// <summary>It is no valid script, or uses what is not read here.</summary>
    Syntax,

    /// <summary>Too long, too deep or too many commands.</summary>
    Limit,

    /// <summary>A program's name is known only when it runs.</summary>
    ComputedProgram,

    /// <summary>A program that is not in the list.</summary>
    UnknownProgram,

    /// <summary>An option that makes a known program run or load something else, or that is not known.</summary>
    Option,

    /// <summary>Code that comes out of an expansion, a pipe or a heredoc with expansions.</summary>
    ComputedCode,

    /// <summary>Code from the network.</summary>
    NetworkCode,

    /// <summary>Code from a file.</summary>
    FileCode,

    /// <summary>Code that was encoded or compressed.</summary>
    EncodedCode,

    /// <summary>Code in another language.</summary>
    ForeignCode,

    /// <summary>A variable that changes what programs do.</summary>
    Environment,

    /// <summary>What is destroyed, overwritten or opened up is known only when it runs.</summary>
    ComputedTarget,

    /// <summary>Where it sends cannot be told.</summary>
    ComputedDestination,
}

/// <summary>Something that could not be analysed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Detail">One sentence for the owner. Holds text of the command: show, never interpret.</param>
public sealed record ShellFinding(ShellFindingKind Kind, string Detail);
