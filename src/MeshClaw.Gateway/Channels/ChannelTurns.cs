using System.Security.Cryptography;
using System.Text;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Diagnostics;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Runs;
using MeshClaw.Core.Turns;
using MeshClaw.Gateway.Features.Turns;
using MeshClaw.Policy;
using MeshClaw.Protocol;
using MeshClaw.Storage.Channels;

namespace MeshClaw.Gateway.Channels;

/// <summary>
/// Turns that begin in channels: asks, shows the answer while it is written, and tells what the turn came to, once for each time that it stops. The
/// turn's run and the place to tell are on disk together before anything is told, so that the next process goes on where this one died.
/// </summary>
internal sealed class ChannelTurns(
    RunEngine engine,
    IRunStore runs,
    IConversationStore conversations,
    IAgentCatalog agents,
    TurnReader reader,
    TurnFeed feed,
    SqliteChannelRuns channelRuns,
    SqlitePlaces places,
    ChannelHub hub,
    ChannelSender sender,
    ReceivedFiles files
)
{
    private const int RunsLookedAt = 200;

    /// <summary>Told of the approvals that a turn waits for, to show them to who asked.</summary>
    public Func<ChannelRun, IReadOnlyList<string>, CancellationToken, Task> Offers { get; set; } =
        static (_, _, _) => Task.CompletedTask;

    /// <summary>Makes a turn of a message. Returns what to say where that cannot be; null where the turn was begun and what it came to first was told.</summary>
    /// <param name="context">The message.</param>
    /// <param name="text">Its words.</param>
    /// <param name="isRecovered">Whether an earlier process may have begun the turn.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ChatAnswer?> AskAsync(
        ChatContext context,
        string text,
        bool isRecovered,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var begun = isRecovered ? await FindAsync(context, cancellationToken).ConfigureAwait(false) : null;
            var (run, conversation) = begun ?? await BeginAsync(context, text, cancellationToken).ConfigureAwait(false);
            KillPoint.Pass("channel.asked");
            var noted = await channelRuns
                .BeginAsync(context.Stored, run, conversation, context.ReplyTo, cancellationToken)
                .ConfigureAwait(false);
            await FollowAsync(noted, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (RunRefusedException refused)
        {
            return context.Say(
                $"refused {refused.Code}",
                refused.Code == "stopped" ? "Everything is stopped. Go on with: /resume" : refused.Message
            );
        }
    }

    /// <summary>Shows a turn while it is written, and tells what it came to.</summary>
    public async Task FollowAsync(ChannelRun run, CancellationToken cancellationToken)
    {
        if (engine.Active.Contains(run.Run) && hub.Find(run.Channel) is { } channel)
        {
            await ShowAsync(run, channel, cancellationToken).ConfigureAwait(false);
        }

        await engine.WaitAsync(run.Run, cancellationToken).ConfigureAwait(false);
        await TellAsync(run.Run, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells what a turn that stands still has come to, where that was not told; nothing for runs that began elsewhere.</summary>
    public async Task TellAsync(RunId run, CancellationToken cancellationToken)
    {
        if (
            await channelRuns.FindAsync(run, cancellationToken).ConfigureAwait(false) is not { } told
            || hub.Find(told.Channel)?.Traits is not { } traits
        )
        {
            return;
        }

        if (await reader.FindAsync(run, cancellationToken).ConfigureAwait(false) is not { } turn)
        {
            await channelRuns.EndAsync(run, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (turn.State == "running")
        {
            return; // It goes on: its end will be told.
        }

        var text = Words(turn);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        var isOver = turn.State is "done" or "failed" or "stopped";
        if (hash != told.Last)
        {
            var first = new Outbound
            {
                Key = KeyOf(told),
                Place = told.Place,
                Text = text,
                ReplyTo = told.Told == 0 ? told.ReplyTo : null,
            };
            QueuedMessage[] messages =
            [
                .. MessageParts.Of(first, traits).Select(m => new QueuedMessage(m, IsAnswer: true)),
            ];
            sender.EndShow(told.Channel, first.Key);
            await channelRuns.TellAsync(told, hash, messages, isOver, cancellationToken).ConfigureAwait(false);
            KillPoint.Pass("channel.answered");
            sender.Ring(told.Channel);
        }
        else if (isOver)
        {
            await channelRuns.EndAsync(run, cancellationToken).ConfigureAwait(false);
        }

        if (turn.Approvals.Count > 0)
        {
            await Offers(told, turn.Approvals, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ShowAsync(ChannelRun run, IChannel channel, CancellationToken cancellationToken)
    {
        await IgnoreAsync(channel.ShowTypingAsync(run.Place, cancellationToken)).ConfigureAwait(false);
        if (!channel.Traits.CanEdit)
        {
            return;
        }

        var draft = new Outbound
        {
            Key = KeyOf(run),
            Place = run.Place,
            Text = "…",
            ReplyTo = run.ReplyTo,
        };
        var text = new StringBuilder();
        await foreach (var happened in feed.Watch(run.Run, cancellationToken).ConfigureAwait(false))
        {
            if (happened is not TurnEvent.Words words)
            {
                continue;
            }

            if (text.Length == 0)
            {
                await sender.BeginShowAsync(run.Channel, draft, cancellationToken).ConfigureAwait(false);
            }

            text.Append(words.Delta);
            if (text.Length < channel.Traits.MaxText && !string.IsNullOrWhiteSpace(words.Delta))
            {
                sender.Show(run.Channel, draft with { Text = Clean(text.ToString()) + " …" });
            }
        }
    }

    private static string KeyOf(ChannelRun run) => FormattableString.Invariant($"{run.Run}/{run.Told + 1}");

    private static string Words(TurnResponse turn)
    {
        var lines = new List<string>();
        if (turn.Reply.Length > 0)
        {
            lines.Add(Clean(turn.Reply));
        }

        lines.AddRange(turn.Notes.Where(n => n != turn.Reply).Select(Clean));
        switch (turn.State)
        {
            case "failed":
                lines.Add($"It failed: {Clean(turn.Error ?? "the log has more.")}");
                break;
            case "stopped":
                lines.Add("It was stopped.");
                break;
            case "waiting" when turn.Approvals.Count > 0:
                lines.Add($"It waits for your yes: {string.Join(", ", turn.Approvals)}.");
                break;
            case "waiting":
                lines.Add($"It is paused. {Clean(turn.Error ?? "")}\nGo on with: /continue {turn.Run}");
                break;
            default:
                break;
        }

        return lines.Count > 0 ? string.Join("\n\n", lines) : "Done.";
    }

    private static string Clean(string text) => string.Join('\n', InvisibleText.Lines(text, 100_000)).Trim();

    private async Task<(RunId, ConversationId)> BeginAsync(
        ChatContext context,
        string text,
        CancellationToken cancellationToken
    )
    {
        var place = await places.ReadAsync(context.Name, context.Place, cancellationToken).ConfigureAwait(false);
        var agent = place.Agent ?? hub.Configured(context.Name)?.Agent ?? Usual();
        var said = await files.AddAsync(context, text, cancellationToken).ConfigureAwait(false);
        var conversation = place.Conversation;
        while (true)
        {
            await engine.WhenFreeAsync(agent, cancellationToken).ConfigureAwait(false);
            try
            {
                var request = new TurnRequest(agent, said, conversation, TriggerOf(context));
                var (run, begun) = await engine.AskAsync(request, cancellationToken).ConfigureAwait(false);
                return (run.Id, begun);
            }
            catch (RunRefusedException busy) when (busy.Code == "busy")
            {
                await Task.Yield(); // Somebody was quicker; it is free again some time.
            }
            catch (RunRefusedException gone) when (gone.Code == "not-found" && conversation is not null)
            {
                conversation = null; // It was another agent's, or is forgotten.
            }
        }
    }

    private AgentName Usual() => agents.List() is [var only] ? only.Name : new AgentName(AgentTemplates.AssistantName);

    private async Task<(RunId, ConversationId)?> FindAsync(ChatContext context, CancellationToken cancellationToken)
    {
        var trigger = TriggerOf(context);
        var latest = await runs.ListAsync(null, null, RunsLookedAt, cancellationToken).ConfigureAwait(false);
        return
            latest.FirstOrDefault(r => r.Trigger == trigger) is { } run
            && await conversations.OfRunAsync(run.Id, cancellationToken).ConfigureAwait(false) is { } conversation
            ? (run.Id, conversation.Id)
            : null;
    }

    private static string TriggerOf(ChatContext context) =>
        FormattableString.Invariant($"{context.Name} d{context.Stored.Id}");

    private static async Task IgnoreAsync(Task courtesy)
    {
        try
        {
            await courtesy.ConfigureAwait(false);
        }
        catch (ChannelException)
        {
            // The answer comes all the same.
        }
    }
}
