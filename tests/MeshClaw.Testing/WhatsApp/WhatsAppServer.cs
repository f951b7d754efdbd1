using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MeshClaw.Testing.WhatsApp;

/// <summary>
/// graph.facebook.com as far as the Cloud API of WhatsApp needs it, over plain sockets and with the state of the real one: one phone number, the people
/// who wrote to it, messages, files, templates. Written from Meta's public documentation, which each part names; what it does not know, it
/// refuses as documented.
/// </summary>
public sealed partial class WhatsAppServer : IAsyncDisposable
{
    /// <summary>The phone number's id, as in the documentation's examples.</summary>
    public const string NumberId = "106540352242922";

    /// <summary>The id of the business account that it belongs to.</summary>
    public const string AccountId = "102290129340398";

    public const string AccessToken = "EAAJB0123456789abcdefghijklmnopqrstuvwxyz";
    public const string DisplayNumber = "+1 555-078-3881";
    public const string VerifiedName = "Lucky Shrub";

    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<(string Line, byte[] Body)> _heard = new();
    private readonly Lock _gate = new();
    private readonly int _port;
    private TcpListener _listener = new(IPAddress.Loopback, 0);
    private Task _accepting;
    private (int Left, TimeSpan Wait, WhatsAppError Error) _limit;

    public WhatsAppServer()
    {
        _listener.Start();
        _port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Where it listens.</summary>
    public Uri Root => new($"http://127.0.0.1:{_port}/");

    /// <summary>Its clock: for the window of 24 hours, and the times of messages.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>First lines and bodies of all requests.</summary>
    public IReadOnlyList<(string Line, byte[] Body)> Heard => [.. _heard];

    /// <summary>Whether every call is answered <c>200 {}</c>.</summary>
    public bool TalksNonsense { get; set; }

    /// <summary>Whether the access token is no good any more.</summary>
    public bool IsRevoked { get; set; }

    /// <summary>The next calls that send are refused; with a whole number of minutes to wait where the documentation has a header for it.</summary>
    public void LimitNext(int calls, TimeSpan wait, WhatsAppError? error = null) =>
        _limit = (calls, wait, error ?? WhatsAppError.Account);

    /// <summary>The network is gone.</summary>
    public async Task BreakAsync()
    {
        _mended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _listener.Stop();
        await _accepting;
    }

    /// <summary>The network is back.</summary>
    public void Mend()
    {
        _listener = new TcpListener(IPAddress.Loopback, _port);
        _listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Start();
        _accepting = AcceptAsync(_listener);
        _mended.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _mended.TrySetResult();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        var talks = new List<Task>();
        try
        {
            while (true)
            {
                talks.Add(TalkAsync(await listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(talks);
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var talking = client;
        try
        {
            var stream = client.GetStream();
            if (await WireRequest.ReadAsync(stream, _end.Token) is not { } request)
            {
                return;
            }

            _heard.Enqueue(($"{request.Method} {request.Target}", request.Body));
            await stream.WriteAsync(Answer(request).Bytes(), _end.Token);
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            // The other side went away, or the test is over.
        }
    }

    private WireAnswer Answer(WireRequest request)
    {
        if (TalksNonsense)
        {
            return WireAnswer.Json(200, []);
        }

        lock (_gate)
        {
            try
            {
                return Route(request);
            }
            catch (WhatsAppRefusal refusal)
            {
                var answer = WireAnswer.Json(refusal.Error.Status, refusal.Error.Json());
                return refusal.Error == WhatsAppError.Account ? answer with { Headers = Usage() } : answer;
            }
        }
    }

    // https://developers.facebook.com/docs/graph-api/overview/rate-limiting: minutes, in X-Business-Use-Case-Usage.
    private string Usage()
    {
        var usage = new JsonObject
        {
            ["type"] = "whatsapp",
            ["call_count"] = 100,
            ["total_cputime"] = 1,
            ["total_time"] = 1,
            ["estimated_time_to_regain_access"] = (int)Math.Ceiling(_limit.Wait.TotalMinutes),
        };
        return $"X-Business-Use-Case-Usage: {new JsonObject { [AccountId] = new JsonArray(usage) }.ToJsonString()}\r\n";
    }

    private WireAnswer Route(WireRequest request)
    {
        if (IsRevoked || request.Headers.GetValueOrDefault("Authorization") != $"Bearer {AccessToken}")
        {
            throw new WhatsAppRefusal(WhatsAppError.Token);
        }

        if (request.Target.StartsWith("/files/", StringComparison.Ordinal) && request.Method == "GET")
        {
            return Download(request.Target["/files/".Length..]);
        }

        var match = Place().Match(request.Target);
        if (!match.Success)
        {
            throw new WhatsAppRefusal(new(2500, "Unknown path components", request.Target));
        }

        var (node, edge) = (match.Groups["node"].Value, match.Groups["edge"].Value);
        return (request.Method, node == NumberId, edge) switch
        {
            ("GET", true, "") => Number(match.Groups["query"].Value),
            ("POST", true, "messages") => Messages(request),
            ("POST", true, "media") => Upload(request),
            ("GET", false, "") => Media(node, match.Groups["query"].Value),
            _ => throw new WhatsAppRefusal(
                WhatsAppError.Invalid($"Unsupported {request.Method} request. Object with ID '{node}' does not exist.")
            ),
        };
    }

    // https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/phone-numbers
    private static WireAnswer Number(string query)
    {
        var all = new Dictionary<string, string>
        {
            ["id"] = NumberId,
            ["display_phone_number"] = DisplayNumber,
            ["verified_name"] = VerifiedName,
            ["quality_rating"] = "GREEN",
        };
        var asked = query.StartsWith("fields=", StringComparison.Ordinal)
            ? query["fields=".Length..].Split(',')
            : [.. all.Keys];
        var answer = new JsonObject();
        foreach (var field in asked)
        {
            answer[field] =
                all.GetValueOrDefault(field)
                ?? throw new WhatsAppRefusal(
                    WhatsAppError.Invalid(
                        $"Tried accessing nonexisting field ({field}) on node type (WhatsAppPhoneNumber)"
                    )
                );
        }

        return WireAnswer.Json(200, answer);
    }

    private void CheckLimit()
    {
        if (_limit.Left > 0)
        {
            _limit.Left--;
            throw new WhatsAppRefusal(_limit.Error);
        }
    }

    [GeneratedRegex(@"^/v[0-9]{2}\.0/(?<node>[0-9]+)(/(?<edge>[a-z]+))?(\?(?<query>.*))?$")]
    private static partial Regex Place();
}

/// <summary>A request as it came.</summary>
internal sealed record WireRequest(string Method, string Target, Dictionary<string, string> Headers, byte[] Body)
{
    public static async Task<WireRequest?> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var all = new List<byte>();
        var buffer = new byte[64 * 1024];
        int end;
        while ((end = EndOfHead(all)) < 0)
        {
            var read = await stream.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                return null;
            }

            all.AddRange(buffer.AsSpan(0, read));
        }

        var lines = Encoding.Latin1.GetString([.. all[..end]]).Split("\r\n");
        var headers = lines
            .Skip(1)
            .Select(l => l.Split(": ", 2))
            .ToDictionary(p => p[0], p => p[1], StringComparer.OrdinalIgnoreCase);
        var length = int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture);
        var body = new byte[length];
        all.CopyTo(end + 4, body, 0, all.Count - end - 4);
        await stream.ReadExactlyAsync(body.AsMemory(all.Count - end - 4), cancellationToken);
        var first = lines[0].Split(' ');
        return new WireRequest(first[0], first[1], headers, body);
    }

    private static int EndOfHead(List<byte> all) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(all).IndexOf("\r\n\r\n"u8);
}

/// <summary>An answer.</summary>
internal sealed record WireAnswer(int Status, string MediaType, byte[] Body)
{
    public string Headers { get; init; } = "";

    public static WireAnswer Json(int status, JsonObject body) =>
        new(status, "application/json; charset=UTF-8", JsonSerializer.SerializeToUtf8Bytes<JsonNode>(body));

    public byte[] Bytes() =>
        [
            .. Encoding.Latin1.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"HTTP/1.1 {Status} Said\r\nContent-Type: {MediaType}\r\n{Headers}Content-Length: {Body.Length}\r\nConnection: close\r\n\r\n"
                )
            ),
            .. Body,
        ];
}
