using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshClaw.Testing.Slack;

/// <summary>A request, and how answers are written. Each connection serves one.</summary>
internal sealed record SlackHttp(
    string Verb,
    string Path,
    string Query,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body
)
{
    public string ContentType => Headers.GetValueOrDefault("Content-Type", "");

    /// <summary>The arguments of a form, or of a query.</summary>
    public JsonObject Form()
    {
        var found = new JsonObject();
        var pairs = ContentType.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal)
            ? Query + "&" + Encoding.UTF8.GetString(Body)
            : Query;
        foreach (var pair in pairs.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            found[WebUtility.UrlDecode(parts[0])] = WebUtility.UrlDecode(parts.ElementAtOrDefault(1) ?? "");
        }

        return found;
    }

    public static async Task<SlackHttp?> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!(head.Count >= 4 && head[^4..] is [13, 10, 13, 10]))
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines
            .Skip(1)
            .Select(l => l.Split(": ", 2))
            .ToDictionary(p => p[0], p => p[1], StringComparer.OrdinalIgnoreCase);
        var first = lines[0].Split(' ');
        var target = first[1].Split('?', 2);
        var body = headers.TryGetValue("Content-Length", out var length)
            ? new byte[int.Parse(length, CultureInfo.InvariantCulture)]
            : [];
        await stream.ReadExactlyAsync(body, cancellationToken);
        return new SlackHttp(first[0], target[0], target.ElementAtOrDefault(1) ?? "", headers, body);
    }

    public static byte[] Json(JsonObject answer) =>
        Write(200, "application/json; charset=utf-8", Encoding.UTF8.GetBytes(answer.ToJsonString()));

    public static byte[] Write(int status, string type, byte[] body, string headers = "") =>
        [
            .. Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {status} Slack\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n{headers}Connection: close\r\n\r\n"
            ),
            .. body,
        ];
}
