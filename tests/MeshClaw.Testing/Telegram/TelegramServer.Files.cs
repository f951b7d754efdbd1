using System.Globalization;
using System.Text.Json.Nodes;

namespace MeshClaw.Testing.Telegram;

/// <content>Files, and answers to presses.</content>
public sealed partial class TelegramServer
{
    private readonly HashSet<string> _presses = [];

    /// <summary>How many presses were answered.</summary>
    public int PressesAnswered { get; private set; }

    private JsonObject Keep(string? name, string? mediaType, byte[] content)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"BQACAgIAAxkB{++_lastFile:D6}");
        _files[id] = ($"documents/file_{_lastFile}", content);
        var file = new JsonObject
        {
            ["file_id"] = id,
            ["file_unique_id"] = id[^6..],
            ["file_size"] = content.Length,
        };
        if (name is null)
        {
            (file["width"], file["height"]) = (1280, 960); // A PhotoSize.
        }
        else
        {
            (file["file_name"], file["mime_type"]) = (name, mediaType);
        }

        return file;
    }

    /// <summary>"For the moment, bots can download files of up to 20MB in size."</summary>
    private JsonObject GetFile(TelegramRequest call)
    {
        var id =
            new TelegramFields(call, "file_id").Text("file_id") ?? throw TelegramFields.Bad("file_id not specified");
        if (!_files.TryGetValue(id, out var file))
        {
            throw TelegramFields.Bad("invalid file_id");
        }

        return file.Content.Length > 20 * 1024 * 1024
            ? throw TelegramFields.Bad("file is too big")
            : new JsonObject
            {
                ["file_id"] = id,
                ["file_unique_id"] = id[^6..],
                ["file_size"] = file.Content.Length,
                ["file_path"] = file.Path,
            };
    }

    // https://api.telegram.org/file/bot<token>/<file_path>
    private TelegramReply Download(string tokenAndPath)
    {
        if (tokenAndPath.Split('/', 2) is not [var token, var path])
        {
            throw new TelegramError(404, "Not Found");
        }

        if (token != Token)
        {
            throw new TelegramError(401, "Unauthorized");
        }

        lock (_lock)
        {
            var found = _files.Values.FirstOrDefault(f => f.Path == path).Content;
            return found is null
                ? throw new TelegramError(404, "Not Found")
                : new TelegramReply(200, "application/octet-stream", found);
        }
    }

    private JsonValue AnswerCallbackQuery(TelegramRequest call)
    {
        var fields = new TelegramFields(call, "callback_query_id", "text", "show_alert", "url", "cache_time");
        if ((fields.Text("text") ?? "").Length > 200)
        {
            throw TelegramFields.Bad("MESSAGE_TOO_LONG");
        }

        if (!_presses.Remove(fields.Text("callback_query_id") ?? ""))
        {
            throw TelegramFields.Bad("query is too old and response timeout expired or query ID is invalid");
        }

        PressesAnswered++;
        return JsonValue.Create(true);
    }
}
