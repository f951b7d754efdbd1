using System.Text.Json;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Runs;
using MeshClaw.Core.Turns;
using MeshClaw.Core.Usage;
using MeshClaw.Gateway.Features.Runs;
using MeshClaw.Policy;
using MeshClaw.Protocol;

namespace MeshClaw.Gateway.Features.Turns;

/// <summary>Reads turns and conversations for the wire.</summary>
internal sealed class TurnReader(
    IConversationStore conversations,
    IRunStore runs,
    IJournal journal,
    IUsageLedger ledger,
    RunReader runReader
)
{
    private const int MaxOutcome = 200;

    /// <summary>A turn as it stands; null where the run is none.</summary>
    public async Task<TurnResponse?> FindAsync(RunId run, CancellationToken cancellationToken)
    {
        if (
            await runs.FindAsync(run, cancellationToken).ConfigureAwait(false) is not { } record
            || await conversations.OfRunAsync(run, cancellationToken).ConfigureAwait(false) is not { } conversation
        )
        {
            return null;
        }

        var entries = await conversations.ReadRunAsync(run, cancellationToken).ConfigureAwait(false);
        return await OfAsync(record, conversation.Id, entries, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A turn that has just begun: as it was written down, whatever it has come to meanwhile.</summary>
    public static TurnResponse Begun(RunRecord run, ConversationId conversation) =>
        new()
        {
            Reply = "",
            Run = run.Id.ToString(),
            Agent = run.Agent.Value,
            Conversation = conversation.ToString(),
            State = Answer.Word(run.State),
            Usage = Of(new RunSpending(), new TurnUsage()),
            Calls = [],
            Approvals = [],
            Notes = [],
        };

    /// <summary>What was said in a conversation.</summary>
    public async Task<IReadOnlyList<ConversationLine>> LinesAsync(
        ConversationId conversation,
        CancellationToken cancellationToken
    )
    {
        var lines = new List<ConversationLine>();
        foreach (var entry in await conversations.ReadAsync(conversation, 0, cancellationToken).ConfigureAwait(false))
        {
            var (who, text) = entry.Content switch
            {
                TurnContent.Said said => ("owner", said.Text),
                TurnContent.Answered answered => ("agent", answered.Text),
                TurnContent.Noted noted => ("gateway", noted.Text),
                TurnContent.Returned returned => ("tool", returned.Text),
                TurnContent.Proposed proposed => (
                    "tool",
                    await OutcomeAsync(proposed.Action, cancellationToken).ConfigureAwait(false)
                ),
                var other => throw new InvalidOperationException($"Unknown step {other.GetType().Name}."),
            };
            if (text.Length > 0)
            {
                lines.Add(new ConversationLine(who, text, entry.Run.ToString()));
            }
        }

        return lines;
    }

    private async Task<TurnResponse> OfAsync(
        RunRecord record,
        ConversationId conversation,
        IReadOnlyList<TurnEntry> entries,
        CancellationToken cancellationToken
    )
    {
        var spent = await ledger.OfRunAsync(record.Id, cancellationToken).ConfigureAwait(false);
        var run = await runReader.ReadAsync(record, spent, cancellationToken).ConfigureAwait(false);
        var answers = entries.Select(e => e.Content).OfType<TurnContent.Answered>().ToList();
        var usage = answers.Aggregate(new TurnUsage(), (sum, a) => sum.With(a.Usage));
        return new TurnResponse
        {
            Reply = answers.LastOrDefault(a => a.Text.Length > 0)?.Text ?? "",
            Run = run.Run,
            Agent = run.Agent,
            Conversation = conversation.ToString(),
            State = run.State,
            Usage = Of(spent, usage),
            Calls = await CallsAsync(entries, cancellationToken).ConfigureAwait(false),
            Approvals = run.Approvals,
            Notes = [.. entries.Select(e => e.Content).OfType<TurnContent.Noted>().Select(n => n.Text)],
            Error = run.Error,
        };
    }

    // A turn from before there was a ledger, or of models that are not metered, has what its answers said.
    private static TurnUsageDto Of(RunSpending spent, TurnUsage said) =>
        spent.Attempts == 0
            ? new TurnUsageDto(said.Input, said.Output, said.Cached, null)
            : new TurnUsageDto(spent.Tokens.Input, spent.Tokens.Output, spent.Tokens.Cached, spent.Cost)
            {
                Estimated = spent.IsEstimated,
            };

    private async Task<IReadOnlyList<TurnCallDto>> CallsAsync(
        IReadOnlyList<TurnEntry> entries,
        CancellationToken cancellationToken
    )
    {
        var calls = new List<TurnCallDto>();
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Content is not TurnContent.Answered answered)
            {
                continue;
            }

            // Ids need be unlike each other within one answer only.
            var results = entries.Skip(i + 1).TakeWhile(e => e.Content is not TurnContent.Answered).ToList();
            foreach (var call in answered.Calls)
            {
                var action = results
                    .Select(r => r.Content)
                    .OfType<TurnContent.Proposed>()
                    .FirstOrDefault(p => p.Call == call.Id)
                    ?.Action;
                var text = results
                    .Select(r => r.Content)
                    .OfType<TurnContent.Returned>()
                    .FirstOrDefault(r => r.Call == call.Id)
                    ?.Text;
                var outcome = action is { } id
                    ? await OutcomeAsync(id, cancellationToken).ConfigureAwait(false)
                    : InvisibleText.Line(text ?? "", MaxOutcome);
                calls.Add(new TurnCallDto(call.Name, Args(call.Arguments), action?.ToString(), outcome));
            }
        }

        return calls;
    }

    private async Task<string> OutcomeAsync(ActionId action, CancellationToken cancellationToken) =>
        ActionText.Of(await journal.FindAsync(action, cancellationToken).ConfigureAwait(false));

    private static JsonElement Args(string arguments)
    {
        try
        {
            return JsonElement.Parse(arguments.Length == 0 ? "{}" : arguments);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(arguments, ProtocolJson.Default.String);
        }
    }
}
