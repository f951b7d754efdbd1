using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using MeshClaw.Core.Connectors;

namespace MeshClaw.Connectors.Mail.Jmap;

/// <summary>One method call; the account is added when it is sent.</summary>
internal sealed record JmapCall(string Method, JsonObject Arguments)
{
    /// <summary>A back reference (RFC 8620 3.7) to what an earlier call of the same request answers.</summary>
    public static JsonObject From(int call, string method, string path) =>
        new()
        {
            ["resultOf"] = IdOf(call),
            ["name"] = method,
            ["path"] = path,
        };

    /// <summary>A list of words.</summary>
    public static JsonArray List(IEnumerable<string> words) => new([.. words.Select(w => (JsonNode)w)]);

    /// <summary>The id of the n-th call.</summary>
    public static string IdOf(int call) => $"c{call}";
}

/// <summary>The answers to the calls of one request.</summary>
internal sealed class JmapReply
{
    private readonly IReadOnlyList<JmapCall> _calls;
    private readonly List<(string Name, JsonElement Arguments, string Call)> _responses = [];

    private JmapReply(IReadOnlyList<JmapCall> calls, string? sessionState) =>
        (_calls, SessionState) = (calls, sessionState);

    /// <summary>The session's state; null where the server does not say.</summary>
    public string? SessionState { get; }

    /// <summary>Reads the answer to calls.</summary>
    /// <exception cref="ConnectorException">It is none.</exception>
    public static JmapReply Read(ReadOnlySpan<byte> json, IReadOnlyList<JmapCall> calls)
    {
        var response = JmapErrors.Read(json, JmapJson.Default.ResponseReply);
        var reply = new JmapReply(calls, response.SessionState);
        foreach (var item in response.MethodResponses)
        {
            if (
                item is not [var name, { ValueKind: JsonValueKind.Object } arguments, var call]
                || name.ValueKind != JsonValueKind.String
                || call.ValueKind != JsonValueKind.String
            )
            {
                throw JmapErrors.Nonsense(null);
            }

            reply._responses.Add((Text(name), arguments, Text(call)));
        }

        return reply;
    }

    /// <summary>What a call answered.</summary>
    /// <exception cref="ConnectorException">It failed, or was not answered.</exception>
    public T Get<T>(int call, JsonTypeInfo<T> type) =>
        ErrorOf(call) is { } error
            ? throw JmapErrors.Failed(_calls[call].Method, error)
            : JmapErrors.Read(Find(call).Arguments, type);

    /// <summary>Why a call failed; null where it did not.</summary>
    public ErrorReply? ErrorOf(int call)
    {
        var (name, arguments, _) = Find(call);
        return name == "error" ? JmapErrors.Read(arguments, JmapJson.Default.ErrorReply) : null;
    }

    private (string Name, JsonElement Arguments, string Call) Find(int call)
    {
        var id = JmapCall.IdOf(call);
        foreach (var response in _responses)
        {
            if (response.Call == id && (response.Name == _calls[call].Method || response.Name == "error"))
            {
                return response;
            }
        }

        throw JmapErrors.Nonsense(null);
    }

    private static string Text(JsonElement element)
    {
        try
        {
            return element.GetString() ?? throw JmapErrors.Nonsense(null);
        }
        catch (InvalidOperationException malformed) // Half a surrogate pair.
        {
            throw JmapErrors.Nonsense(malformed);
        }
    }
}
