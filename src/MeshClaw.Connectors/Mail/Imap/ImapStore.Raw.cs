using System.Security.Cryptography;
using MailKit;
using MailKit.Net.Imap;
using MeshClaw.Core.Mail;

namespace MeshClaw.Connectors.Mail.Imap;

/// <summary>Messages by their bytes.</summary>
internal sealed partial class ImapStore
{
    /// <inheritdoc />
    public Task<byte[]?> RawAsync(MailLocation location, int most, CancellationToken cancellationToken) =>
        _session.RunAsync(
            () =>
                WithAllAsync(
                    location,
                    async stream =>
                    {
                        using var bytes = new MemoryStream();
                        await stream.CopyToAsync(bytes, cancellationToken);
                        return bytes.Length <= most ? bytes.ToArray() : null;
                    },
                    most,
                    cancellationToken
                ),
            cancellationToken
        );

    private Task<byte[]?> HashAsync(MailLocation location, CancellationToken cancellationToken) =>
        WithAllAsync<byte[]>(
            location,
            async stream => await SHA256.HashDataAsync(stream, cancellationToken),
            null,
            cancellationToken
        );

    /// <summary>Does something with the bytes of a message, at most one more of them than asked for; null where it is gone.</summary>
    private async Task<T?> WithAllAsync<T>(
        MailLocation location,
        Func<Stream, Task<T?>> read,
        int? most,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var folder = await OpenVersionAsync(location, FolderAccess.ReadOnly, cancellationToken);
        if (folder is not ImapFolder opened || Uid(location) is not { } uid)
        {
            return null;
        }

        try
        {
            var unique = new UniqueId(opened.UidValidity, uid);
            await using var stream = most is { } bound
                ? await opened.GetStreamAsync(unique, 0, bound + 1, cancellationToken)
                : await opened.GetStreamAsync(unique, "", cancellationToken);
            return await read(stream);
        }
        catch (MessageNotFoundException)
        {
            return null;
        }
    }
}
