namespace MeshClaw.Core.Audit;

/// <summary>One link of the chain. <see cref="Hash"/> is SHA-256 (lower-case hex) over the previous hash, a line feed, and <see cref="Body"/> in UTF-8.</summary>
/// <param name="Sequence">From 1, without gaps.</param>
/// <param name="Body">One JSON object: <c>at</c> (UTC), <c>kind</c>, and what it is about; never message bodies or secrets.</param>
/// <param name="Previous">The hash of the entry before; 64 zeros for the first.</param>
/// <param name="Hash">This entry's hash.</param>
public sealed record AuditEntry(long Sequence, string Body, string Previous, string Hash);

/// <summary>What a check of the chain found.</summary>
/// <param name="Ok">Nothing was changed, removed or put in another order.</param>
/// <param name="Entries">How many entries there are.</param>
/// <param name="Head">The last hash.</param>
/// <param name="BadSequence">The first entry that does not fit; null where all do.</param>
/// <param name="Finding">One sentence on what is wrong with it.</param>
public sealed record AuditVerification(bool Ok, long Entries, string Head, long? BadSequence, string? Finding);

/// <summary>The hash-chained log of every decision. Other stores write to it within their own transactions.</summary>
public interface IAuditLog
{
    /// <summary>Adds an entry of its own transaction.</summary>
    /// <param name="kind">What happened: <c>gateway.started</c>, <c>connection.added</c> …</param>
    /// <param name="details">A JSON object without message bodies or secrets.</param>
    /// <param name="cancellationToken">Cancels before the write.</param>
    Task AppendAsync(string kind, string details, CancellationToken cancellationToken);

    /// <summary>Walks the whole chain, against heads kept elsewhere too (sequence and hash), so that a cut-off tail shows.</summary>
    Task<AuditVerification> VerifyAsync(
        IReadOnlyList<(long Sequence, string Hash)> keptHeads,
        CancellationToken cancellationToken
    );

    /// <summary>All entries from a sequence number on, oldest first, streamed.</summary>
    IAsyncEnumerable<AuditEntry> ReadAsync(long from, CancellationToken cancellationToken);
}
