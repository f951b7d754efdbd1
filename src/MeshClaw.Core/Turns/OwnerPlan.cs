using System.Text.Json;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using Microsoft.Extensions.AI;

namespace MeshClaw.Core.Turns;

/// <summary>
/// Works out which tools the owner's message needs from that message alone, in a call that sees nothing else of the conversation: what others
/// wrote into it cannot widen the plan. Asked for only when a call wants to go beyond the plan.
/// </summary>
internal static class OwnerPlan
{
    private const int MaxTimes = 100;
    private const int MaxMessage = 8000;

    private const string Question =
        "Below are a list of tools and a message by your owner. Which of the tools that are marked with ! does the message itself ask to be used, and how often at the most? "
        + "Leave out what it does not ask for. Answer with JSON alone: {\"tools\":[{\"name\":\"…\",\"times\":1}]}";

    /// <summary>Adds to the plan of a turn what its message asks for; once in a turn.</summary>
    public static async Task AskAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (turn.IsPlanned)
        {
            return;
        }

        turn.IsPlanned = true;
        var index = string.Join(
            '\n',
            turn.Belt.All.Where(t => !t.Definition.Effect.IsPureRead)
                .Select(t => $"{t.WireName} ! {t.Definition.Description}")
        );
        var message = turn.Message.Length <= MaxMessage ? turn.Message : turn.Message[..MaxMessage];
        var answer = await turn
            .Model.GetResponseAsync(
                [new(ChatRole.System, $"{Question}\n\n{index}"), new(ChatRole.User, message)],
                new ChatOptions { ResponseFormat = ChatResponseFormat.Json },
                cancellationToken
            )
            .ConfigureAwait(false);
        turn.Usage = turn.Usage.With(answer.Usage);
        turn.Flow.PlanByOwner(Read(answer.Text, turn.Belt));
    }

    /// <summary>What an answer names; whatever cannot be read is no plan.</summary>
    internal static IReadOnlyList<PlanGrant> Read(string answer, ToolBelt belt)
    {
        var (open, close) = (answer.IndexOf('{', StringComparison.Ordinal), answer.LastIndexOf('}'));
        try
        {
            return open >= 0 && close > open
                ? Grants(JsonElement.Parse(answer.AsSpan(open, close - open + 1).ToString()), belt)
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>The grants that <c>{"tools":[{"name","times"}]}</c> comes to; tools that only read need none.</summary>
    internal static IReadOnlyList<PlanGrant> Grants(JsonElement wanted, ToolBelt belt)
    {
        var grants = new List<PlanGrant>();
        foreach (var (name, times) in Names(wanted))
        {
            foreach (
                var tool in belt.Match(name)
                    .Where(t => t.Definition.Effect.Class != EffectClass.Read || !t.Definition.Effect.IsPureRead)
            )
            {
                if (grants.TrueForAll(g => g.Tool != tool.Definition.Name))
                {
                    grants.Add(new PlanGrant(tool.Definition.Name, Math.Clamp(times, 1, MaxTimes)));
                }
            }
        }

        return grants;
    }

    /// <summary>The names in it, with how often; a bare string is once.</summary>
    internal static IEnumerable<(string Name, int Times)> Names(JsonElement wanted)
    {
        if (
            wanted.ValueKind != JsonValueKind.Object
            || !wanted.TryGetProperty("tools", out var tools)
            || tools.ValueKind != JsonValueKind.Array
        )
        {
            yield break;
        }

        foreach (var tool in tools.EnumerateArray())
        {
            if (tool.ValueKind == JsonValueKind.String)
            {
                yield return (tool.GetString() ?? "", 1);
            }
            else if (
                tool.ValueKind == JsonValueKind.Object
                && tool.TryGetProperty("name", out var name)
                && name.ValueKind == JsonValueKind.String
            )
            {
                var times =
                    tool.TryGetProperty("times", out var said)
                    && said.ValueKind == JsonValueKind.Number
                    && said.TryGetInt32(out var number)
                        ? number
                        : 1;
                yield return (name.GetString() ?? "", times);
            }
        }
    }
}
