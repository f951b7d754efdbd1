using System.Runtime.CompilerServices;
using System.Text.Json;
using MeshClaw.Core.Audit;

namespace MeshClaw.Storage.Audit;

/// <summary>The chain in SQLite. Read in pages, so that a long read holds up nobody.</summary>
public sealed class SqliteAuditLog(Database database) : IAuditLog
{
    private const int Page = 500;

    /// <inheritdoc />
    public Task AppendAsync(string kind, string details, CancellationToken cancellationToken)
    {
        using var parsed = JsonDocument.Parse(details, new JsonDocumentOptions { AllowDuplicateProperties = false });
        var members = parsed.RootElement.Clone();
        if (
            members.ValueKind != JsonValueKind.Object
            || members.TryGetProperty("at", out _)
            || members.TryGetProperty("kind", out _)
        )
        {
            throw new ArgumentException("Details are a JSON object without 'at' and 'kind'.", nameof(details));
        }

        return database.WriteAsync(
            session =>
                new AuditWriter(session, database.Time.GetUtcNow()).Append(
                    kind,
                    json =>
                    {
                        foreach (var member in members.EnumerateObject())
                        {
                            member.WriteTo(json);
                        }
                    }
                ),
            cancellationToken
        );
    }

    /// <inheritdoc />
    public Task<AuditVerification> VerifyAsync(
        IReadOnlyList<(long Sequence, string Hash)> keptHeads,
        CancellationToken cancellationToken
    ) => ChainCheck.RunAsync(ReadAsync(long.MinValue, cancellationToken), keptHeads, cancellationToken);

    /// <inheritdoc />
    public async IAsyncEnumerable<AuditEntry> ReadAsync(
        long from,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var next = from;
        while (true)
        {
            var start = next;
            var page = await database
                .ReadAsync(
                    session =>
                        session.Rows(
                            "SELECT seq, body, previous, hash FROM audit WHERE seq >= $from ORDER BY seq LIMIT $page",
                            static r => new AuditEntry(r.GetInt64(0), r.GetString(1), r.GetString(2), r.GetString(3)),
                            ("$from", start),
                            ("$page", Page)
                        ),
                    cancellationToken
                )
                .ConfigureAwait(false);
            foreach (var entry in page)
            {
                yield return entry;
            }

            if (page.Count < Page)
            {
                yield break;
            }

            next = page[^1].Sequence + 1;
        }
    }
}
