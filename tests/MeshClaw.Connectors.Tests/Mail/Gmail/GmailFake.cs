using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using MeshClaw.Testing;

namespace MeshClaw.Connectors.Tests.Mail.Gmail;

/// <summary>
/// Gmail on the wire as Google documents it (developers.google.com/gmail/api), with what the emulator lacks: batches with a status for
/// each part, users.profile, labels without counts in lists, estimates that are wrong, history that expires, errors when a test orders
/// them, tokens that end. One mailbox.
/// </summary>
internal sealed partial class GmailFake : HttpMessageHandler
{
    public const string Address = "ana@corp.example";

    private readonly ConcurrentQueue<(
        Func<string, bool> Of,
        HttpStatusCode Status,
        string Body,
        string? After
    )> _orders = new();
    private readonly Lock _lock = new();

    /// <summary>Access tokens that are taken.</summary>
    public HashSet<string> Tokens { get; } = ["token"];

    /// <summary>Method and path of each request, parts of batches too.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    /// <summary>Whether there is a place for batches.</summary>
    public bool HasBatch { get; set; } = true;

    public HttpClient Client() => new(this, disposeHandler: false);

    public GmailMailbox Mailbox() => new(Client(), new Uri("https://gmail.test/"), Address, "token");

    /// <summary>The next request whose path contains a text is answered with an error; more than once where ordered more than once.</summary>
    public void Order(string path, HttpStatusCode status, string reason = "", string? retryAfter = null)
    {
        var body = new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = (int)status,
                ["message"] = $"Said by Gmail: {reason}",
                ["errors"] = new JsonArray(new JsonObject { ["reason"] = reason, ["domain"] = "global" }),
            },
        };
        _orders.Enqueue((p => p.Contains(path, StringComparison.Ordinal), status, body.ToJsonString(), retryAfter));
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var path = request.RequestUri!.PathAndQuery; // HttpClient has one.
        if (Ordered(path) is { } ordered)
        {
            Log.Enqueue($"{request.Method} {path}");
            return ordered;
        }

        if (!Tokens.Contains(request.Headers.Authorization?.Parameter ?? ""))
        {
            Log.Enqueue($"{request.Method} {path}");
            return Error(HttpStatusCode.Unauthorized, "authError");
        }

        return path == "/batch/gmail/v1" ? Batch(request, body) : Answer(request.Method.Method, path, body);
    }

    private HttpResponseMessage Batch(HttpRequestMessage request, string body)
    {
        Log.Enqueue("BATCH");
        if (!HasBatch)
        {
            return Error(HttpStatusCode.NotFound, "notFound");
        }

        Assert.Equal("multipart/mixed", request.Content!.Headers.ContentType?.MediaType); // A batch has content.
        var boundary = request
            .Content.Headers.ContentType!.Parameters.Single(p => p.Name == "boundary")
            .Value!.Trim('"');
        var parts = body.Split($"--{boundary}").Skip(1).SkipLast(1).ToList();
        Assert.InRange(parts.Count, 1, 100);
        var answer = new StringBuilder();
        foreach (var part in parts.AsEnumerable().Reverse()) // In any order, says the guide.
        {
            Assert.Contains("Content-Type: application/http", part, StringComparison.Ordinal);
            var id = part.Split("Content-ID: <")[1].Split('>')[0];
            var line = part.Split("\r\n\r\n")[1].Split("\r\n")[0].Split(' ');
            using var one = Ordered(line[1]) ?? Answer(line[0], line[1], "");
            var text = one.Content.ReadAsStringAsync().GetAwaiter().GetResult(); // In memory.
            answer.Append(
                CultureInfo.InvariantCulture,
                $"--batch_answer\r\nContent-Type: application/http\r\nContent-ID: <response-{id}>\r\n\r\n"
                    + $"HTTP/1.1 {(int)one.StatusCode} {one.ReasonPhrase}\r\nContent-Type: application/json; charset=UTF-8\r\n"
                    + $"Content-Length: {Encoding.UTF8.GetByteCount(text)}\r\n\r\n{text}\r\n"
            );
        }

        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(answer.Append("--batch_answer--\r\n").ToString()));
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/mixed; boundary=batch_answer");
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }

    private HttpResponseMessage Answer(string method, string target, string body)
    {
        Log.Enqueue($"{method} {target}");
        var uri = new Uri(new Uri("https://gmail.test/"), target);
        var query = HttpUtility.ParseQueryString(uri.Query);
        var path = uri.AbsolutePath["/gmail/v1/users/".Length..].Split('/').Select(Uri.UnescapeDataString).ToArray();
        if (path[0] is not ("me" or Address))
        {
            return Error(HttpStatusCode.Forbidden, "forbidden");
        }

        var json = body.Length == 0 ? [] : JsonNode.Parse(body)!.AsObject(); // Not the text "null".
        lock (_lock)
        {
            return (method, path[1..]) switch
            {
                ("GET", ["profile"]) => Ok(
                    new JsonObject { ["emailAddress"] = Address, ["historyId"] = Text(_history) }
                ),
                ("GET", ["labels"]) => Ok(
                    new JsonObject { ["labels"] = new JsonArray([.. _labels.Select(l => Label(l, counts: false))]) }
                ),
                ("GET", ["labels", var id]) => _labels.ContainsKey(id)
                    ? Ok(Label(_labels.Single(l => l.Key == id), counts: true))
                    : Missing(),
                ("POST", ["labels"]) => MakeLabel(json["name"]!.GetValue<string>()), // It has one.
                ("GET", ["messages"]) => List(query),
                ("POST", ["messages"]) => Insert(json),
                ("POST", ["messages", "batchModify"]) => BatchModify(json),
                ("GET", ["messages", var id]) => Get(id, query["format"] ?? "full"),
                ("DELETE", ["messages", var id]) => Delete(id),
                ("POST", ["messages", var id, "modify"]) => Modify(id, json),
                ("GET", ["history"]) => History(query),
                _ => Missing(),
            };
        }
    }

    private HttpResponseMessage? Ordered(string path)
    {
        if (!_orders.TryPeek(out var order) || !order.Of(path) || !_orders.TryDequeue(out order))
        {
            return null;
        }

        var answer = new HttpResponseMessage(order.Status) { Content = new StringContent(order.Body) };
        if (order.After is not null)
        {
            answer.Headers.TryAddWithoutValidation("Retry-After", order.After);
        }

        return answer;
    }

    private static HttpResponseMessage Missing() => Error(HttpStatusCode.NotFound, "notFound");

    private static HttpResponseMessage Ok(JsonNode body) =>
        new(HttpStatusCode.OK) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };

    private static HttpResponseMessage Error(HttpStatusCode status, string reason) =>
        new(status)
        {
            Content = new StringContent(
                $$$"""{"error":{"code":{{{(int)status}}},"message":"no","errors":[{"reason":"{{{reason}}}"}]}}"""
            ),
        };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
