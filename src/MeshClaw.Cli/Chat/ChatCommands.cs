using System.Globalization;
using System.Text.Json;
using MeshClaw.Cli.Commands;
using MeshClaw.Cli.Runs;
using MeshClaw.Cli.Terminal;
using MeshClaw.Cli.Turns;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Chat;

/// <summary>The lines of a chat that begin with a slash. None of them reaches a model.</summary>
internal sealed class ChatCommands(ChatSession chat, CommandScope scope, GatewayClient client)
{
    private const int MostLines = 40;

    private static readonly (string Name, string Help)[] s_all =
    [
        ("/stop", "stops everything at once, also while an agent works"),
        ("/resume", "ends a stop"),
        ("/undo", "takes back what was done last; /undo a12 or r7: that one"),
        ("/why", "why the last calls were allowed, asked or denied; /why a12: that one"),
        ("/calls", "the calls of the last turn, unfolded"),
        ("/cost", "tokens and money of this chat"),
        ("/approve", "says yes to what waits; /approve p3"),
        ("/deny", "says no to it; /deny p3"),
        ("/continue", "goes on with a turn that is paused"),
        ("/history", "what was said in this conversation"),
        ("/conversations", "the latest conversations"),
        ("/open", "goes on with another one; /open c4"),
        ("/new", "begins a new one"),
        ("/agent", "begins a new one with another agent; /agent inbox"),
        ("/help", "this list"),
        ("/quit", "leaves; what runs goes on"),
    ];

    /// <summary>For Tab.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(c => c.Name)];

    private Screen Screen => scope.Screen;

    private TurnResponse? Last => chat.Turns.LastOrDefault();

    /// <summary>Carries one out. False where the owner leaves.</summary>
    public async Task<bool> RunAsync(string line, CancellationToken cancellationToken)
    {
        var (name, argument) = line.Split(' ', 2, StringSplitOptions.TrimEntries) is [var n, var a]
            ? (n, a)
            : (line, "");
        switch (name)
        {
            case "/quit" or "/exit":
                return false;
            case "/stop":
                await chat.StopAsync(cancellationToken).ConfigureAwait(false);
                break;
            case "/resume":
                await ResumeAsync(cancellationToken).ConfigureAwait(false);
                break;
            case "/undo":
                await UndoAsync(argument, cancellationToken).ConfigureAwait(false);
                break;
            case "/why":
                await WhyAsync(argument, cancellationToken).ConfigureAwait(false);
                break;
            case "/calls":
                Calls();
                break;
            case "/cost":
                Cost();
                break;
            case "/approve" or "/deny":
                await AnswerAsync(name == "/approve", argument, cancellationToken).ConfigureAwait(false);
                break;
            case "/continue":
                await ContinueAsync(cancellationToken).ConfigureAwait(false);
                break;
            case "/history":
                await HistoryAsync(cancellationToken).ConfigureAwait(false);
                break;
            case "/conversations":
                await ConversationsAsync(cancellationToken).ConfigureAwait(false);
                break;
            case "/open" when argument.Length > 0:
                chat.Conversation = argument;
                await HistoryAsync(cancellationToken).ConfigureAwait(false);
                break;
            case "/new":
                chat.Conversation = null;
                Say("A new conversation begins with your next line.");
                break;
            case "/agent" when argument.Length > 0:
                chat.Agent = (await client.GetAgentAsync(argument, cancellationToken).ConfigureAwait(false)).Name;
                chat.Conversation = null;
                Say($"A new conversation with {chat.Agent} begins with your next line.");
                break;
            case "/help":
                Help();
                break;
            default:
                Say($"There is no {name} without more words, or not at all. See /help");
                break;
        }

        return true;
    }

    private void Say(string text) => Screen.Markup($"[dim]{Screen.Safe(text)}[/]");

    private void Help()
    {
        foreach (var (name, help) in s_all)
        {
            Screen.Markup($"  [bold]{name.PadRight(15)}[/] {Screen.Safe(help)}");
        }

        Say("Alt-Enter begins a new line, the arrows bring back what you wrote, Ctrl-D leaves.");
    }

    private async Task ResumeAsync(CancellationToken cancellationToken)
    {
        var resume = await client.ResumeAsync(cancellationToken).ConfigureAwait(false);
        Say(resume.Since is null ? "Nothing was stopped." : "Resumed.");
    }

    private async Task UndoAsync(string target, CancellationToken cancellationToken)
    {
        var run = await client.UndoAsync(target.Length == 0 ? null : target, cancellationToken).ConfigureAwait(false);
        var settled = await new RunFollower(client, Screen)
            .SettleAsync(run.Run, cancellationToken)
            .ConfigureAwait(false);
        RunSummary.Write(Screen, settled);
    }

    private async Task WhyAsync(string target, CancellationToken cancellationToken)
    {
        if (target.Length == 0 && Last is null)
        {
            Say("Nothing was decided in this chat yet.");
            return;
        }

        var query = new TimelineQuery
        {
            Run =
                target.StartsWith('a') ? null
                : target.Length > 0 ? target
                : Last!.Run,
            Limit = 1000,
        };
        var entries = await client.TimelineAsync(query, cancellationToken).ConfigureAwait(false);
        var asked = entries.Where(e => !target.StartsWith('a') || e.Id == target).Reverse().ToList();
        if (asked.Count == 0)
        {
            Say(
                target.StartsWith('a')
                    ? $"{target} is not among the last 1,000 actions: meshclaw timeline"
                    : "The guard had nothing to decide: only reads, which are free."
            );
        }

        foreach (var entry in asked)
        {
            Why(entry);
        }
    }

