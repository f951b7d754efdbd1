using System.Text.Json;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Connectors.Mail.Writing.Composing;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;

namespace MeshClaw.Connectors.Mail.Writing.Sending;

/// <summary>
/// Finds out what became of a send that was cut off. Where the server had begun to take the message and did not answer, only what lies in
/// the mailbox can prove that it went; without a proof it stays unknown and is never sent again by itself.
/// </summary>
/// <param name="context">The account.</param>
/// <param name="actions">What would complete a send.</param>
/// <param name="read">The message of a call's arguments, for another tool than <c>mail.send</c>.</param>
internal sealed class SendReconciler(SendContext context, SendActions actions, Func<string, OutgoingMail>? read = null)
{
    /// <summary>What became of one action.</summary>
    public async Task<Reconciliation> ReconcileAsync(
        JournalEntry action,
        bool mayComplete,
        CancellationToken cancellationToken
    )
    {
        if (action.Preparation is not { } noted)
        {
            return new Reconciliation.Unclear(
                "Nothing was noted before this message. Look into your sent mail; it was not sent again."
            );
        }

        var note = JsonSerializer.Deserialize(noted, WritingJson.Default.SendNote)!; // Written by SendActions.
        var entry = context.Outbox.Find(note.MessageId);
        if (entry is null)
        {
            // It was never put into the outbox, or that is lost: then a copy in the mailbox is the proof.
            return await context.Copies.IsThereAsync(note.MessageId, note.ToMyself, cancellationToken)
                ? Happened(action, note, "", "filed")
                : new Reconciliation.NotHappened();
        }

        return entry.Stage switch
        {
            OutboxStage.Composed or OutboxStage.Connected or OutboxStage.Refused => new Reconciliation.NotHappened(),
            OutboxStage.Filed => Happened(action, note, entry.Said, "filed"),
            OutboxStage.Accepted => Happened(
                action,
                note,
                entry.Said,
                mayComplete ? await CompleteAsync(note, cancellationToken) : "missing"
            ),
            OutboxStage.DataBegun => await SearchAsync(action, note, cancellationToken),
        };
    }

    private async Task<string> CompleteAsync(SendNote note, CancellationToken cancellationToken) =>
        context.Outbox.Read(note.MessageId) is { } bytes
            ? await actions.FileCopyAsync(note.MessageId, bytes, cancellationToken)
            : "missing";

    private async Task<Reconciliation> SearchAsync(
        JournalEntry action,
        SendNote note,
        CancellationToken cancellationToken
    )
    {
        if (await context.Copies.IsThereAsync(note.MessageId, note.ToMyself, cancellationToken))
        {
            context.Outbox.Move(note.MessageId, OutboxStage.Filed);
            return Happened(action, note, "", "filed");
        }

        return new Reconciliation.Unclear(
            $"The connection broke after the message was handed over and before the mail server answered: it may or may not have been sent to {string.Join(", ", RecipientsOf(action))}. "
                + "It is not sent again by itself. Ask a recipient, or look for it with your provider; if it did not arrive, send it once more."
        );
    }

    private Reconciliation.Happened Happened(JournalEntry action, SendNote note, string said, string copy) =>
        new(SendActions.ResultOf(note.MessageId, RecipientsOf(action), said, copy), Undo: null);

    private IReadOnlyList<string> RecipientsOf(JournalEntry action)
    {
        if (read is not null)
        {
            return [.. read(action.Arguments).Recipients];
        }

        var tool = MailWritingTools.All.First(t => t.Name == MailTools.Send);
        var request = SendRequest.Parse(tool, action.Arguments);
        return [.. request.To.Concat(request.Cc).Concat(request.Bcc)];
    }
}
