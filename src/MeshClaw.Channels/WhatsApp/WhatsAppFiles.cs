using System.Collections.Frozen;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.WhatsApp;

/// <summary>Which files WhatsApp takes, and as what.</summary>
/// <remarks>https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media#supported-media-types</remarks>
internal static class WhatsAppFiles
{
    /// <summary>The most bytes of a document.</summary>
    public const long MaxDocument = 100 * 1024 * 1024;

    /// <summary>The most bytes of an image.</summary>
    public const long MaxImage = 5 * 1024 * 1024;

    private static readonly FrozenSet<string> s_documents = FrozenSet.Create(
        StringComparer.Ordinal,
        "text/plain",
        "application/pdf",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    );

    /// <summary>Whether it is shown as a picture.</summary>
    public static bool IsImage(OutboundFile file) => file.MediaType is "image/jpeg" or "image/png";

    /// <summary>
    /// The media type to send it under. Text of any kind (CSV, Markdown, JSON) goes as plain text under its own name, since it is.
    /// </summary>
    /// <exception cref="ChannelException">WhatsApp takes no such file, or none so large.</exception>
    public static string TypeOf(OutboundFile file)
    {
        if (file.Content.Length > (IsImage(file) ? MaxImage : MaxDocument))
        {
            throw new ChannelException(ChannelFault.Invalid, "The file is larger than WhatsApp takes.");
        }

        return IsImage(file) || s_documents.Contains(file.MediaType) ? file.MediaType
            : file.MediaType.StartsWith("text/", StringComparison.Ordinal) || file.MediaType == "application/json"
                ? "text/plain"
            : throw new ChannelException(ChannelFault.Invalid, $"WhatsApp takes no files of type {file.MediaType}.");
    }
}
