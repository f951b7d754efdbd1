using System.Text.Json;

namespace MeshClaw.Testing.ModelServers;

/// <summary>Pieces of streamed and whole chat completions, as OpenAI writes them.</summary>
public static class OpenAIScript
{
    public const string Done = "data: [DONE]\n\n";

    public const string Usage =
        "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"served\",\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3,\"total_tokens\":15,\"prompt_tokens_details\":{\"cached_tokens\":8},\"completion_tokens_details\":{\"reasoning_tokens\":2}}}\n\n";

    /// <summary>A chunk with a delta, as JSON.</summary>
    public static string Delta(string delta, string? finish = null) =>
        $"data: {{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"served\",\"choices\":[{{\"index\":0,\"delta\":{delta},\"finish_reason\":{Json(finish)}}}]}}\n\n";

    /// <summary>A chunk with text.</summary>
    public static string Text(string text) => Delta($"{{\"content\":{Json(text)}}}");

    /// <summary>The last chunk.</summary>
    public static string End(string finish = "stop") => Delta("{}", finish);

    /// <summary>A whole call in one chunk.</summary>
    public static string Call(int index, string? id, string name, string arguments) =>
        Delta(
            $"{{\"tool_calls\":[{{\"index\":{index},{(id is null ? "" : $"\"id\":{Json(id)},")}\"type\":\"function\",\"function\":{{\"name\":{Json(name)},\"arguments\":{Json(arguments)}}}}}]}}"
        );

    /// <summary>A whole stream that says something.</summary>
    public static ModelAnswer Reply(string text) =>
        ModelAnswer.Stream(Delta("{\"role\":\"assistant\",\"content\":\"\"}") + Text(text) + End() + Usage + Done);

    /// <summary>The list of models.</summary>
    public static ModelAnswer Models(params string[] ids) =>
        ModelAnswer.Json(
            $"{{\"object\":\"list\",\"data\":[{string.Join(",", ids.Select(i => $"{{\"id\":{Json(i)}}}"))}]}}"
        );

    /// <summary>An answer in one piece.</summary>
    public static ModelAnswer Whole(string message, string finish = "stop", string rest = "") =>
        ModelAnswer.Json(
            $"{{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"served\",\"choices\":[{{\"index\":0,\"message\":{message},\"finish_reason\":{Json(finish)}}}]{rest}}}"
        );

    /// <summary>An error.</summary>
    public static ModelAnswer Error(int status, string message, string code = "") =>
        ModelAnswer.Json(
            $"{{\"error\":{{\"message\":{Json(message)},\"type\":\"error\",\"code\":{Json(code)}}}}}",
            status
        );

    internal static string Json(string? text) => JsonSerializer.Serialize(text);
}
