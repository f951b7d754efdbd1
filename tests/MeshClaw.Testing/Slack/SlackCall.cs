using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshClaw.Testing.Slack;

/// <summary>An error that the API answers with <c>"ok": false</c>.</summary>
public sealed class SlackRefusedException(string code, string? needed = null) : Exception(code)
{
    /// <summary>Its code.</summary>
    public string Code { get; } = code;

    /// <summary>The scope that is missing.</summary>
    public string? Needed { get; } = needed;
}

/// <summary>A method of the Web API.</summary>
/// <param name="Scope">The scope that it needs; empty for none, or where it depends on the conversation.</param>
/// <param name="TakesJson">Whether its arguments may come as JSON; those that read take forms only.</param>
/// <param name="Run">What it does, under the workspace's lock; returns its answer without <c>ok</c>.</param>
public sealed record SlackMethod(string Scope, bool TakesJson, Func<SlackCall, JsonObject> Run)
{
    /// <summary>Whether it is called with the token of the app.</summary>
    public bool IsForApps { get; init; }
}

/// <summary>A call of a method: its arguments, and who calls.</summary>
public sealed class SlackCall(string method, JsonObject arguments, SlackToken token, SlackWorkspace workspace)
{
    public string Method { get; } = method;
    public JsonObject Arguments { get; } = arguments;
    public SlackToken Token { get; } = token;
    public SlackWorkspace Workspace { get; } = workspace;

    /// <summary>An argument as text; null where it is missing. A form gives everything as text, JSON also numbers and booleans.</summary>
    public string? Text(string name) =>
        Arguments[name] switch
        {
            null => null,
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            var other => other.ToJsonString(),
        };

    /// <summary>The same, where it must be there.</summary>
    public string Need(string name, string error = "invalid_arguments") =>
        Text(name) is { Length: > 0 } text ? text : throw new SlackRefusedException(error);

    /// <summary>An argument that is yes or no.</summary>
    public bool Is(string name, bool otherwise = false) => Text(name) is { } text ? text is "true" or "1" : otherwise;

    /// <summary>An argument that is a number.</summary>
    public int Number(string name, int otherwise, int most)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        return int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= most
            ? number
            : throw new SlackRefusedException("invalid_limit");
    }

    /// <summary>An argument that is JSON: itself, or as a string of a form.</summary>
    public JsonNode? Json(string name, string error)
    {
        if (Arguments[name] is JsonValue value && value.TryGetValue<string>(out var text))
        {
            try
            {
                return JsonNode.Parse(text);
            }
            catch (JsonException)
            {
                throw new SlackRefusedException(error);
            }
        }

        return Arguments[name]?.DeepClone();
    }

    /// <summary>The conversation that an argument names, which the caller can see.</summary>
    public SlackConversation Conversation(string name = "channel") =>
        Workspace.Conversations.TryGetValue(Need(name, "channel_not_found"), out var found)
        && (found.Kind == "channel" || found.Members.Contains(Token.User))
            ? found
            : throw new SlackRefusedException("channel_not_found");

    /// <summary>The same, where the caller is a member and may write.</summary>
    public SlackConversation Writable(string name = "channel")
    {
        var found = Conversation(name);
        return !found.Members.Contains(Token.User) ? throw new SlackRefusedException("not_in_channel")
            : found.IsArchived ? throw new SlackRefusedException("is_archived")
            : found;
    }

    /// <summary>Demands a scope.</summary>
    public void Demand(string scope)
    {
        if (scope.Length > 0 && !Token.Scopes.Contains(scope))
        {
            throw new SlackRefusedException("missing_scope", scope);
        }
    }

    /// <summary>Demands the scope for conversations of a kind: <c>im:history</c>.</summary>
    public void DemandFor(SlackConversation conversation, string what) =>
        Demand(
            (conversation.Kind == "im" ? "im" : conversation.Kind + (conversation.Kind == "mpim" ? "" : "s"))
                + ":"
                + what
        );
}
