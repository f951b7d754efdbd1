using System.Net.WebSockets;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace MeshClaw.Testing.Slack;

/// <summary>A connection of Socket Mode, from Slack's side.</summary>
internal sealed class SlackLink(WebSocket socket)
{
    private readonly Channel<byte[]> _frames = Channel.CreateUnbounded<byte[]>();

    public WebSocket Socket { get; } = socket;

    public void Send(byte[] frame) => _frames.Writer.TryWrite(frame);

    public void Close() => _frames.Writer.TryComplete();

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await foreach (var frame in _frames.Reader.ReadAllAsync(cancellationToken))
        {
            await Socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }

        await Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
    }
}

/// <summary>Something that is delivered over Socket Mode; each attempt has an id of its own.</summary>
internal sealed class SlackEnvelope(string type, JsonObject payload, int attempt = 0, string? reason = null)
{
    public string Id { get; } = Guid.NewGuid().ToString();
    public string Type { get; } = type;
    public int Attempt { get; } = attempt;
    public SlackLink? Link { get; set; }
    public ITimer? Timer { get; set; }

    public SlackEnvelope Next(string why) => new(Type, payload, Attempt + 1, why);

    public JsonObject Wire()
    {
        var wire = new JsonObject
        {
            ["envelope_id"] = Id,
            ["payload"] = payload.DeepClone(),
            ["type"] = Type,
            ["accepts_response_payload"] = Type != "events_api",
        };
        if (Type == "events_api")
        {
            wire["retry_attempt"] = Attempt;
            wire["retry_reason"] = reason ?? "";
        }

        return wire;
    }
}
