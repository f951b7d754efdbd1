using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Connectors.Mail.Writing.Composing;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Diagnostics;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Connectors.Mail.Writing.Sending;

/// <summary>Makes and sends messages, one at a time: what is sent is, to the last byte, what was prepared.</summary>
/// <param name="context">The account.</param>
/// <param name="read">The message of a call's arguments, for another tool than <c>mail.send</c>.</param>
internal sealed class SendActions(SendContext context, Func<string, OutgoingMail>? read = null)
{
    private static readonly MailTool s_tool = MailWritingTools.All.First(t => t.Name == MailTools.Send);

    /// <summary>Makes the message once, to note what it will be.</summary>
    public async Task<Preparation> PrepareAsync(ProposedCall call, CancellationToken cancellationToken)
    {
        try
        {
            var mail = await MailOfAsync(call, cancellationToken);
            if (mail is null)
            {
                return new Preparation.Gone("A file changed since you were shown the message, so it was not sent.");
            }

            var now = context.Writing.Time.GetUtcNow();
            var zone = context.Writing.Zone();
            var local = TimeZoneInfo.ConvertTime(now, zone);
            var id = MailComposer.NewMessageId(mail.From ?? context.Identity, now, RandomNumberGenerator.GetBytes(12));
            // To the second, as a header has it.
            var date = new DateTimeOffset(local.Ticks - (local.Ticks % TimeSpan.TicksPerSecond), local.Offset);
            var note = new SendNote(id, date, zone.Id, "", mail.Recipients.Any(context.Own.Contains));
            using var message = context.Compose(mail, note);
            var digest = SendContext.Digest(MailComposer.Bytes(message));
            return new Preparation.Ready(
                JsonSerializer.Serialize(note with { Digest = digest }, WritingJson.Default.SendNote)
            );
        }
        catch (ToolException gone)
        {
            return new Preparation.Gone($"{gone.Message} The message was not sent.");
        }
    }

    /// <summary>Sends one message.</summary>
    public async Task<CallOutcome> ExecuteAsync(AuthorizedCall authorized, CancellationToken cancellationToken)
    {
        var call = authorized.Take();
        var note = JsonSerializer.Deserialize(authorized.Preparation, WritingJson.Default.SendNote)!; // By PrepareAsync.
        OutgoingMail? mail;
        try
        {
            mail = await MailOfAsync(call, cancellationToken);
        }
        catch (ToolException gone)
        {
            return new CallOutcome.Failed($"{gone.Message} The message was not sent.");
        }

        if (mail is null)
        {
            return new CallOutcome.Failed("A file changed since you were shown the message, so it was not sent.");
        }

        using var message = context.Compose(mail, note);
        var bytes = MailComposer.Bytes(message);
        var recipients = mail.Recipients.ToList();
        if (SendContext.Digest(bytes) != note.Digest)
        {
            return new CallOutcome.Failed(
                "What it answers, your signature or your address changed since you were shown the message, so it was not sent."
            );
        }

        if (!recipients.ToHashSet().SetEquals(call.Destinations.Select(d => d.Value)))
        {
            throw new InvalidOperationException($"The note of {call.Tool} is of other recipients.");
        }

        context.Outbox.Add(note.MessageId, bytes);
        var submitted = await context.Submission!.SendAsync( // Describing refuses where there is none.
            message,
            (mail.From ?? context.Identity).Address,
            recipients,
            new Steps(context.Outbox, note.MessageId),
            cancellationToken
        );
        switch (submitted)
        {
            case Submitted.Refused refused:
                context.Outbox.Move(note.MessageId, OutboxStage.Refused, refused.Why);
                return new CallOutcome.Failed(refused.Why);
            case Submitted.Accepted accepted:
                context.Outbox.Move(note.MessageId, OutboxStage.Accepted, accepted.Said);
                KillPoint.Pass("smtp.accepted");
                // It is sent, whatever becomes of the copy: a stop must not make that unclear.
                var copy = await FileCopyAsync(note.MessageId, bytes, CancellationToken.None);
                return new CallOutcome.Done(ResultOf(note.MessageId, recipients, accepted.Said, copy), Undo: null);
            default:
                throw new InvalidOperationException($"Unknown answer {submitted.GetType().Name}.");
        }
    }

    /// <summary>What a send that happened answers.</summary>
    public static string ResultOf(string messageId, IReadOnlyList<string> recipients, string said, string copy) =>
        JsonSerializer.Serialize(new SendResult(messageId, recipients, said, copy), WritingJson.Default.SendResult);

    /// <summary>Files the copy of a message that was sent; says what became of it. A mailbox that cannot be reached is no failure of the send.</summary>
    public async Task<string> FileCopyAsync(string messageId, byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            var filed = await context.Copies.FileAsync(messageId, bytes, cancellationToken);
            context.Outbox.Move(messageId, OutboxStage.Filed);
            KillPoint.Pass("mail.sent.filed");
            return filed ? "filed" : "by-server";
        }
        catch (ConnectorException unreachable)
        {
            return $"missing: {unreachable.Message}";
        }
    }

    /// <summary>Null where a file is no longer what was hashed.</summary>
    private async Task<OutgoingMail?> MailOfAsync(ProposedCall call, CancellationToken cancellationToken)
    {
        if (read is not null)
        {
            return read(call.Arguments);
        }

        var request = SendRequest.Parse(s_tool, call.Arguments);
        var original = await context.OriginalAsync(request.Original, cancellationToken);
        var files = ImmutableArray.CreateBuilder<OutgoingFile>(request.Files.Length);
        foreach (var file in request.Files)
        {
            if (await context.Files.OpenAsync(file, cancellationToken) is not { } opened)
            {
                return null;
            }

            files.Add(opened);
        }

        return SendProposals.MailOf(request, original) with
        {
            Files = files.ToImmutable(),
        };
    }

    private sealed class Steps(Outbox outbox, string messageId) : ISubmissionSteps
    {
        public void Connected() => outbox.Move(messageId, OutboxStage.Connected);

        public void DataBegins() => outbox.Move(messageId, OutboxStage.DataBegun);
    }
}
