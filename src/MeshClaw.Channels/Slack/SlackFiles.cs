using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.Slack;

/// <summary>Files, both ways (docs.slack.dev/messaging/working-with-files).</summary>
internal sealed class SlackFiles(SlackApi api)
{
    /// <summary>
    /// Uploads a file and shares it with its text, which goes along as blocks since a comment would be markup. Slack does not say which message that
    /// became: it is found by the block's id.
    /// </summary>
    public async Task SendAsync(
        Outbound message,
        OutboundFile file,
        string? thread,
        CancellationToken cancellationToken
    )
    {
        var name = SlackText.WellFormed(file.Name);
        var place = await api.ReadAsync(
            "files.getUploadURLExternal",
            [
                new("filename", Path.GetFileName(name) is { Length: > 0 } last ? last : "file"),
                new("length", file.Content.Length.ToString(CultureInfo.InvariantCulture)),
            ],
            SlackJson.Default.SlackUploadAnswer,
            cancellationToken
        );
        if (api.Places.Own(place.UploadUrl, "http") is not { } address || place.FileId is not { Length: > 0 } id)
        {
            throw SlackErrors.Nonsense("files.getUploadURLExternal");
        }

        using var content = new ByteArrayContent([.. file.Content]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        await api.UploadAsync(address, content, cancellationToken);
        var arguments = new JsonObject
        {
            ["files"] = new JsonArray(new JsonObject { ["id"] = id, ["title"] = name }),
            ["channel_id"] = message.Place.Chat,
            ["blocks"] = SlackBlocks.Blocks(message, message.Text.Length > 0 ? message.Text : name, isNew: true),
        };
        if (thread is not null)
        {
            arguments["thread_ts"] = thread;
        }

        var done = await api.WriteAsync(
            "files.completeUploadExternal",
            arguments,
            SlackJson.Default.SlackUploadedAnswer,
            cancellationToken
        );
        if (done.Files is not [{ Id: { Length: > 0 } }, ..])
        {
            throw SlackErrors.Nonsense("files.completeUploadExternal");
        }
    }

    /// <summary>Fetches a file by its id: what its address is, and whether it is Slack's own, is asked anew.</summary>
    public async Task<byte[]> ReadAsync(ChannelFile file, long atMost, CancellationToken cancellationToken)
    {
        var answer = await api.ReadAsync(
            "files.info",
            [new("file", file.Id)],
            SlackJson.Default.SlackFileAnswer,
            cancellationToken
        );
        var found = answer.File ?? throw SlackErrors.Nonsense("files.info");
        if (found.Size > atMost)
        {
            throw new ChannelException(ChannelFault.Invalid, $"The file is larger than {atMost} bytes.");
        }

        if (found.IsExternal)
        {
            throw new ChannelException(
                ChannelFault.Invalid,
                "The file is not kept by Slack; only a link to it is there."
            );
        }

        return api.Places.Own(found.UrlPrivateDownload ?? found.UrlPrivate, "http") is { } address
            ? await api.DownloadAsync(address, atMost, found.Mimetype == "text/html", cancellationToken)
            : throw SlackErrors.Nonsense("files.info");
    }
}
