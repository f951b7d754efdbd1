using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Approvals;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Runs;
using MeshClaw.Core.Stopping;
using MeshClaw.Policy;
using MeshClaw.Storage.Channels;

namespace MeshClaw.Gateway.Channels;

/// <summary>What people can say that needs no model: <c>/status</c>, <c>/undo</c>, <c>/resume</c> and so on.</summary>
internal sealed class ChannelCommands(
    RunEngine engine,
    IAgentCatalog agents,
    IApprovalStore approvals,
    IStopSwitch stopSwitch,
    StopService stop,
    SqliteLock locking,
    SqlitePlaces places,
    ChannelApprovals answers,
    Func<RunId, CancellationToken, Task<string>> describe
)
{
    private const int MostListed = 10;

    /// <summary>Platforms tell times in whole seconds.</summary>
    private static readonly TimeSpan s_clocks = TimeSpan.FromSeconds(2);
    private const string Help = """
        Write what you want done. And, without a model:
        stop – everything ends at once, from here too
        /resume – go on after a stop
        /status – how things stand
        /agents, /agent NAME – who answers here
        /run NAME – start an agent
        /new – begin a new conversation
        /approvals – what waits for you
        /show p12, /approve p12 CHECK, /deny p12
        /undo [a12 or r7] – take back what was done last
        /continue r7 – go on with what is paused
        """;

    private static readonly ImmutableDictionary<string, string> s_answers = ImmutableDictionary.CreateRange(
        StringComparer.OrdinalIgnoreCase,
        [
            KeyValuePair.Create("approve", ApprovalCards.Yes),
            KeyValuePair.Create("yes", ApprovalCards.Yes),
            KeyValuePair.Create("deny", ApprovalCards.No),
            KeyValuePair.Create("no", ApprovalCards.No),
            KeyValuePair.Create("show", ApprovalCards.All),
            KeyValuePair.Create("change", ApprovalCards.Change),
            KeyValuePair.Create("always", ApprovalCards.Always),
        ]
    );

    /// <summary>The words of a command; null where a text is none, and is for an agent.</summary>
    public static ImmutableArray<string>? Parse(Delivery delivery)
    {
        var text = delivery.Kind == DeliveryKind.Command ? $"/{delivery.Text.TrimStart('/', ' ')}" : delivery.Text;
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return null;
        }

        if (words[0].StartsWith('/') && words[0].Length > 1)
        {
            return [words[0][1..].Split('@')[0].ToUpperInvariant(), .. words[1..]];
        }

        // Said without a slash only where nothing else can be meant.
        var isAnswer =
            words.Length is 2 or 3 && s_answers.ContainsKey(words[0]) && ApprovalId.TryParse(words[1], out _);
        var isWord = words.Length == 1 && words[0].ToUpperInvariant() is "RESUME" or "STATUS" or "HELP";
        return isAnswer || isWord ? [words[0].ToUpperInvariant(), .. words[1..]] : null;
    }

    /// <summary>Carries out a command.</summary>
    /// <param name="context">Who said it, and where.</param>
    /// <param name="words">As <see cref="Parse"/> gave them.</param>
    /// <param name="isRecovered">Whether an earlier process may have begun to: what must not be done twice is not begun again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ChatAnswer> DoAsync(
        ChatContext context,
        ImmutableArray<string> words,
        bool isRecovered,
        CancellationToken cancellationToken
    )
    {
        if (isRecovered && words[0] is ("RUN" or "UNDO"))
        {
            return context.Say(
                "left after a restart",
                $"The gateway was restarted around your /{words[0].ToLowerInvariant()}: it may have been done, and is not begun twice. See /status, and say it again if it was not."
            );
        }

        var rest = words[1..];
        if (s_answers.TryGetValue(words[0], out var verb))
        {
            return await answers.SayAsync(context, verb, rest, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return words[0] switch
            {
                "START" or "HELP" => context.Say("helped", Help),
                "STATUS" => await StatusAsync(context, cancellationToken).ConfigureAwait(false),
                "AGENTS" => context.Say("listed", ListAgents()),
                "AGENT" => await TalkToAsync(context, rest, cancellationToken).ConfigureAwait(false),
                "NEW" => await BeginAnewAsync(context, cancellationToken).ConfigureAwait(false),
                "APPROVALS" => await WaitingAsync(context, cancellationToken).ConfigureAwait(false),
                "RESUME" => await ResumeAsync(context, cancellationToken).ConfigureAwait(false),
                "UNDO" => await UndoAsync(context, rest, cancellationToken).ConfigureAwait(false),
                "RUN" => await RunAsync(context, rest, cancellationToken).ConfigureAwait(false),
                "CONTINUE" => await ContinueAsync(context, rest, cancellationToken).ConfigureAwait(false),
                "FORGET-RULE" when rest is [var name] => await answers
                    .TakeBackAsync(context, name, cancellationToken)
                    .ConfigureAwait(false),
                _ => context.Say("no such command", $"There is no /{words[0].ToLowerInvariant()}.\n\n{Help}"),
            };
        }
        catch (RunRefusedException refused)
        {
            return context.Say($"refused {refused.Code}", refused.Message);
        }
    }

    private async Task<ChatAnswer> StatusAsync(ChatContext context, CancellationToken cancellationToken)
    {
        var status = await stopSwitch.ReadAsync(cancellationToken).ConfigureAwait(false);
        var locked = await locking.ReadAsync(cancellationToken).ConfigureAwait(false);
        var waiting = await approvals
            .ListAsync(ApprovalState.Waiting, int.MaxValue, cancellationToken)
            .ConfigureAwait(false);
        var text = new StringBuilder();
        text.AppendLine(
            locked is not null ? "Locked. Unlock it at the device: meshclaw unlock"
            : status.Stopped ? "Stopped. Go on with: /resume"
            : "Running."
        );
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{engine.Active.Count} runs under way, {waiting.Count} approvals wait for you."
        );
        return context.Say("told how it stands", text.Append(ListAgents()).ToString());
    }

    private string ListAgents()
    {
        var all = agents.List();
        return all.Count == 0
            ? "There are no agents. Make one at the device: meshclaw agents create"
            : string.Join(
                '\n',
                all.Take(MostListed)
                    .Select(a =>
                        a.Definition is { } file
                            ? $"• {a.Name}: {file.Description}"
                            : $"• {a.Name}: its file has errors"
                    )
            );
    }

    private async Task<ChatAnswer> TalkToAsync(
        ChatContext context,
        ImmutableArray<string> words,
        CancellationToken cancellationToken
    )
    {
        if (words is not [var name] || agents.Find(new AgentName(name.ToLowerInvariant())) is not { } agent)
        {
            return context.Say("no such agent", $"There are:\n{ListAgents()}");
        }

        await places.TalkAsync(context.Name, context.Place, agent.Name, null, cancellationToken).ConfigureAwait(false);
        return context.Say("changed the agent", $"{agent.Name} answers here now.");
    }

    private async Task<ChatAnswer> BeginAnewAsync(ChatContext context, CancellationToken cancellationToken)
    {
        var place = await places.ReadAsync(context.Name, context.Place, cancellationToken).ConfigureAwait(false);
        await places.TalkAsync(context.Name, context.Place, place.Agent, null, cancellationToken).ConfigureAwait(false);
        return context.Say("began anew", "A new conversation begins. Orders and what waits for you stay.");
    }

    private async Task<ChatAnswer> WaitingAsync(ChatContext context, CancellationToken cancellationToken)
    {
        var waiting = await approvals
            .ListAsync(ApprovalState.Waiting, MostListed, cancellationToken)
            .ConfigureAwait(false);
        return context.Say(
            "listed",
            waiting.Count == 0
                ? "Nothing waits for you."
                : string.Join('\n', waiting.Select(a => $"{a.Id}: {a.Agent}, {a.Calls} calls. /show {a.Id}"))
        );
    }

    private async Task<ChatAnswer> ResumeAsync(ChatContext context, CancellationToken cancellationToken)
    {
        if (RefuseAdminister(context) is { } refusal)
        {
            return refusal;
        }

        // Said before the stop, and come after it: a phone that was offline, or a gateway that was away.
        var status = await stopSwitch.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (status is { Stopped: true, Since: { } since } && since > context.Delivery.Sent + s_clocks)
        {
            return context.Say("older than the stop", "It was stopped after you had written that. Say /resume again.");
        }

        var before = await stop.ResumeAsync(context.By, cancellationToken).ConfigureAwait(false);
        if (before.Locked is not null)
        {
            return context.Say("locked", "The gateway is locked. Unlock it at the device: meshclaw unlock");
        }

        return context.Say(
            "resumed",
            before.Stopped ? "It goes on. What the stop ended does not begin anew by itself." : "It was not stopped."
        );
    }

    private async Task<ChatAnswer> UndoAsync(
        ChatContext context,
        ImmutableArray<string> words,
        CancellationToken cancellationToken
    )
    {
        if (RefuseAdminister(context) is { } refusal)
        {
            return refusal;
        }

        var run = await engine.StartUndoAsync(words.FirstOrDefault(), cancellationToken).ConfigureAwait(false);
        await engine.WaitAsync(run, cancellationToken).ConfigureAwait(false);
        return context.Say($"undid in {run}", await describe(run, cancellationToken).ConfigureAwait(false));
    }

    private async Task<ChatAnswer> RunAsync(
        ChatContext context,
        ImmutableArray<string> words,
        CancellationToken cancellationToken
    )
    {
        if (RefuseAdminister(context) is { } refusal)
        {
            return refusal;
        }

        if (words is not [var name])
        {
            return context.Say("no agent named", $"Which one? /run NAME\n{ListAgents()}");
        }

        var agent = new AgentName(name.ToLowerInvariant());
        var run = await engine.StartAsync(agent, "asked", cancellationToken).ConfigureAwait(false);
        await engine.WaitAsync(run, cancellationToken).ConfigureAwait(false);
        return context.Say($"ran {run}", await describe(run, cancellationToken).ConfigureAwait(false));
    }

    private async Task<ChatAnswer> ContinueAsync(
        ChatContext context,
        ImmutableArray<string> words,
        CancellationToken cancellationToken
    )
    {
        if (RefuseAdminister(context) is { } refusal)
        {
            return refusal;
        }

        if (words is not [var name] || !RunId.TryParse(name, out var run))
        {
            return context.Say("no run named", "Which one? /continue r7");
        }

        await engine.ContinueTurnAsync(run, null, cancellationToken).ConfigureAwait(false);
        return context.Say($"continued {run}", $"{run} goes on.");
    }

    private static ChatAnswer? RefuseAdminister(ChatContext context) =>
        context.Person.May(ChannelRights.Administer)
            ? null
            : context.Say("may not administer", "This account may not do that. The owner can, or do it at the device.");
}
