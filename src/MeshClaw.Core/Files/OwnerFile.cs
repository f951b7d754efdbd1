using System.Diagnostics.CodeAnalysis;

namespace MeshClaw.Core.Files;

/// <summary>Reads a file that may be missing, and tells that from one that is there and cannot be read.</summary>
internal static class OwnerFile
{
    /// <summary>False without a problem where there is no file; false with one where there is one that cannot be used.</summary>
    public static bool TryRead(string path, FileProblems problems, [NotNullWhen(true)] out string? text)
    {
        text = null;
        try
        {
            using var stream = new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            var buffer = new byte[StrictText.MaxBytes + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            text = StrictText.Decode(buffer.AsSpan(0, length), problems);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException && !IsDanglingLink(path)) { }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Error(1, 1, $"The file is there and cannot be read: {e.Message}");
        }

        return text is not null;
    }

    private static bool IsDanglingLink(string path) => new FileInfo(path).LinkTarget is not null;
}
