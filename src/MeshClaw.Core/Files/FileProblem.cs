using System.Collections.Immutable;

namespace MeshClaw.Core.Files;

/// <summary>Something about a file that its owner should know: where, what, and what would be right.</summary>
/// <param name="File">The file's path as it was given to the parser.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="IsWarning">The file means something all the same, though perhaps not what its owner thinks.</param>
/// <param name="Message">One or two sentences; never a secret.</param>
public sealed record FileProblem(string File, int Line, int Column, bool IsWarning, string Message)
{
    /// <summary><c>file:line:column: message</c>, as editors and terminals take it.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}: {(IsWarning ? "warning: " : "")}{Message}";
}

/// <summary>What became of reading a file: its meaning, or every error in it at once. Warnings come with either.</summary>
/// <param name="Value">Null when, and only when, there is an error among the problems.</param>
/// <param name="Problems">In the order of the file's lines.</param>
public sealed record FileResult<T>(T? Value, ImmutableArray<FileProblem> Problems)
    where T : class
{
    /// <summary>The problems that left no value.</summary>
    public IEnumerable<FileProblem> Errors => Problems.Where(p => !p.IsWarning);

    /// <summary>The problems that the owner should know all the same.</summary>
    public IEnumerable<FileProblem> Warnings => Problems.Where(p => p.IsWarning);
}

/// <summary>Collects what is wrong with one file.</summary>
internal sealed class FileProblems(string file)
{
    private readonly List<FileProblem> _all = [];

    public string File => file;

    public bool HasErrors => _all.Exists(p => !p.IsWarning);

    public void Error(int line, int column, string message) => Add(line, column, isWarning: false, message);

    public void Warn(int line, int column, string message) => Add(line, column, isWarning: true, message);

    /// <summary>The result, without its value when there was an error.</summary>
    public FileResult<T> Result<T>(T? value)
        where T : class => new(HasErrors ? null : value, [.. _all.OrderBy(p => p.Line).ThenBy(p => p.Column)]);

    private void Add(int line, int column, bool isWarning, string message) =>
        _all.Add(new FileProblem(file, line, column, isWarning, message));
}