    private void Why(TimelineEntry entry)
    {
        Screen.Markup(
            $"[bold]{Screen.Safe(entry.Id)}[/] {Screen.Safe(entry.Tool)} on {Screen.Safe(entry.Connection)}: "
                + $"{Screen.Safe(entry.State)}  [dim]{Screen.Safe(entry.Title)}[/]"
        );
        var rules = entry.Rules.Count == 0 ? "no rule spoke" : string.Join(", ", entry.Rules);
        Screen.Markup($"  {Screen.Safe(entry.Explanation)} [dim]({Screen.Safe(rules)})[/]");
        foreach (var value in entry.Values)
        {
            var who =
                value.OwnerChosen ? "you chose it"
                : value.Origin == "thirdparty" ? "somebody else wrote it"
                : value.Origin;
            Screen.Markup($"  [dim]{Screen.Safe(value.Path)}: {Screen.Safe(who)} ({Screen.Safe(value.Source)})[/]");
        }
    }

    private void Calls()
    {
        if (Last is not { Calls.Count: > 0 } turn)
        {
            Say("The last turn made no calls.");
            return;
        }

        foreach (var call in turn.Calls)
        {
            Screen.Markup($"[bold]{Screen.Safe(call.Name)}[/] [dim]{Screen.Safe(call.Action)}[/]");
            var args = call.Args.ValueKind == JsonValueKind.Object ? Indented(call.Args) : call.Args.GetRawText();
            foreach (var line in Sanitize.Lines(args).Take(MostLines))
            {
                Screen.Markup($"  {Screen.Safe(line)}");
            }

            Screen.Markup($"  [dim]↳ {Screen.Safe(call.Outcome)}[/]");
        }
    }

    private static string Indented(JsonElement json)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    private void Cost()
    {
        var used = chat.Turns.ConvertAll(t => t.Usage);
        var input = Sum(used, u => u.Input);
        var output = Sum(used, u => u.Output);
        var cost = Sum(used, u => u.CostNanoUsd) is { } nano
            ? string.Create(CultureInfo.InvariantCulture, $"{nano / 1e9m:0.####} US dollars")
            : "a price that is not known";
        Screen.Markup(
            Screen.Safe(
                $"{chat.Turns.Count} turns: {Count(input)} tokens in ({Count(used.Sum(u => u.Cached))} cached), "
                    + $"{Count(output)} out, {cost}."
            )
        );
    }

    // What one provider did not say makes the whole unknown.
    private static long? Sum(List<TurnUsageDto> used, Func<TurnUsageDto, long?> of) =>
        used.Aggregate((long?)0, (sum, u) => sum + of(u));

    private static string Count(long? tokens) =>
        tokens?.ToString("N0", CultureInfo.InvariantCulture) ?? "an unknown number of";

    private async Task AnswerAsync(bool yes, string approval, CancellationToken cancellationToken)
    {
        if (approval.Length == 0 && Last is { Approvals: [var only] })
        {
            approval = only;
        }

        if (approval.Length == 0)
        {
            var waiting = await client.ListApprovalsAsync("waiting", 50, cancellationToken).ConfigureAwait(false);
            Say(
                waiting.Count == 0
                    ? "Nothing waits for you."
                    : $"Which one? {string.Join(", ", waiting.Select(w => $"{w.Id} ({w.Agent})"))}"
            );
            return;
        }

        var run = yes
            ? await client
                .ApproveAsync(approval, new ApproveRequest(null, null), cancellationToken)
                .ConfigureAwait(false)
            : await client.DenyAsync(approval, cancellationToken).ConfigureAwait(false);
        if (chat.Turns.Exists(t => t.Run == run.Run))
        {
            var turn = await client.GetTurnAsync(run.Run, cancellationToken).ConfigureAwait(false);
            await chat.FollowAsync(turn, cancellationToken).ConfigureAwait(false);
            return;
        }

        var settled = await new RunFollower(client, Screen)
            .SettleAsync(run.Run, cancellationToken)
            .ConfigureAwait(false);
        RunSummary.Write(Screen, settled);
    }

    private async Task ContinueAsync(CancellationToken cancellationToken)
    {
        if (Last is not { } turn)
        {
            Say("There is no turn to go on with.");
            return;
        }

        turn = await client
            .ContinueTurnAsync(turn.Run, tokens: null, usd: null, cancellationToken)
            .ConfigureAwait(false);
        await chat.FollowAsync(turn, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What was said in the conversation, as much as a screen shows.</summary>
    public async Task HistoryAsync(CancellationToken cancellationToken)
    {
        if (chat.Conversation is not { } conversation)
        {
            Say("Nothing was said yet.");
            return;
        }

        var lines = await client.GetConversationAsync(conversation, cancellationToken).ConfigureAwait(false);
        var said = lines.Where(l => l.Who != "tool").ToList();
        if (said.Count > MostLines)
        {
            Say($"… {said.Count - MostLines} lines before: meshclaw conversations {conversation}");
        }

        foreach (var line in said.TakeLast(MostLines))
        {
            Line(line);
        }
    }

    private void Line(ConversationLine line)
    {
        switch (line.Who)
        {
            case "owner":
                Screen.Markup($"[bold]› {Screen.Safe(line.Text)}[/]");
                break;
            case "agent":
                var flow = new FlowWriter(Screen.Output, Screen.Traits.Width);
                flow.Write(line.Text);
                flow.End();
                break;
            default:
                Screen.Markup($"[yellow]![/] {Screen.Safe(line.Text)}");
                break;
        }
    }

    private async Task ConversationsAsync(CancellationToken cancellationToken)
    {
        var all = await client.ListConversationsAsync(chat.Agent, 20, cancellationToken).ConfigureAwait(false);
        ConversationTable.Write(scope, all, "Nothing was talked about yet.");
    }
}
