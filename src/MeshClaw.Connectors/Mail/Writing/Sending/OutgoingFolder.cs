using System.Security.Cryptography;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Connectors.Mail.Writing.Composing;
using MeshClaw.Core.Tools;

namespace MeshClaw.Connectors.Mail.Writing.Sending;

/// <summary>
/// The one folder whose files may be attached. A file is named by its plain name and by the hash of its bytes: what leaves is what was
/// hashed when the owner was asked, whatever became of the file since. Links are not followed.
/// </summary>
internal sealed class OutgoingFolder(string path)
{
    /// <summary>Where files to attach are put.</summary>
    public string Path { get; } = path;

    /// <summary>The same file with its hash.</summary>
    /// <exception cref="ToolException">There is no such file, or it may not be attached.</exception>
    public async Task<AttachedFile> HashAsync(AttachedFile file, CancellationToken cancellationToken)
    {
        var bytes = await ReadAsync(file.Path, cancellationToken);
        return file with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
    }

    /// <summary>The file's bytes; null where it is no longer what was hashed.</summary>
    /// <exception cref="ToolException">There is no such file, or it may not be attached.</exception>
    public async Task<OutgoingFile?> OpenAsync(AttachedFile file, CancellationToken cancellationToken)
    {
        // Read once: the bytes that are compared are the bytes that are sent.
        var bytes = await ReadAsync(file.Path, cancellationToken);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == file.Sha256
            ? new OutgoingFile(file.Path, bytes)
            : null;
    }

    private async Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken)
    {
        if (
            name.Length is 0 or > 200
            || name != System.IO.Path.GetFileName(name)
            || name.StartsWith('.')
            || name.AsSpan().IndexOfAny("/\\:\0") >= 0
            || name.Any(char.IsControl)
        )
        {
            throw new ToolException($"Only files that lie in {Path} can be attached: name one without a folder.");
        }

        var full = System.IO.Path.Join(Path, name);
        try
        {
            var file = new FileInfo(full);
            if (!file.Exists)
            {
                throw new ToolException($"There is no file '{name}' in {Path}.");
            }

            if ((file.Attributes & (FileAttributes.ReparsePoint | FileAttributes.Device)) != 0)
            {
                throw new ToolException($"'{name}' is a link or no plain file: copy the file itself into {Path}.");
            }

            await using var stream = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length > MailComposer.MaxSize)
            {
                throw new ToolException($"'{name}' is larger than {MailComposer.MaxSize / 1024 / 1024} MB.");
            }

            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, cancellationToken);
            return bytes;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"'{name}' in {Path} cannot be read.", failure);
        }
    }
}
