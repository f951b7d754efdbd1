using System.Text;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using Microsoft.Win32.SafeHandles;

namespace MeshClaw.Connectors.Files;

/// <summary>Describes calls from what stands there.</summary>
internal sealed class FileProposals(ConnectionName connection, WorkspaceTree tree)
{
    /// <summary>Larger files are not edited.</summary>
    private const long LargestEdited = 4L << 20;

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    public ProposedCall Describe(ToolRequest request)
    {
        if (request.Connection != connection)
        {
            throw new ToolException($"This is {connection}, not {request.Connection}.");
        }

        var parsed = FilesRequest.Parse(request.Tool, request.Arguments);
        if (parsed.Tool.Effect.IsPureRead)
        {
            return Call(parsed, request.Arguments, Verbs.None, "");
        }

        // A call that says which version it means is looked at when it is made: one that takes another back is not refused for another's sake.
        var version = parsed.Version;
        if (version is null)
        {
            var state = tree.Look(parsed.Path);
            Check(parsed, state);
            version = state.Version;
        }

        return Call(parsed, request.Arguments, VerbsOf(parsed), version);
    }

    /// <summary>What stops a call with what stands there; null where nothing does.</summary>
    public string? Obstacle(FilesRequest request, FileState state)
    {
        try
        {
            Check(request, state);
            return null;
        }
        catch (ToolException obstacle)
        {
            return obstacle.Message;
        }
    }

    /// <summary>A file's bytes after a call that writes.</summary>
    /// <exception cref="ToolException">What is to be replaced does not stand there once.</exception>
    public byte[] NewBytes(FilesRequest request) =>
        request.Name == FilesTools.Write
            ? Encoding.UTF8.GetBytes(request.Text)
            : Encoding.UTF8.GetBytes(Edited(request));

    private void Check(FilesRequest request, FileState state)
    {
        var (path, kind) = (request.Path, state.Kind);
        if (kind == FileKind.None && request.Name != FilesTools.Write && request.Name != FilesTools.Restore)
        {
            throw new ToolException($"There is no '{path}' in the workspace.");
        }

        if (kind is FileKind.Link or FileKind.Other)
        {
            throw new ToolException($"'{path}' is neither a file nor a folder.");
        }

        if (request.Name == FilesTools.Write && kind == FileKind.Folder)
        {
            throw new ToolException($"'{path}' is a folder.");
        }

        if (request.Name == FilesTools.Edit)
        {
            _ = kind == FileKind.File ? Edited(request) : throw new ToolException($"'{path}' is no file.");
        }

        if (request.Name == FilesTools.Move && tree.Look(request.To).Kind != FileKind.None)
        {
            throw new ToolException($"Something stands at '{request.To}' already.");
        }

        if (request.Name == FilesTools.Restore && tree.LookHeld(request.Held).Kind == FileKind.None)
        {
            throw new ToolException($"Nothing is held as '{request.Held}' any more.");
        }
    }

    private string Edited(FilesRequest request)
    {
        var text = ReadText(request.Path);
        var at = text.IndexOf(request.Old, StringComparison.Ordinal);
        if (at < 0)
        {
            throw new ToolException($"'{request.Path}' does not contain 'old': nothing was replaced. Read it again.");
        }

        var again = text.IndexOf(request.Old, at + 1, StringComparison.Ordinal);
        return again < 0
            ? string.Concat(text.AsSpan(0, at), request.New, text.AsSpan(at + request.Old.Length))
            : throw new ToolException(
                $"'{request.Path}' contains 'old' more than once: give more of what stands around it."
            );
    }

    private string ReadText(string path)
    {
        using var file = tree.OpenFile(path);
        if (RandomAccess.GetLength(file) > LargestEdited)
        {
            throw new ToolException($"'{path}' is larger than {LargestEdited >> 20} MiB: it is not edited.");
        }

        try
        {
            return s_strict.GetString(ReadAll(file));
        }
        catch (DecoderFallbackException failure)
        {
            throw new ToolException($"'{path}' is no UTF-8 text.", failure);
        }
    }

    private static byte[] ReadAll(SafeFileHandle file)
    {
        var bytes = new byte[Math.Min(RandomAccess.GetLength(file), LargestEdited)];
        var (at, read) = (0, 0);
        while (at < bytes.Length && (read = RandomAccess.Read(file, bytes.AsSpan(at), at)) > 0)
        {
            at += read;
        }

        return bytes[..at];
    }

    private static Verbs VerbsOf(FilesRequest request) =>
        request.Name == FilesTools.Move ? Verbs.Move
        : request.Name == FilesTools.Delete ? Verbs.Delete
        : Verbs.Any; // Writing has no verb of its own.

    private ProposedCall Call(FilesRequest request, string arguments, Verbs verbs, string version)
    {
        var folder = WorkspacePath.ParentOf(request.Path);
        var facts = TargetFacts.Unknown with { Folder = folder, Title = TitleOf(request) };
        return new ProposedCall(
            connection,
            request.Name,
            request.Tool.Effect,
            verbs,
            arguments,
            [new Target(connection, folder, request.Path, version, facts)],
            values: request.Values
        );
    }

    private static string TitleOf(FilesRequest request) =>
        request.Name == FilesTools.Move ? $"{request.Path} → {request.To}" : request.Path;
}
