using System.Collections.Immutable;
using MeshClaw.Core.Yaml;
using MeshClaw.Policy;
using MeshClaw.Policy.Statements;

namespace MeshClaw.Core.Configuration;

/// <summary>Reads <c>rules</c>: one statement each, with its examples.</summary>
internal sealed class PolicyRules(YamlReader reader, StatementSource source)
{
    private const string RuleShape =
        "Write - { id: no-rivals, forbid: { destination: \"mail:@rival.example\" }, examples: […] }";

    // For what is read of a rule whose id is an error: the file is refused anyway.
    private const string Nameless = "nameless";

    private static readonly Dictionary<string, StatementVerb> s_verbs = new(StringComparer.Ordinal)
    {
        ["permit"] = StatementVerb.Permit,
        ["ask"] = StatementVerb.Ask,
        ["forbid"] = StatementVerb.Forbid,
    };

    // A condition of the rule at hand is no value: faults of the rest, and examples, would only repeat it.
    private bool _broken;

    /// <summary>The rules without an error.</summary>
    public ImmutableArray<Statement> Read(YamlNode? node)
    {
        switch (node)
        {
            case null:
                return [];
            case YamlList { Items.Count: > 0 } list:
                return ReadAll(list);
            case YamlList or YamlScalar { IsNull: true }:
                reader.Error(node, "\"rules\" is empty. Remove it, or write a rule.");
                return [];
            default:
                reader.Error(node, $"\"rules\" takes a list. {RuleShape}");
                return [];
        }
    }

    private ImmutableArray<Statement> ReadAll(YamlList list)
    {
        var statements = ImmutableArray.CreateBuilder<Statement>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in list.Items)
        {
            _broken = false;
            if (item is not YamlMap map)
            {
                reader.Error(item, $"A rule takes keys with values. {RuleShape}");
                continue;
            }

            var fields = new YamlFields(map, reader);
            var id = ReadId(fields, ids);
            var why = reader.Text(fields.Take("why"), "why")?.Text;
            var statement = ReadVerb(fields, id, why);
            var examples = fields.Need("examples", "[{ tool: mail.send, …, matches: true }]");
            fields.Finish();
            var read = new PolicyExamples(reader).Read(examples, _broken ? null : statement);
            if (statement is not null)
            {
                statements.Add(statement with { Examples = read });
            }
        }

        return statements.ToImmutable();
    }

    private string ReadId(YamlFields fields, HashSet<string> ids)
    {
        if (reader.Text(fields.Need("id", "no-rivals"), "id") is not { } id)
        {
            return Nameless;
        }

        if (!Identifier.IsValid(id.Text))
        {
            reader.Error(id, $"\"id\" takes {Identifier.Rule}.");
            return Nameless;
        }

        if (!ids.Add(id.Text))
        {
            reader.Error(id, $"There is a rule \"{id.Text}\" already.");
        }

        return id.Text;
    }

    private Statement? ReadVerb(YamlFields fields, string id, string? why)
    {
        var said = s_verbs
            .Select(v => (v.Key, v.Value, Node: fields.Take(v.Key)))
            .Where(v => v.Node is not null)
            .ToList();
        if (said is not [var (word, verb, node)])
        {
            reader.Error(
                said.Count == 0 ? fields.Map : said[1].Node!, // More than one: there is a second.
                $"A rule has one of permit, ask and forbid, not {(said.Count == 0 ? "none" : "several")} of them."
            );
            return null;
        }

        if (verb == StatementVerb.Permit && source == StatementSource.Organisation)
        {
            reader.Error(node!, "A ceiling narrows and never widens: it can ask and forbid, not permit.");
            return null;
        }

        return reader.Fields(node, word) is { } conditions ? ReadConditions(conditions, id, verb, why) : null;
    }

    private Statement? ReadConditions(YamlFields fields, string id, StatementVerb verb, string? why)
    {
        var statement = new Statement
        {
            Id = id,
            Verb = verb,
            Source = source,
            Why = why,
            Tools = Any(fields, "tool", t => Identifier.IsToolPattern(t) ? t : null, PolicyWords.ToolShape),
            Effects = Flags(fields, "effect", PolicyWords.Effects, (all, one) => all | one),
            Labels = Flags(fields, "label", PolicyWords.Labels, (all, one) => all | one),
            Destinations = Any(fields, "destination", DestinationPattern.Parse, PolicyWords.DestinationShape),
            Times = Any(fields, "time", PolicyWords.Window, PolicyWords.TimeShape),
            Amount = Any(fields, "amount", AmountRange.Parse, PolicyWords.AmountShape, list: false)?[0],
            Agents = Any(fields, "agent", AgentOf, $"Write an agent's name: {Identifier.Rule}")
                ?.Select(a => a.Name)
                .ToImmutableArray(),
        };
        fields.Finish();
        if (_broken)
        {
            return null;
        }

        foreach (var fault in StatementFaults.Of(statement))
        {
            Fail(fields.Map, fault);
        }

        if (verb == StatementVerb.Ask && statement.Effects is null)
        {
            const string Reads =
                "It speaks of reads too, and a read cannot wait for a yes: it is refused. Add \"effect\" to leave reads out.";
            reader.Warn(fields.Map, Reads);
        }

        return statement;
    }

    // A class, so that null can mean "none".
    private sealed record NamedAgent(AgentName Name);

    private static NamedAgent? AgentOf(string text) =>
        Identifier.IsValid(text) ? new NamedAgent(new AgentName(text)) : null;

    /// <summary>One value or a list of them; null where the key is not there, or has an error.</summary>
    private ImmutableArray<T>? Any<T>(
        YamlFields fields,
        string key,
        Func<string, T?> read,
        string shape,
        bool list = true
    )
        where T : class
    {
        if (Texts(fields.Take(key), key, list) is not { } texts)
        {
            return null;
        }

        var values = ImmutableArray.CreateBuilder<T>();
        foreach (var text in texts)
        {
            if (read(text.Text) is { } value)
            {
                values.Add(value);
            }
            else
            {
                Fail(text, $"\"{text.Text}\" is not understood as \"{key}\". {shape}.");
            }
        }

        return values.Count == 0 ? null : values.ToImmutable();
    }

    private T? Flags<T>(YamlFields fields, string key, IReadOnlyDictionary<string, T> words, Func<T, T, T> join)
        where T : struct
    {
        if (Texts(fields.Take(key), key, list: true) is not { } texts)
        {
            return null;
        }

        T joined = default;
        foreach (var text in texts)
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

    private List<YamlScalar>? Texts(YamlNode? node, string key, bool list)
    {
        switch (node)
        {
            case null:
                return null;
            case YamlList when !list:
                Fail(node, $"\"{key}\" takes one value, not a list.");
                return null;
            case YamlScalar { IsNull: true } or YamlList { Items.Count: 0 }:
                Fail(
                    node,
                    $"\"{key}\" is empty, and empty never means everything. Name something, or leave the key out."
                );
                return null;
        }

        var items = node is YamlList many ? many.Items : [node];
        var texts = items.Select(i => reader.Text(i, key)).OfType<YamlScalar>().ToList();
        _broken |= texts.Count < items.Count;
        return texts;
    }

    private void Fail(YamlNode at, string message)
    {
        _broken = true;
        reader.Error(at, message);
    }
}
