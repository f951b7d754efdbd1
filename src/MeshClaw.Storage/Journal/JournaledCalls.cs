using System.Text.Json;
using MeshClaw.Core.Journal;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Storage.Journal;

/// <summary>Makes proposed calls of journal entries again, to ask the guard what it would say of them. Leads to no effect.</summary>
public static class JournaledCalls
{
    /// <summary>
    /// The call as it was proposed, without the roles of its values, which are not kept. Null where the entry is from before descriptions
    /// were, or says something else than its hash does.
    /// </summary>
    public static ProposedCall? Rebuild(JournalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Description is null)
        {
            return null;
        }

        try
        {
            var stored = JsonSerializer.Deserialize(entry.Description, DescriptionJson.Default.StoredDescription);
            var call = stored is null ? null : Make(entry, stored);
            return call?.Hash == entry.Hash ? call : null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>What the owner was warned of when it was proposed; nothing for entries from before that was kept.</summary>
    public static IReadOnlyList<CallWarning> Warnings(JournalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Description is null
            ? []
            : JsonSerializer.Deserialize(entry.Description, DescriptionJson.Default.StoredDescription)?.Warnings ?? [];
    }

    private static ProposedCall Make(JournalEntry entry, StoredDescription stored) =>
        new(
            entry.Connection,
            entry.Tool,
            new Effect((EffectClass)stored.Class, (EffectTraits)stored.Traits),
            (Verbs)stored.Verbs,
            entry.Arguments,
            TargetJson.Read(entry.Targets),
            stored.Destinations,
            amount: stored.Amount,
            warnings: stored.Warnings
        );
}
