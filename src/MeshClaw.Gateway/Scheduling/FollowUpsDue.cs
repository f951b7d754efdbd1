using System.Globalization;
using System.Text.Json;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Events;
using MeshClaw.Core.Mail.Writing;
using MeshClaw.Core.Runs;
using MeshClaw.Core.Tools;

namespace MeshClaw.Gateway.Scheduling;

/// <summary>
/// Looks, when its time has come, whether a message was answered: if so the wait is over without a word, else the owner is reminded. What
/// it does twice is the same as once.
/// </summary>
internal sealed class FollowUpsDue(IFollowUpStore followUps, RunEngine engine) : IEventHandler
{
    /// <inheritdoc />
    public string Kind => FollowUp.EventKind;

    /// <inheritdoc />
    public async Task<EventOutcome> HandleAsync(EventRecord taken, CancellationToken cancellationToken)
    {
        var id = long.Parse(taken.Payload, CultureInfo.InvariantCulture); // The store wrote it with the event.
        if (
            await followUps.FindAsync(id, cancellationToken).ConfigureAwait(false)
            is not { State: FollowUpState.Open } followUp
        )
        {
            return new EventOutcome.Closed("was closed");
        }

        var request = new ToolRequest(
            followUp.What.Connection,
            MailTools.Answers,
            JsonSerializer.Serialize(
                new Dictionary<string, string> { ["messageId"] = followUp.What.MessageId },
                Features.Mail.MailEndpointJson.Default.DictionaryStringString
            )
        );
        var result = await engine.ReadAsync(request, cancellationToken).ConfigureAwait(false);
        var answers = (MailAnswers)result.Value; // By the tool's contract.
        var answered = followUp.What.Person is { } person ? answers.From.Contains(person) : answers.From.Count > 0;
        var state = answered ? FollowUpState.Answered : FollowUpState.Due;
        await followUps.CloseAsync(id, state, cancellationToken).ConfigureAwait(false);
        return new EventOutcome.Closed(answered ? "answered" : "reminded");
    }
}
