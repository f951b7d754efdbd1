using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Runs;
using Microsoft.Extensions.AI;

namespace MeshClaw.Core.Turns;

/// <summary>
/// Asks the model, makes the calls that it wants, and asks again, until it wants none, waits for the owner, or goes in circles. Every step is on
/// disk before the next, so that another process can go on from there.
/// </summary>
internal sealed class TurnLoop(
    IConversationStore conversations,
    PromptBuilder prompts,
    Compactor compactor,
    ToolDesk desk,
    TurnFeed feed
)
{
    /// <summary>Answers of the model in one turn.</summary>
    private const int MostSteps = 100;
    private const int MostEmpty = 2;
    private const int MaxOutcome = 200;

    /// <summary>Tokens of a prompt above which the conversation is compacted, where nobody says otherwise.</summary>
    public const int UsualWindow = 24_000;

    /// <summary>Goes on with a turn to its end, or until it waits.</summary>
    public async Task<TurnOutcome> RunAsync(Turn turn, int window)
    {
        var empty = 0;
        for (var step = 0; step < MostSteps; step++)
        {
            var prompt = await PromptAsync(turn, window).ConfigureAwait(false);
            if (prompt.Tokens > turn.TokensLeft && turn.Depth > 0)
            {
                return await EndAsync(turn, "The tokens for this part are used up.").ConfigureAwait(false);
            }

            if (prompt.Tokens > turn.TokensLeft && !turn.IsMetered)
            {
                throw new RunPausedException(
                    $"It has used its {turn.Agent.Grant.Limits.TokensPerRun} tokens (limits.tokens-per-run). Go on with as many again: meshclaw continue {turn.Run.Id}"
                );
            }

            var answer = await AskAsync(turn, prompt).ConfigureAwait(false);
            if (answer is { Calls.IsEmpty: true, Text: "" } && ++empty < MostEmpty)
            {
                continue; // Providers do this now and then; asked once more, they answer.
            }

            await AppendAsync(turn, [new NewEntry(answer)]).ConfigureAwait(false);
            if (answer.Calls.IsEmpty)
            {
                return new TurnOutcome(
                    answer.Text.Length > 0 ? answer.Text : "The model gave no answer.",
                    IsOver: true
                );
            }

            if (await CallAsync(turn, answer.Calls).ConfigureAwait(false) is { } stuck)
            {
                return await EndAsync(turn, stuck).ConfigureAwait(false);
            }

            if (turn.Depth == 0 && await desk.WaitsAsync(turn).ConfigureAwait(false))
            {
                return new TurnOutcome(answer.Text, IsOver: false);
            }
        }

        return await EndAsync(turn, $"It was ended after {MostSteps} steps.").ConfigureAwait(false);
    }

    /// <summary>
    /// Does a part of a turn in a conversation of its own, with some of its tools and tokens, and gives the answer. The owner's message stays what the
    /// plan is made of, whatever the model makes of the task.
    /// </summary>
    public async Task<string> RunPartAsync(Turn turn, string task, IReadOnlyList<string> tools, long tokens, int window)
    {
        var title = InvisibleText.Line($"{turn.Run.Id}: {task}", Conversation.MaxTitle);
        var conversation = await conversations.BeginAsync(turn.Agent.Name, title, turn.Token).ConfigureAwait(false);
        NewEntry[] said = [new(new TurnContent.Said(task))];
        await conversations.AppendAsync(conversation.Id, turn.Run.Id, said, turn.Token).ConfigureAwait(false);
        var part = turn.Part(conversation, task, turn.Belt.Narrow(tools), tokens);
        try
        {
            return (await RunAsync(part, window).ConfigureAwait(false)).Reply;
        }
        finally
        {
            turn.Usage = turn.Usage.With(part.Usage);
            turn.TokensLeft -= tokens - part.TokensLeft;
            turn.Proposed.UnionWith(part.Proposed);
        }
    }

    private async Task<Prompt> PromptAsync(Turn turn, int window)
    {
        var prompt = await prompts.BuildAsync(turn, turn.Token).ConfigureAwait(false);
        if (
            prompt.Tokens <= window
            || await compactor.CompactAsync(turn, window, turn.Token).ConfigureAwait(false) is not { } compaction
        )
        {
            return prompt;
        }

        turn.Conversation = turn.Conversation with { Compaction = compaction };
        return await prompts.BuildAsync(turn, turn.Token).ConfigureAwait(false);
    }

    private async Task<TurnContent.Answered> AskAsync(Turn turn, Prompt prompt)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (
            var update in turn
                .Model.GetStreamingResponseAsync(prompt.Messages, prompt.Options, turn.Token)
                .ConfigureAwait(false)
        )
        {
            updates.Add(update);
            if (update.Text is { Length: > 0 } delta && turn.Depth == 0)
            {
                feed.Publish(turn.Run.Id, new TurnEvent.Words(delta));
            }
        }

        var response = updates.ToChatResponse();
        turn.Usage = turn.Usage.With(response.Usage);
        turn.TokensLeft -= UsedBy(response, prompt);
        var calls = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>();
        return new TurnContent.Answered(response.Text, [.. CallsOf(calls)])
        {
            Usage = new TurnUsage().With(response.Usage),
        };
    }

    // What a provider had in its cache costs next to nothing.
    private static long UsedBy(ChatResponse response, Prompt prompt) =>
        response.Usage is { InputTokenCount: { } input, OutputTokenCount: { } output } usage
            ? input - (usage.CachedInputTokenCount ?? 0) + output
            : prompt.Tokens + TokenEstimate.Of(response.Text);

    // Ids are made where a provider gives none, or one twice.
    private static IEnumerable<ModelCall> CallsOf(IEnumerable<FunctionCallContent> calls)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var call in calls)
        {
            var id = call.CallId;
            for (var i = 1; string.IsNullOrEmpty(id) || !taken.Add(id); i++)
            {
                id = string.Create(CultureInfo.InvariantCulture, $"call_{taken.Count}_{i}");
            }

            // With arguments it is only that the tool was not offered in this call; which tools there are the desk knows.
            var error = call is { Exception: not null, Arguments: null }
                ? "The arguments could not be read: they must be one JSON object."
                : null;
            yield return new ModelCall(id, call.Name ?? "", Json(call.Arguments), error);
        }
    }

    private static string Json(IDictionary<string, object?>? arguments)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var (name, value) in arguments ?? new Dictionary<string, object?>())
            {
                json.WritePropertyName(name);
                switch (value)
                {
                    case null:
                        json.WriteNullValue();
                        break;
                    case JsonElement element:
                        element.WriteTo(json);
                        break;
                    case bool flag:
                        json.WriteBooleanValue(flag);
                        break;
                    case IFormattable number when number is int or long or double or decimal:
                        json.WriteRawValue(number.ToString(null, CultureInfo.InvariantCulture));
                        break;
                    default:
                        json.WriteStringValue(value.ToString());
                        break;
                }
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    // Returns why the turn should end; null where it goes on.
    private async Task<string?> CallAsync(Turn turn, ImmutableArray<ModelCall> calls)
    {
        foreach (var call in calls)
        {
            var effect = turn.Belt.Find(call.Name)?.Definition.Effect;
            feed.Publish(turn.Run.Id, new TurnEvent.Called(call.Id, call.Name, call.Arguments, effect));
        }

        var results = await desk.CallAsync(turn, calls).ConfigureAwait(false);
        string? stuck = null;
        foreach (var (call, result) in calls.Zip(results))
        {
            var outcome = InvisibleText.Line(result.Text, MaxOutcome);
            feed.Publish(
                turn.Run.Id,
                new TurnEvent.CameBack(call.Id, call.Name, outcome, result.Action, result.Foreign)
            );
            stuck ??= turn.Watch.Note(call.Name, call.Arguments, result.Action is null ? result.Text : "");
        }

        return stuck;
    }

    private async Task<TurnOutcome> EndAsync(Turn turn, string why)
    {
        await AppendAsync(turn, [new NewEntry(new TurnContent.Noted(why, Ends: true))]).ConfigureAwait(false);
        feed.Publish(turn.Run.Id, new TurnEvent.Noted(why));
        return new TurnOutcome(why, IsOver: true);
    }

    private Task AppendAsync(Turn turn, IReadOnlyList<NewEntry> entries) =>
        entries.Count == 0
            ? Task.CompletedTask
            : conversations.AppendAsync(turn.Conversation.Id, turn.Run.Id, entries, turn.Token);
}
