using MeshClaw.Cli.Sessions;
using MeshClaw.Connectors.Mail.Mbox;
using MeshClaw.Core.Models;

namespace MeshClaw.Commands;

/// <summary>Messages and labels, joined and in the order of time.</summary>
internal sealed class LabelledMailbox
{
    private LabelledMailbox(
        Owner owner,
        IReadOnlyList<(MboxEntry Entry, string? Folder, string? Meant)> inOrder,
        int unlabelled,
        IReadOnlyList<string> unknown
    ) => (Owner, InOrder, Unlabelled, UnknownIds) = (owner, inOrder, unlabelled, unknown);

    public Owner Owner { get; }

    /// <summary>Oldest first; a folder of null is what the owner sent.</summary>
    public IReadOnlyList<(MboxEntry Entry, string? Folder, string? Meant)> InOrder { get; }

    /// <summary>Messages without a label; they are left out.</summary>
    public int Unlabelled { get; }

    /// <summary>Labels without a message.</summary>
    public IReadOnlyList<string> UnknownIds { get; }

    public static LabelledMailbox Of(
        List<MboxEntry> entries,
        Dictionary<string, string> labels,
        Dictionary<string, string>? truth,
        string[] owners,
        MboxFile mbox
    )
    {
        var owner = new Owner(
            "",
            owners.Length > 0 ? [.. owners.Select(o => o.Trim().ToLowerInvariant())] : [Addressee(entries, mbox)]
        );
        var joined = new List<(MboxEntry Entry, string? Folder, string? Meant)>();
        var unlabelled = 0;
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (entry.MessageId is { } id && labels.TryGetValue(id, out var folder))
            {
                if (found.Add(id))
                {
                    joined.Add((entry, folder, truth?.GetValueOrDefault(id)));
                }
            }
            else if (owner.Addresses.Contains(entry.Sender))
            {
                joined.Add((entry, null, null));
            }
            else
            {
                unlabelled++;
            }
        }

        if (found.Count == 0)
        {
            throw new CommandFailedException(
                "labels",
                "No label is of a message of the mailbox.",
                "The first field is the Message-ID, with or without angle brackets."
            );
        }

        return new LabelledMailbox(
            owner,
            [.. joined.OrderBy(j => j.Entry.Received).ThenBy(j => j.Entry.Offset)],
            unlabelled,
            [.. labels.Keys.Where(id => !found.Contains(id))]
        );
    }

    /// <summary>When the first message of the test came.</summary>
    public DateTimeOffset SplitAt(double share)
    {
        var labelled = InOrder.Where(i => i.Folder is not null).ToList();
        return labelled[Math.Min(labelled.Count - 1, (int)(share * labelled.Count))].Entry.Received;
    }

    // Who stands in To of most messages, among the newest thousand.
    private static string Addressee(List<MboxEntry> entries, MboxFile mbox) =>
        entries
            .OrderByDescending(e => e.Received)
            .Take(1_000)
            .SelectMany(e => mbox.Read(e).To.Select(p => p.Address).OfType<string>().Distinct())
            .GroupBy(a => a)
            .OrderByDescending(g => g.Count())
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => g.Key)
            .FirstOrDefault("");
}
