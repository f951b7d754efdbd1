using System.Collections.Immutable;
using System.Text.Json;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;

namespace MeshClaw.Core.Turns;

/// <summary>Answers the loop's own tools (<see cref="TurnTools"/>): they reach nothing outside of the conversation.</summary>
internal sealed class LoopTools(IConversationStore conversations)
{
    private const int MaxPiece = 12_000;
    private const int MaxLine = 100;

    /// <summary>Does a part of a turn apart; told the task, the tools and how many tokens it may use. Gives its answer.</summary>
    public Func<Turn, string, IReadOnlyList<string>, long, Task<string>>? Delegate { get; set; }

    /// <summary>Answers a call; null where it is of no tool of the loop's.</summary>
    /// <exception cref="ToolException">The arguments make no sense.</exception>
    public async Task<NewEntry?> CallAsync(Turn turn, ModelCall call) =>
        call.Name switch
        {
            TurnTools.Open => await OpenAsync(turn, call).ConfigureAwait(false),
            TurnTools.More => await MoreAsync(turn, call).ConfigureAwait(false),
            TurnTools.Delegate => await DelegateAsync(turn, call).ConfigureAwait(false),
            TurnTools.Skill when !turn.Skills.IsEmpty => await ReadSkillAsync(turn, call).ConfigureAwait(false),
            _ => null,
        };

    /// <summary>A result in the gateway's own words.</summary>
    public static NewEntry Said(ModelCall call, string text) =>
        new(new TurnContent.Returned(call.Id, text, IsCut: false, Foreign: false));

    /// <summary>A model's word within a sentence of ours.</summary>
    public static string Line(string text) => InvisibleText.Line(text, MaxLine);

    private async Task<NewEntry> OpenAsync(Turn turn, ModelCall call)
    {
        var wanted = Arguments(call);
        var open = turn.Conversation.OpenTools;
        var unknown = new List<string>();
        foreach (var (name, _) in OwnerPlan.Names(wanted))
        {
            var found = turn.Belt.Match(name);
            unknown.AddRange(found.Count == 0 ? [name] : []);
            open = [.. open, .. found.Select(t => t.WireName).Where(n => !open.Contains(n))];
        }

        if (open.Length > turn.Conversation.OpenTools.Length)
        {
            await conversations.OpenToolsAsync(turn.Conversation.Id, open, turn.Token).ConfigureAwait(false);
            turn.Conversation = turn.Conversation with { OpenTools = open };
        }

        var grants = OwnerPlan.Grants(wanted, turn.Belt);
        var planned = grants.Count == 0 || turn.Flow.TryPlan(grants);
        var text =
            (unknown.Count == 0 ? "You have them." : $"There is no {Line(string.Join(", ", unknown))}.")
            + (planned ? "" : " Others' words were read already, so using what changes something may ask the owner.");
        return Said(call, text);
    }

    private async Task<NewEntry> DelegateAsync(Turn turn, ModelCall call)
    {
        var arguments = Arguments(call);
        if (turn.Depth > 0 || Delegate is null)
        {
            throw new ToolException("A part of a task cannot be parted again.");
        }

        var task =
            arguments.TryGetProperty("task", out var said) && said.ValueKind == JsonValueKind.String
                ? said.GetString() ?? ""
                : "";
        var names = OwnerPlan.Names(arguments).Select(n => n.Name).ToList();
        if (task.Length == 0 || turn.Belt.Narrow(names).All.IsEmpty)
        {
            throw new ToolException("'task' must say what to do, and 'tools' name some of your tools.");
        }

        var tokens =
            arguments.TryGetProperty("tokens", out var most)
            && most.ValueKind == JsonValueKind.Number
            && most.TryGetInt64(out var number)
                ? number
                : long.MaxValue;
        var answer = await Delegate(turn, task, names, Math.Clamp(tokens, 1, Math.Max(1, turn.TokensLeft / 2)))
            .ConfigureAwait(false);
        return new NewEntry(new TurnContent.Returned(call.Id, answer, IsCut: false, turn.Flow.HasThirdPartyText));
    }

    // What it asks for is opened where the agent has it, so that it need not be asked for again; that grants nothing, and plans nothing.
    private async Task<NewEntry> ReadSkillAsync(Turn turn, ModelCall call)
    {
        var arguments = Arguments(call);
        var read = turn.Skills.Read(TextOf(arguments, "name") ?? "", TextOf(arguments, "file"), turn.Belt);
        if (read.Seen.HasThirdPartyText)
        {
            turn.Readings.Observe(read.Seen);
        }

        ImmutableArray<string> open = [.. turn.Conversation.OpenTools.Union(read.Tools)];
        if (!turn.Belt.IsSmall && open.Length > turn.Conversation.OpenTools.Length)
        {
            await conversations.OpenToolsAsync(turn.Conversation.Id, open, turn.Token).ConfigureAwait(false);
            turn.Conversation = turn.Conversation with { OpenTools = open };
        }

        var cut = read.Text.Length > SkillShelf.MaxText;
        return new NewEntry(
            new TurnContent.Returned(
                call.Id,
                cut ? read.Text[..SkillShelf.MaxText] + "\n" : read.Text,
                cut,
                read.Seen.HasThirdPartyText
            ),
            cut ? read.Text : null
        );
    }

    private static string? TextOf(JsonElement arguments, string name) =>
        arguments.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private async Task<NewEntry> MoreAsync(Turn turn, ModelCall call)
    {
        var arguments = Arguments(call);
        var handle =
            arguments.TryGetProperty("handle", out var named) && named.ValueKind == JsonValueKind.String
                ? named.GetString()
                : null;
        var from =
            arguments.TryGetProperty("from", out var at)
            && at.ValueKind == JsonValueKind.Number
            && at.TryGetInt32(out var number)
                ? Math.Max(0, number)
                : 0;
        var whole =
            await conversations.ReadResultAsync(turn.Conversation.Id, handle ?? "", turn.Token).ConfigureAwait(false)
            ?? throw new ToolException("There is no such handle in this conversation.");
        from = Math.Min(from, whole.Length);
        var piece = whole.Substring(from, Math.Min(MaxPiece, whole.Length - from));
        // A piece may begin in the middle of a line: its mark is put back.
        var text = $"{from} to {from + piece.Length} of {whole.Length}:\n{Marked(whole, from)}{piece}";
        return new NewEntry(new TurnContent.Returned(call.Id, text, IsCut: false, Foreign: true));
    }

    private static string Marked(string whole, int from)
    {
        var start = from == 0 ? 0 : whole.LastIndexOf('\n', from - 1) + 1;
        return from > start && start < whole.Length && whole[start] is '|' or '~' or SkillShelf.Mark
            ? $"{whole[start]} …"
            : "";
    }

    private static JsonElement Arguments(ModelCall call)
    {
        try
        {
            var arguments = JsonElement.Parse(call.Arguments.Length == 0 ? "{}" : call.Arguments);
            return arguments.ValueKind == JsonValueKind.Object
                ? arguments
                : throw new ToolException("The arguments must be a JSON object.");
        }
        catch (JsonException malformed)
        {
            throw new ToolException("The arguments are not JSON.", malformed);
        }
    }
}
