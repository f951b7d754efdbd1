using System.Text;
using MeshClaw.Core.Tools;
using Microsoft.Win32.SafeHandles;

namespace MeshClaw.Connectors.Files;

/// <summary>Answers the reads. Bounded: a file or folder of any size costs a page.</summary>
internal sealed class FileReader(WorkspaceTree tree)
{
    private const int LongestPage = 60_000;
    private const int LongestMatch = 300;
    private const int MostSearched = 20_000;
    private const long MostBytes = 64L << 20;
    private const long LargestSearched = 4L << 20;
    private const long LargestText = 64L << 20;
    private const int Deepest = 40;

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    public FileList List(FilesRequest request)
    {
        var entries = tree.List(request.Path)
            .Where(e => string.CompareOrdinal(e.Name, request.After) > 0 || request.After.Length == 0)
            .Take(request.Limit + 1)
            .ToList();
        var isMore = entries.Count > request.Limit;
        var page = isMore ? entries[..request.Limit] : entries;
        return new FileList(request.Path, page, isMore ? page[^1].Name : null);
    }

    public FilePage Read(FilesRequest request)
    {
        var state = tree.Look(request.Path);
        using var file = tree.OpenFile(request.Path);
        var size = RandomAccess.GetLength(file);
        if (size > LargestText || IsBinary(file))
        {
            return new FilePage(request.Path, state.Version, size, null, request.Line, null, IsCut: false);
        }

        using var reader = new StreamReader(new FileStream(file, FileAccess.Read), s_strict);
        try
        {
            return Page(request, state.Version, size, reader);
        }
        catch (DecoderFallbackException)
        {
            return new FilePage(request.Path, state.Version, size, null, request.Line, null, IsCut: false);
        }
    }

    public FileMatches Search(FilesRequest request, CancellationToken cancellationToken)
    {
        var (found, left, bytes, isWhole) = (new List<FileMatch>(), MostSearched, MostBytes, true);
        var open = new Stack<(string Path, int Depth)>([(request.Path, 0)]);
        while (open.TryPop(out var folder) && found.Count < request.Limit)
        {
            foreach (var entry in ListIfThere(folder.Path))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (--left < 0 || found.Count >= request.Limit)
                {
                    isWhole = false;
                    break;
                }

                var path = WorkspacePath.Join(folder.Path, entry.Name);
                if (entry.Name.Contains(request.Text, StringComparison.OrdinalIgnoreCase))
                {
                    found.Add(new FileMatch(path, null, null));
                }

                if (entry.Kind == FileKind.Folder && folder.Depth < Deepest)
                {
                    open.Push((path, folder.Depth + 1));
                }
                else if (entry.Kind == FileKind.File)
                {
                    bytes -= entry.Size;
                    isWhole &= bytes > 0 && entry.Size <= LargestSearched;
                    if (bytes > 0 && entry.Size <= LargestSearched)
                    {
                        Grep(path, request.Text, request.Limit, found);
                    }
                }
            }
        }

        return new FileMatches(
            [.. found.Take(request.Limit)],
            isWhole && open.Count == 0 && found.Count < request.Limit
        );
    }

    private static FilePage Page(FilesRequest request, string version, long size, StreamReader reader)
    {
        var (text, number, isCut) = (new StringBuilder(), 0, false);
        while (reader.ReadLine() is { } line)
        {
            if (++number < request.Line)
            {
                continue;
            }

            var isFull =
                number - request.Line >= request.Lines || (text.Length > 0 && text.Length + line.Length > LongestPage);
            if (isFull)
            {
                return new FilePage(request.Path, version, size, text.ToString(), request.Line, number, isCut);
            }

            isCut |= line.Length > LongestPage;
            text.Append(line.AsSpan(0, Math.Min(line.Length, LongestPage))).Append('\n');
        }

        return new FilePage(request.Path, version, size, text.ToString(), request.Line, null, isCut);
    }

    private IReadOnlyList<FileEntry> ListIfThere(string folder)
    {
        try
        {
            return tree.List(folder);
        }
        catch (ToolException) when (folder.Length > 0)
        {
            return []; // Removed, or made a link, meanwhile.
        }
    }

    private void Grep(string path, string text, int limit, List<FileMatch> found)
    {
        try
        {
            using var file = tree.OpenFile(path);
            if (IsBinary(file))
            {
                return;
            }

            using var reader = new StreamReader(new FileStream(file, FileAccess.Read));
            var number = 0;
            while (reader.ReadLine() is { } line && found.Count < limit)
            {
                number++;
                if (line.IndexOf(text, StringComparison.OrdinalIgnoreCase) is var at and >= 0)
                {
                    var from = Math.Max(0, Math.Min(at - (LongestMatch / 2), line.Length - LongestMatch));
                    found.Add(
                        new FileMatch(path, number, line.Substring(from, Math.Min(LongestMatch, line.Length - from)))
                    );
                }
            }
        }
        catch (ToolException)
        {
            // Removed, or made a link, meanwhile.
        }
    }

    /// <summary>A zero byte near the beginning: no text has one.</summary>
    private static bool IsBinary(SafeFileHandle file)
    {
        Span<byte> start = stackalloc byte[8192];
        return start[..RandomAccess.Read(file, start, 0)].Contains((byte)0);
    }
}
