using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshClaw.Core.Models;

namespace MeshClaw.Models.Chat.Wire;

/// <summary>
/// Chat completions as many servers write them. The SDK throws at a finish_reason that it does not know, at a call without an id, at
/// arguments that are an object and at usage with a null in it, and passes over an error in the stream: all this is put right here.
/// </summary>
internal sealed class OpenAIAnswers(Cleaning cleaning) : IAnswerReader
{
    private readonly ToolCallDeltas _calls = new();
    private JsonNode? _usage;
    private bool _finished;
    private bool _closed;

    public void Event(string name, string data, AnswerWriter output)
    {
        if (_closed)
        {
            return;
        }

        if (data.Trim() == "[DONE]")
        {
            Close(output);
            return;
        }

        var chunk = WireJson.Object(data, cleaning);
        ThrowIfError(chunk);
        // Some send usage with every chunk, each time the sum so far; only the last one counts.
        _usage = OpenAIUsage.Clean(chunk["usage"]) ?? _usage;
        chunk.Remove("usage");
        var choices = chunk["choices"] as JsonArray;
        if (choices is null or { Count: 0 })
        {
            return; // Azure's first chunk has only what its filter says; others have an empty one with usage.
        }

        foreach (var choice in choices.OfType<JsonObject>())
        {
            var delta = choice["delta"] as JsonObject;
            if (delta is null)
            {
                choice["delta"] = delta = [];
            }

            MendReasoning(delta);
            _calls.Mend(delta);
            if (Finish(choice) is { } finish)
            {
                choice["finish_reason"] = finish;
                _finished = true;
                _calls.Complete(delta);
            }
        }

        output.Write("", chunk.ToJsonString());
    }

    public void End(AnswerWriter output)
    {
        if (_closed)
        {
            return;
        }

        if (!_finished)
        {
            throw new ModelCallException(
                ModelFault.Unreachable,
                $"{cleaning.Host} broke off in the middle of its answer."
            );
        }

        Close(output);
    }

    public JsonObject Whole(JsonObject answer)
    {
        ThrowIfError(answer);
        if (answer["choices"] is not JsonArray { Count: > 0 } choices)
        {
            throw ModelFaults.BadAnswer(cleaning, "sent an answer without an answer in it");
        }

        foreach (var choice in choices.OfType<JsonObject>())
        {
            choice["finish_reason"] = Finish(choice) ?? "stop";
            if (choice["message"] is not JsonObject message)
            {
                choice["message"] = message = [];
            }

            message["role"] ??= "assistant";
            MendReasoning(message);
            ToolCallDeltas.MendWhole(message);
        }

        var usage = OpenAIUsage.Clean(answer["usage"]);
        answer.Remove("usage");
        if (usage is not null)
        {
            answer["usage"] = usage;
        }

        return answer;
    }

    private void Close(AnswerWriter output)
    {
        _closed = true;
        if (_calls.Missing() is { } missing)
        {
            output.Write("", missing.ToJsonString());
        }

        if (_usage is not null)
        {
            output.Write("", new JsonObject { ["choices"] = new JsonArray(), ["usage"] = _usage }.ToJsonString());
        }

        output.Write("", "[DONE]");
    }

    private void ThrowIfError(JsonObject answer)
    {
        if (answer["error"] is { } error)
        {
            throw ModelFaults.Of(error, cleaning);
        }
    }

    // Names of others for what the SDK knows; null while the answer goes on.
    private string? Finish(JsonObject choice) =>
        WireJson.Text(choice["finish_reason"]) switch
        {
            null or "" => null,
            "error" => throw ModelFaults.Of(choice["error"] ?? JsonValue.Create("finish_reason error"), cleaning),
            "length" or "max_tokens" or "model_length" => "length",
            "tool_calls" or "tool_use" or "function_call" => "tool_calls",
            "content_filter" or "safety" => "content_filter",
            _ => "stop",
        };

    private static void MendReasoning(JsonObject delta)
    {
        if (WireJson.Text(delta["reasoning"]) is { } reasoning && delta["reasoning_content"] is null)
        {
            delta["reasoning_content"] = reasoning;
        }

        delta.Remove("reasoning");
        if (WireJson.Text(delta["reasoning_content"]) is null)
        {
            delta.Remove("reasoning_content");
        }
    }
}

/// <summary>The usage of a chat completion.</summary>
internal static class OpenAIUsage
{
    /// <summary>With whole numbers only; null where it does not say how many tokens went in and came out.</summary>
    public static JsonNode? Clean(JsonNode? node)
    {
        if (node is not JsonObject usage || Number(usage["prompt_tokens"]) is not { } input || input <= 0)
        {
            return null;
        }

        if (Number(usage["completion_tokens"]) is not { } output)
        {
            return null;
        }

        var clean = new JsonObject
        {
            ["prompt_tokens"] = input,
            ["completion_tokens"] = output,
            ["total_tokens"] = input + output,
        };
        var cached =
            Number((usage["prompt_tokens_details"] as JsonObject)?["cached_tokens"])
            ?? Number(usage["prompt_cache_hit_tokens"]); // DeepSeek's name.
        if (cached is { } hits)
        {
            clean["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = hits };
        }

        if (Number((usage["completion_tokens_details"] as JsonObject)?["reasoning_tokens"]) is { } reasoning)
        {
            clean["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = reasoning };
        }

        return clean;
    }

    private static long? Number(JsonNode? node) =>
        node is JsonValue value
        && value.GetValueKind() == JsonValueKind.Number
        && long.TryParse(value.ToJsonString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number <= int.MaxValue
            ? number
            : null;
}
