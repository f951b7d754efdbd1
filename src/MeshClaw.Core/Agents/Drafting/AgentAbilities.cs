using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Core.Agents.Drafting;

/// <summary>What an agent can do, in plain words: "reads mail/work; may move and flag; cannot send".</summary>
public static class AgentAbilities
{
    /// <summary>A line for each of its connections, and one about what it is asked for.</summary>
    /// <param name="grant">What its file gives it.</param>
    /// <param name="tools">Every tool that this program has, with its effect.</param>
    public static IReadOnlyList<string> Describe(AgentGrant grant, IReadOnlyList<ToolDefinition> tools)
    {
        ArgumentNullException.ThrowIfNull(grant);
        ArgumentNullException.ThrowIfNull(tools);
        var lines = new List<string>();
        foreach (var connections in grant.Connections.GroupBy(c => c.Connector))
        {
            var all = tools.Where(t => Connector(t) == connections.Key).ToList();
            lines.Add(Describe(string.Join(" and ", connections), grant, all));
        }

        if (lines.Count == 0)
        {
            return ["has no connections: it can neither read nor change anything"];
        }

        lines.Add(
            grant.Autonomy switch
            {
                Autonomy.Observe => "changes nothing: what it would do is refused",
                Autonomy.Propose => "asks you before each change",
                Autonomy.ActReversibly =>
                    "does without asking what can be taken back and reaches nobody; asks for the rest",
                Autonomy.Act => "acts without asking, as far as orders, policy and limits let it",
            }
        );
        return lines;
    }

    private static string Describe(string where, AgentGrant grant, List<ToolDefinition> all)
    {
        var mine = all.Where(t => AgentGrant.Names(grant.Tools, t.Name)).ToList();
        var acts = mine.Where(t => !t.Effect.IsPureRead).ToList();
        var parts = new List<string>
        {
            mine.Exists(t => t.Effect.IsPureRead) ? $"reads {where}" : $"cannot read {where}",
        };
        if (acts.Count > 0)
        {
            parts.Add($"may {And(acts.Select(t => Verb(t.Name)))}");
        }

        var never = new List<string>();
        AddUnless(EffectTraits.Sends, "send");
        AddUnless(EffectTraits.Destroys, "delete");
        if (acts.Count == 0)
        {
            never = ["change anything"];
        }

        if (never.Count > 0)
        {
            parts.Add($"cannot {string.Join(" or ", never)}");
        }

        return string.Join("; ", parts);

        void AddUnless(EffectTraits trait, string verb)
        {
            if (all.Exists(t => t.Effect.Traits.HasFlag(trait)) && !acts.Exists(t => t.Effect.Traits.HasFlag(trait)))
            {
                never.Add(verb);
            }
        }
    }

    private static string Connector(ToolDefinition tool) => tool.Name.Value.Split('.')[0];

    private static string Verb(ToolName tool) =>
        tool.Value.Split('.', 2)[^1] switch
        {
            "draft" => "write drafts",
            "discard" => "discard drafts",
            "followup" => "set reminders",
            "sieve-put" => "change filters on the server",
            "vacation" => "answer while you are away",
            "unsubscribe" => "leave mailing lists",
            var verb => verb,
        };

    private static string And(IEnumerable<string> words)
    {
        var all = words.Distinct().ToList();
        return all.Count == 1 ? all[0] : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }
}
