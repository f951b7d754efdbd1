using System.Text.Json;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Models;
using MeshClaw.Core.Orders;
using Microsoft.Extensions.AI;

namespace MeshClaw.Core.Turns;

/// <summary>What goes to a model in one call.</summary>
/// <param name="Messages">The pinned beginning, the window, the pinned end.</param>
/// <param name="Options">The tools.</param>
/// <param name="Tokens">About how many tokens the window and the pinned parts come to.</param>
internal sealed record Prompt(IReadOnlyList<ChatMessage> Messages, ChatOptions Options, int Tokens);

/// <summary>Makes prompts from storage: nothing of one is remembered for the next.</summary>
internal sealed class PromptBuilder(
    IConversationStore conversations,
    IJournal journal,
    IOrderStore orders,
    Func<Owner> owner,
    Func<DateTimeOffset> now
)
{
    /// <summary>What the gateway says begins with it; the owner's words never do.</summary>
    public const string Gateway = "[gateway] ";
    private const int ShortResult = 300;

    /// <summary>The next call of a turn.</summary>
    public async Task<Prompt> BuildAsync(Turn turn, CancellationToken cancellationToken)
    {
        var book = await orders.ReadAsync(cancellationToken).ConfigureAwait(false);
        var entries = await conversations
            .ReadAsync(turn.Conversation.Id, turn.Conversation.Compaction.Entries, cancellationToken)
            .ConfigureAwait(false);
        var waiting = await journal
            .ListAsync(
                new JournalQuery
                {
                    Run = turn.Run.Id,
                    States = [ActionState.Waiting],
                    NewestFirst = false,
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        var messages = new List<ChatMessage>
        {
            new(
                ChatRole.System,
                [
                    new TextContent(
                        PinnedPart.Beginning(turn.Agent, owner(), book, turn.Belt, turn.Skills)
                    ).StableToHere(),
                ]
            ),
        };
        await AddWindowAsync(messages, turn, entries, cancellationToken).ConfigureAwait(false);
        if (messages[^1].Contents is [.., var last])
        {
            last.StableToHere();
        }

        messages.Add(
            new ChatMessage(ChatRole.User, PinnedPart.End(now(), turn.Flow.Plan, waiting, turn.Belt, turn.Skills))
        );
        var options = OptionsOf(turn);
        return new Prompt(messages, options, PromptEstimate.Of(messages, options));
    }

    private async Task AddWindowAsync(
        List<ChatMessage> messages,
        Turn turn,
        IReadOnlyList<TurnEntry> entries,
        CancellationToken cancellationToken
    )
    {
        var compaction = turn.Conversation.Compaction;
        if (compaction.Summary.Length > 0)
        {
            messages.Add(
                new ChatMessage(ChatRole.User, $"{Gateway}What went before, shortened:\n{compaction.Summary}")
            );
        }

        if (entries.All(e => e.Run != turn.Run.Id || e.Content is not TurnContent.Said))
        {
            messages.Add(new ChatMessage(ChatRole.User, turn.Task)); // Its own words never go.
        }

        for (var i = 0; i < entries.Count; i++)
        {
            switch (entries[i].Content)
            {
                case TurnContent.Said said:
                    messages.Add(new ChatMessage(ChatRole.User, said.Text));
                    break;
                case TurnContent.Answered answered:
                    messages.Add(Assistant(answered));
                    if (!answered.Calls.IsEmpty)
                    {
                        var results = entries.Skip(i + 1).TakeWhile(e => IsResult(e.Content)).ToList();
                        messages.Add(
                            await ResultsAsync(answered, results, compaction, cancellationToken).ConfigureAwait(false)
                        );
                    }

                    break;
                case TurnContent.Noted noted:
                    messages.Add(new ChatMessage(ChatRole.User, Gateway + noted.Text));
                    break;
                case TurnContent.Returned or TurnContent.Proposed:
                    break; // Stands with the answer that asked for it.
            }
        }
    }

    private static bool IsResult(TurnContent content) => content is TurnContent.Returned or TurnContent.Proposed;

    private static ChatMessage Assistant(TurnContent.Answered answered)
    {
        var contents = new List<AIContent>();
        if (answered.Text.Length > 0)
        {
            contents.Add(new TextContent(answered.Text));
        }

        contents.AddRange(answered.Calls.Select(c => new FunctionCallContent(c.Id, c.Name, ArgumentsOf(c))));
        return new ChatMessage(ChatRole.Assistant, contents);
    }

    // Providers want an object back, whatever the model wrote.
    private static Dictionary<string, object?> ArgumentsOf(ModelCall call)
    {
        try
        {
            var given = JsonElement.Parse(call.Arguments);
            if (given.ValueKind == JsonValueKind.Object)
            {
                return given.EnumerateObject().DistinctBy(p => p.Name).ToDictionary(p => p.Name, p => (object?)p.Value);
            }
        }
        catch (JsonException) { }

        return new() { ["unreadable"] = call.Arguments };
    }

    private async Task<ChatMessage> ResultsAsync(
        TurnContent.Answered answered,
        List<TurnEntry> results,
        Compaction compaction,
        CancellationToken cancellationToken
    )
    {
        var contents = new List<AIContent>();
        foreach (var call in answered.Calls)
        {
            var texts = new List<string>();
            foreach (var entry in results)
            {
                switch (entry.Content)
                {
                    case TurnContent.Returned returned when returned.Call == call.Id:
                        texts.Add(Text(entry, returned, entry.Id <= compaction.Results));
                        break;
                    case TurnContent.Proposed proposed when proposed.Call == call.Id:
                        var action = await journal.FindAsync(proposed.Action, cancellationToken).ConfigureAwait(false);
                        texts.Add(ActionText.Of(action));
                        break;
                }
            }

            // Every call needs a result, or the provider refuses the whole conversation.
            var text = texts.Count > 0 ? string.Join('\n', texts) : "It was interrupted; nothing is known of it.";
            contents.Add(new FunctionResultContent(call.Id, text));
        }

        return new ChatMessage(ChatRole.Tool, contents);
    }

    private static string Text(TurnEntry entry, TurnContent.Returned returned, bool leftOut) =>
        leftOut && returned.Text.Length > ShortResult ? $"[left out; {TurnTools.More} {entry.Handle} gives it again]"
        : returned.IsCut ? $"{returned.Text}[cut; {TurnTools.More} {entry.Handle} gives the rest]"
        : returned.Text;

    private static ChatOptions OptionsOf(Turn turn)
    {
        var tools = new List<AITool>();
        if (!turn.Skills.IsEmpty)
        {
            tools.AddRange(
                turn.Belt.All.IsEmpty
                    ? [TurnTools.SkillDeclaration, TurnTools.MoreDeclaration]
                    : [TurnTools.SkillDeclaration]
            );
        }

        if (!turn.Belt.All.IsEmpty)
        {
            tools.AddRange(turn.Belt.IsSmall ? [] : [TurnTools.OpenDeclaration]);
            tools.Add(TurnTools.MoreDeclaration);
            tools.AddRange(turn.Depth == 0 && !turn.Belt.IsSmall ? [TurnTools.DelegateDeclaration] : []);
            // Opened ones stand at the end, in the order of opening, so that what is before them stays as it was.
            var open = turn.Belt.IsSmall ? turn.Belt.All.Select(t => t.WireName) : turn.Conversation.OpenTools;
            tools.AddRange(open.Select(turn.Belt.Find).OfType<OfferedTool>().Select(t => t.Declaration));
        }

        return new ChatOptions { Tools = tools.Count == 0 ? null : tools, ConversationId = null };
    }
}
