using System.Globalization;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.WebChat;

/// <summary>
/// Files of the web chat. What a browser posts is small, and nobody keeps it but we: it travels in the id of the file, so that it is on disk with the
/// message that it belongs to, and outlives the room.
/// </summary>
internal static class WebChatFiles
{
    private const string Prefix = "base64:";

    /// <summary>As the inbox gets it.</summary>
    public static ChannelFile Carry(OutboundFile file) =>
        new(Prefix + Convert.ToBase64String(file.Content.AsSpan()), file.Name, file.MediaType, file.Content.Length);

    /// <summary>As browsers see it.</summary>
    public static ChannelFile Shown(string message, int index, OutboundFile file) =>
        new(
            $"{message}-{index.ToString(CultureInfo.InvariantCulture)}",
            file.Name,
            file.MediaType,
            file.Content.Length
        );

    /// <summary>What <see cref="Carry"/> packed.</summary>
    /// <exception cref="ChannelException">It is larger, or no file of ours.</exception>
    public static byte[] Read(ChannelFile file, long atMost)
    {
        if (file.Bytes > atMost)
        {
            throw new ChannelException(ChannelFault.Invalid, $"The file has {file.Bytes} bytes; {atMost} are taken.");
        }

        var content = file.Id.StartsWith(Prefix, StringComparison.Ordinal) ? file.Id[Prefix.Length..] : null;
        var bytes = new byte[file.Bytes ?? 0];
        return content is not null && Convert.TryFromBase64String(content, bytes, out var read) && read == bytes.Length
            ? bytes
            : throw new ChannelException(ChannelFault.Invalid, "That is no file of this chat.");
    }
}
