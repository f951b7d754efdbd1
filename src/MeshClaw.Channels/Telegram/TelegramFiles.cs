using System.Collections.Immutable;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.Telegram;

/// <summary>The files of a message.</summary>
internal static class TelegramFiles
{
    public static ImmutableArray<ChannelFile> Of(MessageWire message) =>
        message switch
        {
            // The same picture in several sizes.
            { Photo: { } sizes } when sizes.OfType<FileWire>().MaxBy(s => s.Width * s.Height) is { } largest =>
            [
                File(largest, "photo.jpg", "image/jpeg"),
            ],
            // An animation comes as a document too, "for backward compatibility".
            { Animation: { } file } => [File(file, "animation.mp4", "video/mp4")],
            { Document: { } file } => [File(file, "file", "application/octet-stream")],
            { Voice: { } file } => [File(file, "voice.ogg", "audio/ogg")],
            { Audio: { } file } => [File(file, "audio.mp3", "audio/mpeg")],
            { Video: { } file } => [File(file, "video.mp4", "video/mp4")],
            { VideoNote: { } file } => [File(file, "video-note.mp4", "video/mp4")],
            _ => [],
        };

    private static ChannelFile File(FileWire file, string name, string mediaType) =>
        new(file.FileId, file.FileName ?? name, file.MimeType ?? mediaType, file.FileSize);
}
