using MeshClaw.Core.Agents;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Models;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Core.Runs;

/// <summary>
/// What one run of a reflex has read, as far as the guard needs it. The owner's words are the reviewed AGENT.md as it was when the run
/// began, and so is the plan: what is read can only narrow it.
/// <para>
/// A reflex reads whole mailboxes, so not every text is kept: of the latest <see cref="Capacity"/> records their ids and names, and those
/// that a call refers to get into the flow. That is enough to say where a filed message came from, and not enough to judge what reaches
/// others: for such calls there is no flow, and the guard asks. Used by one thread at a time.
/// </para>
/// </summary>
internal sealed class ReflexReadings : RunReadings
{
    /// <summary>The records that are remembered.</summary>
    public const int Capacity = 20_000;

    private static readonly Label s_own = new(Origin.OwnSystem, Sensitivity.Private);

    private readonly Dictionary<(string Kind, string Id), SeenRecord> _seen = [];
    private readonly Queue<(string Kind, string Id)> _order = new();
    private readonly HashSet<(string Kind, string Id)> _told = [];
    private readonly Dictionary<(ValueRole Role, string Kind, string Text), ValueSource> _traces = [];
    private readonly AgentName _agent;

    public ReflexReadings(AgentDefinition agent, Owner owner, IEnumerable<ToolDefinition> tools)
    {
        _agent = agent.Name;
        var plan = new Plan(
            tools
                .Where(t => AgentGrant.Names(agent.Grant.Tools, t.Name))
                .Select(t => new PlanGrant(t.Name, Count: null))
        );
        var words = string.Join('\n', agent.Rules.Select(r => r.Text).Append(agent.Instructions));
        Flow = new RunFlow(words, [owner.Name, .. owner.Addresses], plan, CallAuthor.Reflex);
    }

    /// <inheritdoc />
    public override RunFlow Flow { get; }

    /// <inheritdoc />
    public override void Observe(Observation observation)
    {
        if (observation.HasThirdPartyText && !Flow.HasThirdPartyText)
        {
            // Its words are not kept, but that there were some is never forgotten.
            var nothing = new SeenField("text", FieldKind.Prose, "", Policy.Flow.Label.Unknown);
            Flow.Observe(new Observation { Records = [new SeenRecord([], null, [nothing])] });
        }

        foreach (var record in observation.Records)
        {
            if (record.Id is not { } id || record.Kinds.IsEmpty)
            {
                continue;
            }

            // The last kind is the narrowest: a message of that folder.
            var key = (record.Kinds[^1], id);
            if (!_seen.ContainsKey(key))
            {
                _order.Enqueue(key);
                if (_order.Count > Capacity)
                {
                    _seen.Remove(_order.Dequeue());
                }
            }

            _seen[key] = Thin(record);
        }
    }

    /// <inheritdoc />
    public override RunFlow? For(IReadOnlyList<ProposedCall> calls)
    {
        foreach (var value in calls.SelectMany(c => c.Values))
        {
            Tell(value);
        }

        return calls.Any(c => c.Reaches) ? null : Flow;
    }

    /// <inheritdoc />
    public override CallLabels LabelsOf(ProposedCall call, string reason) =>
        CallLabels.Of(call, [.. call.Values.Select(v => LabelOf(call, v, reason))]);

    private ValueLabel LabelOf(ProposedCall call, CallValue value, string reason)
    {
        if (value.IsFound)
        {
            return Found(value);
        }

        if (
            value.Role == ValueRole.Parameter
            && call.Targets.Any(t => value.Text == t.Collection || value.Text == t.Version)
        )
        {
            // The connector found the target by it, so it is the account's own word, whatever else says the same.
            return Label(value, s_own, false, call.Connection.Value);
        }

        Tell(value);
        var record = Find(value);
        if (record is not null && call.Targets.Any(t => value.Text == t.Id))
        {
            // A reflex takes an id from a field and makes none up: it has the field's own label.
            var named = Flow.Trace(value);
            var label = named.OwnerChosen ? named.Label : LabelOfId(record);
            return Label(value, label, named.OwnerChosen, Describe(record));
        }

        if (value.Role == ValueRole.Target && RuleReason.Is(reason))
        {
            return Label(value, Policy.Flow.Label.OfOwner, true, reason);
        }

        var trace = Trace(value);
        // What it writes, whom it addresses and how much may be copied out of what was read; a folder or a mark is its own code's.
        var own = value.Role == ValueRole.Parameter || (value.Role == ValueRole.Target && !value.Kinds.IsEmpty);
        return trace.OwnerChosen ? Label(value, trace.Label, true, $"agents/{_agent}/AGENT.md")
            : record is not null ? Label(value, LabelOfId(record), false, Describe(record))
            : own ? Label(value, trace.Label with { Origin = Origin.OwnSystem }, false, "reflex")
            : Label(value, trace.Label, false, trace.Source);
    }

    // Somebody else's words stay between the quotation marks: theirs within become single ones.
    private static string Describe(SeenRecord record)
    {
        var name = record.Fields.FirstOrDefault(f => f.Kind == FieldKind.Name)?.Text ?? record.Id ?? "";
        var quoted = name.Replace('“', '‘').Replace('”', '’').Replace('„', '‚');
        return $"{record.Kinds[0]} “{quoted}”"; // What has no kind is not remembered.
    }

    // Hundreds of calls go to the same few folders; the flow looks through all of its records each time it is asked.
    private ValueSource Trace(CallValue value)
    {
        var key = (value.Role, value.Kinds.FirstOrDefault() ?? "", value.Text);
        if (!_traces.TryGetValue(key, out var trace))
        {
            _traces[key] = trace = Flow.Trace(value);
        }

        return trace;
    }

    private static Label LabelOfId(SeenRecord record) =>
        record.Fields.FirstOrDefault(f => f.Kind == FieldKind.Id || f.Text == record.Id)?.Label
        ?? Policy.Flow.Label.Unknown;

    private SeenRecord? Find(CallValue value)
    {
        foreach (var kind in value.Kinds)
        {
            if (_seen.TryGetValue((kind, value.Text), out var record))
            {
                return record;
            }
        }

        return null;
    }

    private void Tell(CallValue value)
    {
        if (Find(value) is { } record && _told.Add((record.Kinds[^1], record.Id!))) // Only records with an id are remembered.
        {
            Flow.Observe(new Observation { Records = [record] });
        }
    }

    private static SeenRecord Thin(SeenRecord record) =>
        record with
        {
            Fields = [.. record.Fields.Where(f => f.Kind is FieldKind.Id or FieldKind.Name)],
        };
}

/// <summary>The reason that a reflex gives where one of the owner's rules decided.</summary>
internal static class RuleReason
{
    private const string Prefix = "your rule ";

    public static bool Is(string reason) => reason.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);
}
