using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshClaw.Testing.Slack;

/// <content>Socket Mode (docs.slack.dev/apis/events-api/using-socket-mode).</content>
public sealed partial class SlackServer
{
    private const int MaxLinks = 10;
    private const int MaxAttempts = 3;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private readonly TimeProvider _time;
    private readonly HashSet<string> _tickets = [];
    private readonly List<SlackLink> _links = [];
    private readonly List<string> _acknowledged = [];
    private readonly List<SlackEnvelope> _pending = [];
    private readonly Dictionary<string, SlackEnvelope> _unacknowledged = [];
    private SlackEnvelope? _last;
    private bool _isHeld;
    private int _turn;

    /// <summary>How many connections there are now.</summary>
    public int Links => Locked(() => _links.Count);

    /// <summary>How many there have been.</summary>
    public int LinksEver { get; private set; }

    /// <summary>The envelopes that were acknowledged, in order.</summary>
    public IReadOnlyList<string> Acknowledged => Locked(() => _acknowledged.ToArray());

    /// <summary>Whether an envelope was acknowledged.</summary>
    public bool IsAcknowledged(string envelope) => Locked(() => _acknowledged.Contains(envelope));

    /// <summary>How many envelopes Slack gave up after its last attempt.</summary>
    public int GivenUp { get; private set; }

    /// <summary>Those that wait for an acknowledgement.</summary>
    public int Unacknowledged => Locked(() => _unacknowledged.Count);

    /// <summary>Sends an envelope to any connection; where there is none it waits for one. Returns its id.</summary>
    public string Deliver(string type, JsonObject payload) =>
        Locked(() =>
        {
            var envelope = new SlackEnvelope(type, payload);
            Hand(envelope);
            return envelope.Id;
        });

    /// <summary>Delivers the last event once more, as after a doubt.</summary>
    public void Again() => Locked(() => Hand(_last!.Next("timeout")));

    /// <summary>Keeps what happens back until <see cref="Release"/>.</summary>
    public void Hold() => _isHeld = true;

    /// <summary>Delivers what was kept back, the last first where that is wanted.</summary>
    public void Release(bool reversed) =>
        Locked(() =>
        {
            _isHeld = false;
            if (reversed)
            {
                _pending.Reverse();
            }

            Flush();
        });

    /// <summary>Slack gives up what waits for a connection, as it does after some minutes.</summary>
    public void GiveUpPending() => Locked(_pending.Clear);

    /// <summary>Sends bytes as one frame to the connection that is the oldest.</summary>
    public void SendRaw(byte[] frame) => Locked(() => _links[0].Send(frame));

    /// <summary>Announces the end of the oldest connection; it stays until <see cref="Close"/>.</summary>
    public void Announce(string reason) =>
        SendRaw(
            Bytes(
                new JsonObject
                {
                    ["type"] = "disconnect",
                    ["reason"] = reason,
                    ["debug_info"] = new JsonObject { ["host"] = "applink-1" },
                }
            )
        );

    /// <summary>Closes the oldest connection; what it has not acknowledged is delivered by another.</summary>
    public void Close() => Locked(() => _links[0].Close());

    private JsonObject OpenConnection(SlackCall call)
    {
        var ticket = Guid.NewGuid().ToString("N");
        _tickets.Add(ticket);
        return new JsonObject { ["url"] = $"ws://{Address}/link/?ticket={ticket}&app_id={Workspace.App}" };
    }

    private async Task SocketAsync(NetworkStream stream, SlackHttp request)
    {
        var ticket = (string?)request.Form()["ticket"];
        if (
            ticket is null
            || !Locked(() => _tickets.Remove(ticket))
            || !request.Headers.TryGetValue("Sec-WebSocket-Key", out var key)
        )
        {
            await stream.WriteAsync(SlackHttp.Write(408, "text/plain", "Request Timeout"u8.ToArray()), _end.Token);
            return;
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(Handshake(key)), _end.Token);
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        var link = new SlackLink(socket);
        Locked(() => Begin(link));
        try
        {
            await Task.WhenAny(link.WriteAsync(_end.Token), ReadAsync(link));
        }
        finally
        {
            Locked(() => End(link));
        }
    }

