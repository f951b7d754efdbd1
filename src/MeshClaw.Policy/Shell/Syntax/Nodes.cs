using System.Collections.Immutable;

namespace MeshClaw.Policy.Shell.Syntax;

/// <summary>A piece of shell script, as parsed; nothing is expanded yet.</summary>
internal abstract record Node;

/// <summary>Commands one after another, whatever stands between them but <c>&amp;&amp;</c>, <c>||</c> and <c>|</c>.</summary>
internal sealed record SequenceNode(ImmutableArray<Node> Items) : Node;

/// <summary>A list with <c>&amp;&amp;</c> and <c>||</c>.</summary>
/// <param name="Items">Its commands.</param>
/// <param name="HasOr">Whether any of its operators is <c>||</c>.</param>
internal sealed record AndOrNode(ImmutableArray<Node> Items, bool HasOr) : Node;

/// <summary>A pipeline of two commands or more.</summary>
internal sealed record PipelineNode(ImmutableArray<Node> Items) : Node;

/// <summary>Assignments, words, redirections; any of them may be missing.</summary>
internal sealed record SimpleNode(
    ImmutableArray<Assignment> Assignments,
    ImmutableArray<Word> Words,
    ImmutableArray<Redirection> Redirections
) : Node;

/// <summary>What a compound command does with its body, as far as variables are concerned.</summary>
internal enum CompoundKind
{
    /// <summary><c>{ }</c>: as if it stood there without.</summary>
    Group,

    /// <summary>A subshell, or a command in the background.</summary>
    Subshell,

    /// <summary>Each part may run or not.</summary>
    Choice,

    /// <summary>The parts may run any number of times.</summary>
    Loop,

    /// <summary><c>[[ ]]</c> and <c>(( ))</c>: words alone.</summary>
    Test,
}

/// <summary>A compound command.</summary>
/// <param name="Kind">How its parts run.</param>
/// <param name="Parts">Its parts, conditions included.</param>
/// <param name="Words">The words it looks at: of <c>for</c>, <c>case</c>, <c>[[</c>.</param>
/// <param name="Variable">What <c>for</c> and <c>select</c> assign.</param>
/// <param name="Redirections">Of the whole.</param>
internal sealed record CompoundNode(
    CompoundKind Kind,
    ImmutableArray<Node> Parts,
    ImmutableArray<Word> Words,
    string? Variable,
    ImmutableArray<Redirection> Redirections
) : Node;

/// <summary>A function's definition.</summary>
internal sealed record FunctionNode(string Name, Node Body) : Node;

/// <summary><c>name=value</c>, <c>name+=value</c> or <c>name[i]=value</c> before a command or instead of one.</summary>
internal sealed record Assignment(string Name, bool Appends, bool IsElement, Word Value);

/// <summary>A redirection.</summary>
/// <param name="Operator">Without the file descriptor.</param>
/// <param name="Target">The file, descriptor or here-string; the body of a heredoc.</param>
internal sealed record Redirection(string Operator, Word Target);

/// <summary>One word as written.</summary>
/// <param name="Parts">Its parts, in order.</param>
/// <param name="Source">Its text in the script.</param>
internal sealed record Word(ImmutableArray<Part> Parts, string Source)
{
    public static readonly Word Empty = new([], "");

    /// <summary>Its text where it is nothing but unquoted text, as reserved words and names must be.</summary>
    public string? Bare =>
        Parts is [TextPart { IsQuoted: false } only] ? only.Text
        : Parts.IsEmpty ? ""
        : null;
}

/// <summary>A part of a word.</summary>
internal abstract record Part(bool IsQuoted);

/// <summary>Text after quote removal. Quoted text is neither split nor a pattern.</summary>
internal sealed record TextPart(string Text, bool IsQuoted) : Part(IsQuoted);

/// <summary><c>$x</c> or <c>${x…}</c>.</summary>
/// <param name="Name">The parameter; empty where it is too unusual to tell.</param>
/// <param name="Operator">What follows the name within braces, without the words in it; empty for the plain value.</param>
/// <param name="Argument">What is within the operator: defaults, patterns, subscripts.</param>
/// <param name="IsQuoted">Within double quotes.</param>
internal sealed record ParameterPart(string Name, string Operator, ImmutableArray<Part> Argument, bool IsQuoted)
    : Part(IsQuoted);

/// <summary><c>$(…)</c>, backticks, <c>&lt;(…)</c>, <c>>(…)</c>.</summary>
internal sealed record CommandPart(Node Body, bool IsProcess, bool IsQuoted) : Part(IsQuoted);

/// <summary><c>$((…))</c>.</summary>
/// <param name="Text">The expression as written.</param>
/// <param name="Inner">The expansions in it.</param>
/// <param name="IsQuoted">Within double quotes.</param>
internal sealed record ArithmeticPart(string Text, ImmutableArray<Part> Inner, bool IsQuoted) : Part(IsQuoted);

/// <summary><c>(a b c)</c> after an equals sign.</summary>
internal sealed record ArrayPart(ImmutableArray<Word> Words) : Part(false);
