namespace MeshClaw.Testing.ModelServers;

/// <summary>Pieces of streamed messages, as Anthropic writes them.</summary>
public static class AnthropicScript
{
    public const string Usage =
        "{\"input_tokens\":25,\"cache_read_input_tokens\":7,\"cache_creation_input_tokens\":3,\"output_tokens\":1}";

    public static string Start(string usage = Usage) =>
        Event(
            "message_start",
            $"{{\"type\":\"message_start\",\"message\":{{\"id\":\"m1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"served\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null{(usage.Length == 0 ? "" : $",\"usage\":{usage}")}}}}}"
        );

    public static string Text(string text) =>
        Event(
            "content_block_start",
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}"
        )
        + Event(
            "content_block_delta",
            $"{{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{{\"type\":\"text_delta\",\"text\":{OpenAIScript.Json(text)}}}}}"
        )
        + Event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}");

    public static string Call(int index, string? id, string name, string arguments) =>
        Event(
            "content_block_start",
            $"{{\"type\":\"content_block_start\",\"index\":{index},\"content_block\":{{\"type\":\"tool_use\",{(id is null ? "" : $"\"id\":{OpenAIScript.Json(id)},")}\"name\":{OpenAIScript.Json(name)},\"input\":{{}}}}}}"
        )
        + Event(
            "content_block_delta",
            $"{{\"type\":\"content_block_delta\",\"index\":{index},\"delta\":{{\"type\":\"input_json_delta\",\"partial_json\":{OpenAIScript.Json(arguments)}}}}}"
        )
        + Event("content_block_stop", $"{{\"type\":\"content_block_stop\",\"index\":{index}}}");

    public static string End(string reason = "end_turn", string usage = "{\"output_tokens\":15}") =>
        Event(
            "message_delta",
            $"{{\"type\":\"message_delta\",\"delta\":{{\"stop_reason\":\"{reason}\",\"stop_sequence\":null}}{(usage.Length == 0 ? "" : $",\"usage\":{usage}")}}}"
        ) + Event("message_stop", "{\"type\":\"message_stop\"}");

    /// <summary>An error in the middle of a stream.</summary>
    public static string Error(string type, string message) =>
        Event(
            "error",
            $"{{\"type\":\"error\",\"error\":{{\"type\":\"{type}\",\"message\":{OpenAIScript.Json(message)}}}}}"
        );

    public static string Event(string name, string data) => $"event: {name}\ndata: {data}\n\n";

    /// <summary>A whole stream that says something.</summary>
    public static ModelAnswer Reply(string text) => ModelAnswer.Stream(Start() + Text(text) + End());
}