    // RFC 6455 4.2.2.
    private static string Handshake(string key)
    {
        var accept = Convert.ToBase64String(
#pragma warning disable CA5350 // The protocol wants SHA-1; it protects nothing here.
            SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
#pragma warning restore CA5350
        );
        return $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n";
    }

    private void Begin(SlackLink link)
    {
        if (_links.Count == MaxLinks)
        {
            link.Send(Bytes(new JsonObject { ["type"] = "disconnect", ["reason"] = "too_many_websockets" }));
            link.Close();
            return;
        }

        _links.Add(link);
        LinksEver++;
        link.Send(
            Bytes(
                new JsonObject
                {
                    ["type"] = "hello",
                    ["num_connections"] = _links.Count,
                    ["connection_info"] = new JsonObject { ["app_id"] = Workspace.App },
                    ["debug_info"] = new JsonObject
                    {
                        ["host"] = "applink-1",
                        ["started"] = "2026-11-23 09:00:00.000",
                        ["build_number"] = 54,
                        ["approximate_connection_time"] = 18060,
                    },
                }
            )
        );
        Flush();
    }

    private void End(SlackLink link)
    {
        _links.Remove(link);
        foreach (var envelope in _unacknowledged.Values.Where(e => e.Link == link).ToList())
        {
            Retry(envelope, "connection_failed");
        }
    }

    private async Task ReadAsync(SlackLink link)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var part = await link.Socket.ReceiveAsync(buffer, _end.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            var said = JsonNode.Parse(buffer.AsSpan(0, part.Count)); // Acknowledgements are short.
            Locked(() => Acknowledge((string?)said?["envelope_id"]));
        }
    }

    private void Acknowledge(string? id)
    {
        if (id is not null && _unacknowledged.Remove(id, out var envelope))
        {
            envelope.Timer?.Dispose();
            _acknowledged.Add(id);
        }
    }

    private void Hand(SlackEnvelope envelope)
    {
        _last = envelope.Type == "events_api" ? envelope : _last;
        if (_links.Count == 0 || _isHeld)
        {
            _pending.Add(envelope);
            return;
        }

        var link = _links[_turn++ % _links.Count];
        envelope.Link = link;
        _unacknowledged[envelope.Id] = envelope;
        envelope.Timer = _time.CreateTimer(
            _ => Locked(() => Retry(envelope, "timeout")),
            null,
            s_patience,
            Timeout.InfiniteTimeSpan
        );
        link.Send(Bytes(envelope.Wire()));
    }

    private void Retry(SlackEnvelope envelope, string reason)
    {
        if (!_unacknowledged.Remove(envelope.Id))
        {
            return;
        }

        envelope.Timer?.Dispose();
        if (envelope.Attempt >= MaxAttempts || envelope.Type != "events_api")
        {
            GivenUp++;
            return;
        }

        Hand(envelope.Next(reason));
    }

    private void Flush()
    {
        if (_links.Count > 0 && !_isHeld)
        {
            var waiting = _pending.ToList();
            _pending.Clear();
            waiting.ForEach(Hand);
        }
    }

    private void DropTimers() =>
        Locked(() =>
        {
            foreach (var envelope in _unacknowledged.Values)
            {
                envelope.Timer?.Dispose();
            }
        });

    private void Locked(Action action)
    {
        lock (Workspace.Lock)
        {
            action();
        }
    }

    private T Locked<T>(Func<T> function)
    {
        lock (Workspace.Lock)
        {
            return function();
        }
    }

    private static byte[] Bytes(JsonObject json) => JsonSerializer.SerializeToUtf8Bytes(json);
}
