using MeshClaw.Core.Mail;
using MeshClaw.Core.Models;
using MeshClaw.Models.Triage.History;

namespace MeshClaw.Models.Triage.Learning;

/// <summary>
/// Tells what the owner did with a message from where it lies and from what agents did with it. A mailbox alone does not say who moved what; the
/// journal does, and what stays where an agent put it says nothing about the owner.
/// </summary>
internal sealed class OwnerSignals
{
    private const int Bulk = 20;
    private static readonly TimeSpan s_left = TimeSpan.FromDays(2);
    private static readonly TimeSpan s_fast = TimeSpan.FromHours(4);

    private readonly Dictionary<ulong, AgentFiling> _filings = [];

    /// <summary>With the newest filings first.</summary>
    public OwnerSignals(IEnumerable<AgentFiling> filings)
    {
        foreach (var filing in filings)
        {
            _filings.TryAdd(KeyOf(filing.Sender, filing.Subject, filing.Received), filing);
        }
    }

    /// <summary>Whether an agent put it where it lies.</summary>
    public bool IsAgents(MailMessage message, string folder) =>
        Find(message) is { Undone: false } filing && filing.To == folder;

    /// <summary>What a message teaches; null where it teaches nothing.</summary>
    public TriageExample? Of(
        MailMessage message,
        string folder,
        FolderUse.Kind use,
        MailboxHistory history,
        DateTimeOffset now
    )
    {
        var filing = Find(message);
        return use switch
        {
            FolderUse.Kind.Filing => Filed(message, folder, filing),
            FolderUse.Kind.Inbox => Kept(message, filing, history, now - message.Received >= s_left),
            FolderUse.Kind.Archive => Archived(message, folder, filing, history),
            FolderUse.Kind.Sent or FolderUse.Kind.Other => null,
        };
    }

    /// <summary>One act, whatever else is done with the message later.</summary>
    public static ulong KeyOf(TriageExample example) =>
        FeatureHash.Join(
            FeatureHash.Join(
                KeyOf(example.Message.SenderAddress(), example.Message.Subject, example.Message.Received),
                FeatureHash.Of(FeatureKind.Always, example.Folder, example.NotIn ?? "")
            ),
            example.Signal == OwnerSignal.Stood ? 1u : 0
        );

    private static TriageExample? Filed(MailMessage message, string folder, AgentFiling? filing)
    {
        if (filing is null || (filing.Undone && filing.To == folder))
        {
            return new TriageExample(message, folder, OwnerSignal.Filed);
        }

        return filing.To != folder ? new TriageExample(message, folder, OwnerSignal.Corrected, filing.To)
            : message.Seen ? new TriageExample(message, folder, OwnerSignal.Stood)
            : null;
    }

    private static TriageExample? Kept(MailMessage message, AgentFiling? filing, MailboxHistory history, bool old)
    {
        if (filing is not null)
        {
            // Not undone, and here all the same: the owner brought it back by hand.
            var bulk = filing.Undone && filing.UndoneTogether > Bulk;
            var signal = bulk ? OwnerSignal.UndoneInBulk : OwnerSignal.Undone;
            return new TriageExample(message, TriageModel.Inbox, signal, filing.To);
        }

        return Answered(message, history)
            ?? (message.Seen && old ? new TriageExample(message, TriageModel.Inbox, OwnerSignal.ReadAndLeft) : null);
    }

    // Archived by the owner: it had stayed until it was dealt with.
    private static TriageExample? Archived(
        MailMessage message,
        string folder,
        AgentFiling? filing,
        MailboxHistory history
    ) =>
        filing is { Undone: false }
            ? filing.To == folder
                ? null
                : new TriageExample(message, filing.To, OwnerSignal.Stood)
            : Answered(message, history)
                ?? (message.Seen ? new TriageExample(message, TriageModel.Inbox, OwnerSignal.ReadAndLeft) : null);

    private static TriageExample? Answered(MailMessage message, MailboxHistory history)
    {
        if (!history.WasAnswered(message))
        {
            return null;
        }

        var fast =
            message.MessageId is { } id
            && history.AnsweredAt.TryGetValue(id, out var at)
            && at - message.Received < s_fast;
        return new TriageExample(message, TriageModel.Inbox, fast ? OwnerSignal.AnsweredFast : OwnerSignal.Answered);
    }

    private AgentFiling? Find(MailMessage message) =>
        _filings.GetValueOrDefault(KeyOf(message.SenderAddress(), message.Subject, message.Received));

    private static ulong KeyOf(string sender, string subject, DateTimeOffset received) =>
        FeatureHash.Join(
            FeatureHash.Of(FeatureKind.Address, sender, subject),
            unchecked((ulong)received.ToUnixTimeSeconds())
        );
}
