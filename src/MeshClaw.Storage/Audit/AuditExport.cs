using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MeshClaw.Core.Audit;

namespace MeshClaw.Storage.Audit;

/// <summary>The chain as JSON Lines, <c>{"seq", "hash", "previous", "body": {…}}</c>, and its check without a database.</summary>
public static class AuditExport
{
    private static readonly JsonWriterOptions s_plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true, // Bodies go out as they are, also those that somebody broke: the check must see them.
    };

    /// <summary>Writes every entry from a sequence number on; returns how many. The check needs them from 1 on.</summary>
    public static async Task<long> WriteAsync(
        IAuditLog log,
        long from,
        Stream output,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(output);
        var count = 0L;
        using var line = new MemoryStream();
        await foreach (var entry in log.ReadAsync(from, cancellationToken).ConfigureAwait(false))
        {
            line.SetLength(0);
            using (var json = new Utf8JsonWriter(line, s_plain))
            {
                json.WriteStartObject();
                json.WriteNumber("seq", entry.Sequence);
                json.WriteString("hash", entry.Hash);
                json.WriteString("previous", entry.Previous);
                json.WritePropertyName("body");
                json.WriteRawValue(entry.Body, skipInputValidation: true);
                json.WriteEndObject();
            }

            line.WriteByte((byte)'\n');
            await output
                .WriteAsync(line.GetBuffer().AsMemory(0, (int)line.Length), cancellationToken)
                .ConfigureAwait(false);
            count++;
        }

        return count;
    }

    /// <summary>Checks an exported chain, as <see cref="IAuditLog.VerifyAsync"/> does the stored one.</summary>
    public static Task<AuditVerification> VerifyAsync(
        Stream input,
        IReadOnlyList<(long Sequence, string Hash)> keptHeads,
        CancellationToken cancellationToken
    ) => ChainCheck.RunAsync(ReadAsync(input, cancellationToken), keptHeads, cancellationToken);

    private static async IAsyncEnumerable<AuditEntry> ReadAsync(
        Stream input,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var reader = new StreamReader(input, Encoding.UTF8, leaveOpen: true);
        var expected = 1L;
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            // A line that is no entry fits nowhere: its empty hash says so to the check.
            var entry = Parse(line) ?? new AuditEntry(expected, line, "", "");
            expected = entry.Sequence + 1;
            yield return entry;
        }
    }

    private static AuditEntry? Parse(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = json.RootElement;
            return new AuditEntry(
                root.GetProperty("seq").GetInt64(),
                root.GetProperty("body").GetRawText(),
                root.GetProperty("previous").GetString() ?? "",
                root.GetProperty("hash").GetString() ?? ""
            );
        }
        catch (Exception failure)
            when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
