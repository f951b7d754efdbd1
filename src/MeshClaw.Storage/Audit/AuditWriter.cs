using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MeshClaw.Storage.Audit;

/// <summary>Adds links to the chain within one writing transaction. The head is read there, so that no other writer can fork it.</summary>
internal sealed class AuditWriter(Session session, DateTimeOffset now)
{
    /// <summary>What the first entry follows.</summary>
    public const string Origin = "0000000000000000000000000000000000000000000000000000000000000000";

    private static readonly JsonWriterOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new(512);
    private (long Sequence, string Hash)? _head;

    /// <summary>Adds one entry: <c>at</c>, <c>kind</c>, then what <paramref name="details"/> writes. Returns its number.</summary>
    public long Append(string kind, Action<Utf8JsonWriter>? details = null)
    {
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer, s_plain))
        {
            json.WriteStartObject();
            json.WriteString("at", Stamp.Of(now));
            json.WriteString("kind", kind);
            details?.Invoke(json);
            json.WriteEndObject();
        }

        var body = Encoding.UTF8.GetString(_buffer.WrittenSpan);
        var (last, previous) = _head ?? ReadHead(session);
        var hash = HashOf(previous, body);
        session.Run(
            "INSERT INTO audit (seq, body, previous, hash) VALUES ($seq, $body, $previous, $hash)",
            ("$seq", last + 1),
            ("$body", body),
            ("$previous", previous),
            ("$hash", hash)
        );
        _head = (last + 1, hash);
        session.AuditHead = _head;
        return last + 1;
    }

    /// <summary>The last entry.</summary>
    public static (long Sequence, string Hash) ReadHead(Session session) =>
        session.Row(
            "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1",
            static r => ((long Sequence, string Hash)?)(r.GetInt64(0), r.GetString(1))
        ) ?? (0, Origin);

    /// <summary>SHA-256 over the previous hash, a line feed and the body.</summary>
    public static string HashOf(string previous, string body) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{previous}\n{body}")));
}
