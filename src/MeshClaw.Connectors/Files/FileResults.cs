namespace MeshClaw.Connectors.Files;

/// <summary>What lies in a folder.</summary>
/// <param name="Path">The folder; empty for the workspace.</param>
/// <param name="Entries">By name.</param>
/// <param name="Next">The name to go on after; null at the end.</param>
public sealed record FileList(string Path, IReadOnlyList<FileEntry> Entries, string? Next);

/// <summary>Some lines of a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Version">Of the whole file.</param>
/// <param name="Size">Of the whole file, in bytes.</param>
/// <param name="Text">The lines; null where the file is no text.</param>
/// <param name="FirstLine">The number of the first of them.</param>
/// <param name="NextLine">The line to go on with; null at the end.</param>
/// <param name="IsCut">A line was longer than a page, and its end is left out.</param>
public sealed record FilePage(
    string Path,
    string Version,
    long Size,
    string? Text,
    int FirstLine,
    int? NextLine,
    bool IsCut
);

/// <summary>Where a text was found.</summary>
/// <param name="Matches">In the order of the paths.</param>
/// <param name="IsWhole">Whether everything was looked at and all that was found is here.</param>
public sealed record FileMatches(IReadOnlyList<FileMatch> Matches, bool IsWhole);

/// <summary>One place where it was found.</summary>
/// <param name="Path">The file or folder.</param>
/// <param name="Line">The line's number; null where the name contains it.</param>
/// <param name="Text">The line, shortened; null where the name contains it.</param>
public sealed record FileMatch(string Path, int? Line, string? Text);
