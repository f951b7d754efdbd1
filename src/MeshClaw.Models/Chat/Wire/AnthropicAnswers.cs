using System.Text.Json.Nodes;
using MeshClaw.Core.Models;

namespace MeshClaw.Models.Chat.Wire;

/// <summary>
/// Anthropic's messages, and those of servers that speak like it. The SDK throws where usage or an id is missing, and takes a stream
/// that breaks off, or is no JSON, for one that is over: all this is put right here.
/// </summary>
internal sealed class AnthropicAnswers(Cleaning cleaning) : IAnswerReader
{
    private bool _over;

    public void Event(string name, string data, AnswerWriter output)
    {
        var @event = WireJson.Object(data, cleaning);
        var type = WireJson.Text(@event["type"]) ?? name;
        @event["type"] = type;
        switch (type)
        {
            case "error":
                throw ModelFaults.Of(@event["error"] ?? @event, cleaning);
            case "message_start" when @event["message"] is JsonObject message:
                MendUsage(message);
                message["content"] ??= new JsonArray();
                break;
            case "message_delta":
                MendUsage(@event);
                break;
            case "content_block_start" when @event["content_block"] is JsonObject block:
                MendBlock(block);
                break;
            case "message_stop":
                _over = true;
                break;
            default:
                break; // Deltas, pings, and what the SDK passes over because it does not know it.
        }

        output.Write(type, @event.ToJsonString());
    }

    public void End(AnswerWriter output)
    {
        if (!_over)
        {
            throw new ModelCallException(
                ModelFault.Unreachable,
                $"{cleaning.Host} broke off in the middle of its answer."
            );
        }
    }

    public JsonObject Whole(JsonObject answer)
    {
        if (WireJson.Text(answer["type"]) == "error" || answer["error"] is not null)
        {
            throw ModelFaults.Of(answer["error"] ?? answer, cleaning);
        }

        if (answer["content"] is not JsonArray blocks)
        {
            throw ModelFaults.BadAnswer(cleaning, "sent an answer without an answer in it");
        }

        foreach (var block in blocks.OfType<JsonObject>())
        {
            MendBlock(block);
        }

        MendUsage(answer);
        return answer;
    }

    private static void MendBlock(JsonObject block)
    {
        if (WireJson.Text(block["type"]) == "tool_use")
        {
            block["id"] = WireJson.Text(block["id"]) ?? "";
            block["input"] ??= new JsonObject();
        }
    }

    // Zeros for the SDK alone: ProviderClient takes an input of no tokens for unknown.
    private static void MendUsage(JsonObject holder)
    {
        if (holder["usage"] is not JsonObject usage)
        {
            holder["usage"] = usage = [];
        }

        usage["output_tokens"] ??= 0;
        if (holder["type"] is null || WireJson.Text(holder["type"]) != "message_delta")
        {
            usage["input_tokens"] ??= 0;
        }
    }
}
