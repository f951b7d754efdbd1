using System.Collections.Immutable;
using MeshClaw.Core.Mcp;
using MeshClaw.Core.Yaml;
using MeshClaw.Policy;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Core.Agents;

/// <summary>The part of AGENT.md that says what the agent may use, and how much.</summary>
internal sealed class AgentFileGrants(YamlFields fields, YamlReader reader, AgentFileContext context)
{
    private ImmutableArray<ConnectionName> _connections = [];
    private ImmutableArray<string> _tools = [];

    public ImmutableArray<ConnectionName> ReadConnections()
    {
        var known = context.Connections.Select(c => c.Value).Order(StringComparer.Ordinal).ToArray();
        var names = ImmutableArray.CreateBuilder<ConnectionName>();
        foreach (var text in reader.Texts(fields.Take("connections"), "connections", "mail/work") ?? [])
        {
            if (!known.Contains(text.Text))
            {
                var hint = Spelling.DidYouMean(text.Text, known);
                var all = known.Length == 0 ? "There are none yet" : $"There are: {string.Join(", ", known)}";
                reader.Error(
                    text,
                    $"There is no connection \"{text.Text}\".{hint} {all}; \"meshclaw connect\" makes one."
                );
            }
            else if (names.Contains(new ConnectionName(text.Text)))
            {
                reader.Error(text, $"\"{text.Text}\" is there twice.");
            }
            else
            {
                names.Add(new ConnectionName(text.Text));
            }
        }

        return _connections = names.ToImmutable();
    }

    public ImmutableArray<string> ReadTools()
    {
        var patterns = ImmutableArray.CreateBuilder<string>();
        foreach (var text in reader.Texts(fields.Take("tools"), "tools", "mail.*") ?? [])
        {
            if (RefuseTool(text.Text) is { } error)
            {
                reader.Error(text, error);
            }
            else if (patterns.Contains(text.Text))
            {
                reader.Error(text, $"\"{text.Text}\" is there twice.");
            }
            else
            {
                patterns.Add(text.Text);
                WarnWithoutConnection(text);
            }
        }

        return _tools = patterns.ToImmutable();
    }

    public Autonomy ReadAutonomy() =>
        reader.Choice(fields.Take("autonomy"), "autonomy", AutonomyText.Words) ?? Autonomy.Propose;

    public Limits ReadLimits() => LimitsReader.Read(fields.Take("limits"), reader, Limits.Default);

    /// <summary>An empty list grants nothing, which its owner may not have meant.</summary>
    public void WarnOfWhatGrantsNothing()
    {
        Warn("connections", _connections.IsEmpty);
        Warn("tools", _tools.IsEmpty);

        void Warn(string key, bool empty)
        {
            var node = fields.Map.Find(key);
            if (empty && node is null or YamlScalar { IsNull: true } or YamlList { Items.Count: 0 })
            {
                var what = node is null ? "is not there" : "is empty";
                reader.Warn(node ?? fields.Map, $"\"{key}\" {what}: the agent has no {key}, so it can do nothing.");
            }
        }
    }

    private string? RefuseTool(string pattern)
    {
        var known = context.Tools.Select(t => t.Value).Order(StringComparer.Ordinal).ToArray();
        if (context.Tools.Any(t => AgentGrant.Names([pattern], t)) || McpNames.Means(pattern, context.Connections))
        {
            return null;
        }

        var connectors = known.Select(t => t.Split('.')[0] + ".*").Distinct().ToArray();
        if (pattern == "*")
        {
            return $"\"*\" is not understood: name each connector. There are: {string.Join(", ", connectors)}.";
        }

        var hint = Spelling.DidYouMean(pattern, known.Concat(connectors));
        var siblings = known.Where(t => t.Split('.')[0] == pattern.Split('.')[0]).ToArray();
        return $"No tool is meant by \"{pattern}\".{hint} There are: {string.Join(", ", siblings.Length > 0 ? siblings : connectors)}.";
    }

    private void WarnWithoutConnection(YamlScalar text)
    {
        var connector = text.Text.Split('.')[0];
        if (_connections.Length > 0 && !_connections.Any(c => c.Connector == connector))
        {
            reader.Warn(text, $"\"{text.Text}\" grants nothing: the agent has no connection {connector}/….");
        }
    }
}
