using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshClaw.Core.Models;

namespace MeshClaw.Models.Chat.Wire;

/// <summary>Turns what a provider says of its failure into a <see cref="ModelCallException"/>. Sources: the providers' documentation of errors.</summary>
internal static class ModelFaults
{
    private static readonly string[] s_overflow =
    [
        "context_length_exceeded",
        "exceed_context_size",
        "maximum context length",
        "prompt is too long",
        "context window",
        "context size",
        "input is too long",
        "too many tokens",
    ];

    private static readonly string[] s_nothingLeft =
    [
        "insufficient_quota",
        "billing",
        "credit balance",
        "insufficient credits",
    ];

    /// <summary>Of an answer with a status of failure.</summary>
    public static ModelCallException Of(HttpStatusCode status, string body, TimeSpan? retryAfter, Cleaning cleaning)
    {
        var (code, message) = ReadError(body);
        var fault = OfStatus((int)status, $"{code} {message}");
        var said = cleaning.Clean(message);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{cleaning.Host} {Meaning(fault)} ({(int)status}{(said.Length == 0 ? "" : $": {said}")})."
        );
        return new ModelCallException(fault, text) { Status = (int)status, RetryAfter = retryAfter };
    }

    /// <summary>Of an error object where an answer should be.</summary>
    public static ModelCallException Of(JsonNode error, Cleaning cleaning)
    {
        var (code, message) = Read(error);
        var status = int.TryParse(code, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var fault = status >= 400 ? OfStatus(status, message) : OfWord(code, message);
        var said = cleaning.Clean(message.Length > 0 ? message : code);
        return new ModelCallException(fault, $"{cleaning.Host} {Meaning(fault)} ({said}).")
        {
            Status = status >= 400 ? status : null,
        };
    }

    /// <summary>Of something that is no answer at all.</summary>
    public static ModelCallException BadAnswer(Cleaning cleaning, string what, Exception? inner = null) =>
        new(ModelFault.BadAnswer, $"{cleaning.Host} {what}.", inner);

    private static ModelFault OfStatus(int status, string said) =>
        status switch
        {
            401 or 403 => ModelFault.NotAllowed,
            402 => ModelFault.NothingLeft,
            404 or 410 => ModelFault.NotFound,
            408 or 504 or 524 => ModelFault.TimedOut,
            413 => ModelFault.ContextOverflow,
            429 when Has(said, s_nothingLeft) => ModelFault.NothingLeft,
            429 or 529 or 503 => ModelFault.Busy,
            >= 500 when Has(said, s_overflow) => ModelFault.ContextOverflow, // llama.cpp and some proxies.
            >= 500 => ModelFault.ProviderFailed,
            >= 400 when Has(said, s_overflow) => ModelFault.ContextOverflow,
            >= 400 when Has(said, s_nothingLeft) => ModelFault.NothingLeft,
            >= 400 when said.Contains("model_not_found", StringComparison.OrdinalIgnoreCase) => ModelFault.NotFound,
            >= 400 => ModelFault.BadRequest,
            _ => ModelFault.BadAnswer, // A redirection, which is not followed: the key would go along.
        };

    // Words of Anthropic's error types and OpenAI's codes.
    private static ModelFault OfWord(string code, string message) =>
        code switch
        {
            "overloaded_error" or "rate_limit_error" or "rate_limit_exceeded" => ModelFault.Busy,
            "authentication_error" or "permission_error" or "invalid_api_key" => ModelFault.NotAllowed,
            "billing_error" or "insufficient_quota" => ModelFault.NothingLeft,
            "not_found_error" or "model_not_found" => ModelFault.NotFound,
            "timeout_error" => ModelFault.TimedOut,
            "request_too_large" or "context_length_exceeded" => ModelFault.ContextOverflow,
            _ when Has(message, s_overflow) => ModelFault.ContextOverflow,
            "invalid_request_error" => ModelFault.BadRequest,
            _ => ModelFault.ProviderFailed,
        };

    private static string Meaning(ModelFault fault) =>
        fault switch
        {
            ModelFault.NotAllowed => "does not accept the key, or the key may not do this",
            ModelFault.NothingLeft => "says that the account has nothing left",
            ModelFault.NotFound => "does not know this model or address",
            ModelFault.TimedOut => "did not answer in time",
            ModelFault.Busy => "is busy, or takes no more calls for now",
            ModelFault.ProviderFailed => "failed",
            ModelFault.ContextOverflow => "says that this is longer than the model takes",
            ModelFault.BadRequest => "does not accept the request",
            ModelFault.NoModel or ModelFault.Unreachable or ModelFault.BadAnswer or ModelFault.Cut =>
                "answered with something that is no answer",
        };

    private static bool Has(string text, string[] words) =>
        words.Any(w => text.Contains(w, StringComparison.OrdinalIgnoreCase));

    private static (string Code, string Message) ReadError(string body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject root ? Read(root["error"] is { } error ? error : root) : ("", "");
        }
        catch (JsonException)
        {
            return ("", body.TrimStart().StartsWith('<') ? "a web page" : body);
        }
    }

    private static (string Code, string Message) Read(JsonNode error)
    {
        if (error is not JsonObject thing)
        {
            return ("", Text(error));
        }

        var message = Text(thing["message"] ?? thing["detail"]);
        var code = Text(thing["code"]);
        return (code.Length > 0 ? code : Text(thing["type"]), message);
    }

    private static string Text(JsonNode? node) =>
        node switch
        {
            null => "",
            JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
            _ => node.ToJsonString(),
        };
}
