using System.Collections.Immutable;
using System.Globalization;
using MeshClaw.Core.Yaml;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Statements;

namespace MeshClaw.Core.Configuration;

/// <summary>
/// Reads the examples of a rule, and lets each contradict it. What an example leaves out is not known, as it would be of a call: enough
/// to forbid, never enough to permit.
/// </summary>
internal sealed class PolicyExamples(YamlReader reader)
{
    private static readonly Dictionary<string, bool> s_truth = new(StringComparer.Ordinal)
    {
        ["true"] = true,
        ["false"] = false,
    };

    private bool _broken;

    /// <summary>The examples; every one that is wrong, or missing, is an error.</summary>
    /// <param name="node">The list.</param>
    /// <param name="statement">What they are checked against; null where it has an error itself.</param>
    public ImmutableArray<StatementExample> Read(YamlNode? node, Statement? statement)
    {
        if (node is null)
        {
            return []; // Reported as missing.
        }

        if (node is not YamlList { Items.Count: > 0 } list)
        {
            reader.Error(node, "\"examples\" takes a list. Write examples: [{ tool: mail.send, …, matches: true }]");
            return [];
        }

        var examples = ImmutableArray.CreateBuilder<StatementExample>();
        foreach (var item in list.Items)
        {
            _broken = false;
            if (ReadOne(item) is { } example)
            {
                examples.Add(example);
                if (statement is not null)
                {
                    Check(item, example, statement);
                }
            }
        }

        if (statement is not null && examples.Count == list.Items.Count)
        {
            RequireBothSides(examples, list, statement.Verb);
        }

        return examples.ToImmutable();
    }

    private void RequireBothSides(IReadOnlyList<StatementExample> examples, YamlList at, StatementVerb verb)
    {
        if (examples.All(e => !e.Matches))
        {
            reader.Error(at, "No example matches. Add a call that the rule is about, with matches: true.");
        }

        if (verb == StatementVerb.Permit && examples.All(e => e.Matches))
        {
            reader.Error(
                at,
                "A permit needs an example of what it leaves out. Add a call that is close to it, with matches: false."
            );
        }
    }

    private void Check(YamlNode at, StatementExample example, Statement statement)
    {
        if (StatementMatcher.Matches(statement, example.Call) == example.Matches)
        {
            return;
        }

        var findings = StatementMatcher.Explain(statement, example.Call).Select(f => $"{f.Key} {Word(f.State)}");
        reader.Error(
            at,
            $"The example says matches: {(example.Matches ? "true" : "false")}, and the rule says otherwise: "
                + $"{string.Join(", ", findings)}."
        );
    }

    private static string Word(ConditionState state) =>
        state switch
        {
            ConditionState.Unmet => "unmet",
            ConditionState.Unknown => "not known",
            ConditionState.Met => "met",
        };

    private StatementExample? ReadOne(YamlNode item)
    {
        if (item is not YamlMap map)
        {
            reader.Error(item, "An example takes keys with values. Write { tool: mail.send, matches: true }");
            return null;
        }

        var fields = new YamlFields(map, reader);
        var effect = ReadEffect(fields.Take("effect"));
        var destinations = ReadDestinations(fields.Take("destination"), effect);
        var tool = One(fields, "tool", t => IsTool(t) ? t : null, "Write one tool: mail.send");
        var agent = One(
            fields,
            "agent",
            t => Identifier.IsValid(t) ? t : null,
            $"Write an agent's name: {Identifier.Rule}"
        );
        var call = new CallFacts
        {
            Tool = tool is null ? null : new ToolName(tool),
            Effect = effect,
            Labels = Words(fields.Take("label"), "label", PolicyWords.Labels, (all, one) => all | one),
            Destinations = destinations,
            Moment = One(
                fields,
                "time",
                t => PolicyWords.Moment(t) is { } at ? new Box<(DayOfWeek, TimeSpan)>(at) : null,
                PolicyWords.MomentShape
            )?.Value,
            Amount = One(
                fields,
                "amount",
                t => Money(t) is { } m ? new Box<decimal>(m) : null,
                "Write a number: 12.50"
            )?.Value,
            Agent = agent is null ? null : new AgentName(agent),
        };
        var matches = reader.Choice(fields.Need("matches", "true"), "matches", s_truth);
        fields.Finish();
        return matches is { } verdict && !_broken ? new StatementExample(call, verdict) : null;
    }

    private EffectKinds? ReadEffect(YamlNode? node)
    {
        var effect = Words(node, "effect", PolicyWords.Effects, (all, one) => all | one);
        if (effect is { } kinds && !_broken)
        {
            var classes =
                kinds & (EffectKinds.Read | EffectKinds.Draft | EffectKinds.Reversible | EffectKinds.Irreversible);
            if (int.PopCount((int)classes) != 1)
            {
                Fail(
                    node!,
                    "A call has exactly one of read, draft, reversible, irreversible. Write [irreversible, sends]."
                );
            }
        }

        return effect;
    }

    private ImmutableArray<Destination>? ReadDestinations(YamlNode? node, EffectKinds? effect)
    {
        if (node is null)
        {
            // As of a call: what sends nothing goes nowhere.
            return effect is { } known && (known & EffectKinds.Sends) == 0 ? [] : null;
        }

        var destinations = ImmutableArray.CreateBuilder<Destination>();
        foreach (var text in Texts(node, "destination"))
        {
            if (DestinationPattern.Parse(text.Text) is { IsExact: true } place)
            {
                destinations.Add(new Destination(place.Kind, place.Value));
            }
            else
            {
                Fail(text, $"\"{text.Text}\" is no destination of a call. Write one: mail:ana@corp.example");
            }
        }

        return destinations.ToImmutable();
    }

    private T? Words<T>(YamlNode? node, string key, IReadOnlyDictionary<string, T> words, Func<T, T, T> join)
        where T : struct
    {
        if (node is null)
        {
            return null;
        }

        T joined = default;
        foreach (var text in Texts(node, key))
        {
            if (reader.Choice(text, key, words) is { } value)
            {
                joined = join(joined, value);
            }
            else
            {
                _broken = true;
            }
        }

        return joined;
    }

    private T? One<T>(YamlFields fields, string key, Func<string, T?> read, string shape)
        where T : class
    {
        if (fields.Take(key) is not { } node)
        {
            return null;
        }

        if (reader.Text(node, key) is not { } text)
        {
            _broken = true;
            return null;
        }

        var value = read(text.Text);
        if (value is null)
        {
            Fail(text, $"\"{text.Text}\" is not understood as \"{key}\". {shape}.");
        }

        return value;
    }

    private List<YamlScalar> Texts(YamlNode node, string key)
    {
        var items = node is YamlList list ? list.Items : [node];
        if (items.Count == 0)
        {
            Fail(node, $"\"{key}\" is empty. Name something, or leave the key out.");
        }

        var texts = items.Select(i => reader.Text(i, key)).OfType<YamlScalar>().ToList();
        _broken |= texts.Count < items.Count;
        return texts;
    }

    private void Fail(YamlNode at, string message)
    {
        _broken = true;
        reader.Error(at, message);
    }

    private static bool IsTool(string text) => Identifier.IsToolPattern(text) && !text.EndsWith('*');

    private static decimal? Money(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    // A class, so that null can mean "none".
    private sealed record Box<T>(T Value);
}
