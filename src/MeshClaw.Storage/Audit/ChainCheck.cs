using MeshClaw.Core.Audit;

namespace MeshClaw.Storage.Audit;

/// <summary>Walks a chain from its first entry, wherever the entries come from, and names the first that does not fit.</summary>
internal static class ChainCheck
{
    public static async Task<AuditVerification> RunAsync(
        IAsyncEnumerable<AuditEntry> chain,
        IReadOnlyList<(long Sequence, string Hash)> keptHeads,
        CancellationToken cancellationToken
    )
    {
        var heads = keptHeads.ToLookup(h => h.Sequence, h => h.Hash);
        var (count, last) = (0L, AuditWriter.Origin);
        await foreach (var entry in chain.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (Fault(entry, count, last) is { } fault)
            {
                return new AuditVerification(false, count, last, fault.Sequence, fault.Finding);
            }

            if (heads[entry.Sequence].Any(kept => kept != entry.Hash))
            {
                var finding =
                    $"Entry {entry.Sequence} is not the one that was kept elsewhere: the chain was written anew.";
                return new AuditVerification(false, count, last, entry.Sequence, finding);
            }

            (count, last) = (entry.Sequence, entry.Hash);
        }

        var beyond = keptHeads.Where(h => h.Sequence > count).Select(h => h.Sequence).DefaultIfEmpty().Max();
        return beyond > 0
            ? new AuditVerification(
                false,
                count,
                last,
                count + 1,
                $"The entries {count + 1} to {beyond} at least were cut off: a head kept elsewhere names entry {beyond}."
            )
            : new AuditVerification(true, count, last, null, null);
    }

    private static (long Sequence, string Finding)? Fault(AuditEntry entry, long before, string last)
    {
        if (entry.Sequence != before + 1)
        {
            return entry.Sequence <= before
                ? (entry.Sequence, $"Entry {entry.Sequence} stands after entry {before}.")
                : (before + 1, $"Entry {before + 1} was removed: {entry.Sequence} comes next.");
        }

        if (AuditWriter.HashOf(entry.Previous, entry.Body) != entry.Hash)
        {
            return (entry.Sequence, $"Entry {entry.Sequence} was changed: its hash is not that of its text.");
        }

        return entry.Previous != last
            ? (
                entry.Sequence,
                $"Entry {entry.Sequence} does not follow the one before it: entries were changed, removed or swapped."
            )
            : null;
    }
}
