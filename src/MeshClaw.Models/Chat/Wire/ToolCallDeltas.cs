using System.Text.Json.Nodes;

namespace MeshClaw.Models.Chat.Wire;

/// <summary>
/// The pieces of calls in a streamed chat completion. Each call gets an index of its own (some servers give all the first), an id (empty
/// where there was none; <see cref="ToolCallCheckClient"/> gives it one), and arguments as text (<c>{}</c> where none came).
/// </summary>
internal sealed class ToolCallDeltas
{
    private sealed record Call(int Index, string? Id)
    {
        public bool HasArguments { get; set; }
    }

    private readonly List<Call> _calls = [];
    private readonly Dictionary<int, Call> _byTheirs = [];

    /// <summary>Puts the pieces in a delta right.</summary>
    public void Mend(JsonObject delta)
    {
        if (delta["tool_calls"] is not JsonArray pieces)
        {
            delta.Remove("tool_calls");
            return;
        }

        foreach (var piece in pieces.OfType<JsonObject>())
        {
            var function = piece["function"] as JsonObject ?? [];
            piece["function"] ??= function;
            RemoveNulls(function);
            var call = CallOf(piece, function);
            piece["index"] = call.Index;
            if (function["arguments"] is { } arguments)
            {
                var text = WireJson.Text(arguments) ?? arguments.ToJsonString();
                function["arguments"] = text;
                call.HasArguments |= text.Length > 0;
            }
        }
    }

    /// <summary>Adds empty arguments to the calls that have none, for the answer is over.</summary>
    public void Complete(JsonObject delta)
    {
        foreach (var call in _calls.Where(c => !c.HasArguments))
        {
            call.HasArguments = true;
            if (delta["tool_calls"] is not JsonArray pieces)
            {
                delta["tool_calls"] = pieces = [];
            }

            pieces.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["index"] = call.Index,
                        ["function"] = new JsonObject { ["arguments"] = "{}" },
                    }
            );
        }
    }

    /// <summary>The same as a chunk of its own, where the answer ended without saying so; null where no call needs it.</summary>
    public JsonObject? Missing()
    {
        var delta = new JsonObject();
        Complete(delta);
        return delta.Count == 0
            ? null
            : new JsonObject
            {
                ["choices"] = new JsonArray(
                    new JsonObject
                    {
                        ["index"] = 0,
                        ["delta"] = delta,
                        ["finish_reason"] = null,
                    }
                ),
            };
    }

    /// <summary>The calls of an answer in one piece.</summary>
    public static void MendWhole(JsonObject message)
    {
        if (message["tool_calls"] is not JsonArray calls)
        {
            message.Remove("tool_calls");
            return;
        }

        foreach (var call in calls.OfType<JsonObject>())
        {
            call["id"] = WireJson.Text(call["id"]) ?? "";
            call["type"] = "function";
            var function = call["function"] as JsonObject ?? [];
            call["function"] ??= function;
            var arguments = function["arguments"];
            var text = WireJson.Text(arguments) ?? arguments?.ToJsonString() ?? "";
            function["arguments"] = text.Length == 0 ? "{}" : text;
        }
    }

    private Call CallOf(JsonObject piece, JsonObject function)
    {
        var theirs = piece["index"] is JsonValue index && index.TryGetValue<int>(out var number) ? number : -1;
        var id = WireJson.Text(piece["id"]) is { Length: > 0 } given ? given : null;
        var known = theirs < 0 ? null : _byTheirs.GetValueOrDefault(theirs);
        var isNew = known is null
            ? theirs >= 0 || id is not null || function["name"] is not null || _calls.Count == 0
            : id is not null && id != known.Id && function["name"] is not null;
        if (!isNew)
        {
            piece.Remove("id");
            return known ?? _calls[^1];
        }

        var call = new Call(_calls.Count, id);
        _calls.Add(call);
        _byTheirs[theirs] = call;
        piece["id"] = id ?? "";
        piece["type"] = "function";
        return call;
    }

    private static void RemoveNulls(JsonObject function)
    {
        foreach (var name in function.Where(p => p.Value is null).Select(p => p.Key).ToList())
        {
            function.Remove(name);
        }
    }
}
