using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshClaw.Testing.Slack;

/// <content>Files (docs.slack.dev/messaging/working-with-files).</content>
public sealed partial class SlackServer
{
    private void AddFiles()
    {
        _methods["files.getUploadURLExternal"] = new SlackMethod("files:write", TakesJson: false, UploadPlace);
        _methods["files.completeUploadExternal"] = new SlackMethod("files:write", TakesJson: true, Complete);
        _methods["files.info"] = new SlackMethod("files:read", TakesJson: false, FileInfo);
    }

    private JsonObject UploadPlace(SlackCall call)
    {
        var name = call.Need("filename");
        if (!long.TryParse(call.Need("length"), CultureInfo.InvariantCulture, out var length) || length <= 0)
        {
            throw new SlackRefusedException("invalid_arguments");
        }

        var file = new SlackStoredFile(Workspace.NextId("F"), name, "application/octet-stream", call.Token.User)
        {
            Announced = length,
        };
        Workspace.Files[file.Id] = file;
        return new JsonObject { ["upload_url"] = $"http://{Address}/upload/v1/{file.Id}", ["file_id"] = file.Id };
    }

    private byte[] Upload(SlackHttp request)
    {
        var file = Workspace.Files.GetValueOrDefault(request.Path.Split('/')[^1]);
        if (file is null || file.Content is not null || request.Body.Length != file.Announced || request.Verb != "POST")
        {
            return SlackHttp.Write(400, "text/plain", "Bad request"u8.ToArray());
        }

        file.Content = request.Body;
        return SlackHttp.Write(200, "text/plain", Encoding.ASCII.GetBytes($"OK - {request.Body.Length}"));
    }

    private JsonObject Complete(SlackCall call)
    {
        var files = (call.Json("files", "invalid_arguments") as JsonArray ?? [])
            .Select(f => (File: Workspace.Files.GetValueOrDefault((string?)f!["id"] ?? ""), Title: (string?)f["title"]))
            .ToList();
        if (files.Count == 0 || files.Any(f => f.File?.Content is null || f.File.User != call.Token.User))
        {
            throw new SlackRefusedException("file_not_found");
        }

        foreach (var (file, title) in files)
        {
            file!.Title = title ?? file.Name;
        }

        var shown = files.Select(f => (JsonNode)Workspace.Wire(f.File!)).ToArray();
        if (call.Text("channel_id") is not null)
        {
            Share(call, shown);
        }

        return new JsonObject { ["files"] = new JsonArray([.. shown.Select(f => f.DeepClone())]) };
    }

    // Takes no metadata, and does not tell which message it made.
    private void Share(SlackCall call, JsonNode[] files)
    {
        var where = call.Writable("channel_id");
        var said = new JsonObject { ["text"] = call.Text("initial_comment") ?? "", ["files"] = new JsonArray(files) };
        if (call.Text("initial_comment") is null && call.Json("blocks", "invalid_blocks_format") is { } blocks)
        {
            said["blocks"] = SlackBlockRules.Check(blocks);
        }

        Workspace.Post(where.Id, call.Token.User, said, call.Text("thread_ts"));
    }

    private JsonObject FileInfo(SlackCall call) =>
        Workspace.Files.GetValueOrDefault(call.Need("file", "file_not_found")) is { Content: not null } file
            ? new JsonObject { ["file"] = Workspace.Wire(file) }
            : throw new SlackRefusedException("file_not_found");

    // Without a token that may read files Slack sends the page where people log in, with 200.
    private byte[] Download(SlackHttp request)
    {
        var token = Workspace.Tokens.GetValueOrDefault(
            request.Headers.GetValueOrDefault("Authorization", "").Replace("Bearer ", "", StringComparison.Ordinal)
        );
        var file = Workspace.Files.GetValueOrDefault(request.Path.Split('/')[^1]);
        return token is not { Refusal: null } || !token.Scopes.Contains("files:read")
                ? SlackHttp.Write(200, "text/html; charset=utf-8", "<!DOCTYPE html><title>Sign in</title>"u8.ToArray())
            : file?.Content is { } content ? SlackHttp.Write(200, file.Mimetype, content)
            : SlackHttp.Write(404, "text/plain", "Not found"u8.ToArray());
    }
}
