using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Core.Turns;

/// <summary>All tools that an agent may use, and how a model learns of them: an index first, schemas when it asks for them.</summary>
internal sealed class ToolBelt
{
    /// <summary>An index with a line for each tool is kept to about so many characters; above it, names alone.</summary>
    private const int MaxIndex = 3200;

    /// <summary>With no more schemas than these, in characters, a model has all of them from the beginning.</summary>
    private const int FewSchemas = 1600;

    private const int MaxLine = 80;
    private readonly Dictionary<string, OfferedTool> _byName = new(StringComparer.Ordinal);

    private ToolBelt(IEnumerable<OfferedTool> tools, ImmutableArray<string> unreachable, bool isSmall = false)
    {
        All = [.. tools];
        Unreachable = unreachable;
        foreach (var tool in All)
        {
            _byName[tool.WireName] = tool;
        }

        IsSmall = isSmall || All.Sum(t => t.Definition.Schema.Length + t.Definition.Description.Length) <= FewSchemas;
        Index = IsSmall ? "" : WriteIndex();
    }

    /// <summary>None.</summary>
    public static ToolBelt Empty { get; } = new([], []);

    /// <summary>By their wire names, sorted.</summary>
    public ImmutableArray<OfferedTool> All { get; }

    /// <summary>Connections that could not be opened, with why.</summary>
    public ImmutableArray<string> Unreachable { get; }

    /// <summary>So few that the model has them all.</summary>
    public bool IsSmall { get; }

    /// <summary>What the model is told of tools whose schemas it does not have; empty where there are none.</summary>
    public string Index { get; }

    /// <summary>Collects what an agent's connections offer and its file grants.</summary>
    public static async Task<ToolBelt> OpenAsync(
        AgentGrant grant,
        IConnectorSource connectors,
        CancellationToken cancellationToken
    )
    {
        var found = new SortedDictionary<string, (ToolDefinition Definition, List<ConnectionName> Connections)>(
            StringComparer.Ordinal
        );
        var unreachable = ImmutableArray.CreateBuilder<string>();
        foreach (var connection in grant.Connections.Distinct())
        {
            try
            {
                using var lease = await connectors.TakeAsync(connection, cancellationToken).ConfigureAwait(false);
                foreach (var tool in lease.Connector.Tools.Where(t => AgentGrant.Names(grant.Tools, t.Name)))
                {
                    // The same tool of two accounts is one for the model; two that differ are two.
                    var key = $"{tool.Name}\n{tool.Schema}";
                    if (!found.TryGetValue(key, out var entry))
                    {
                        found[key] = entry = (tool, []);
                    }

                    entry.Connections.Add(connection);
                }
            }
            catch (Exception failure) when (failure is ConnectorException or IOException)
            {
                unreachable.Add($"{connection}: {failure.Message}");
            }
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        return new ToolBelt(
            [
                .. found.Values.Select(f => new OfferedTool(
                    f.Definition,
                    WireName(f.Definition.Name, names),
                    f.Connections
                )),
            ],
            unreachable.ToImmutable()
        );
    }

    public bool Has(ToolName tool) => All.Any(t => t.Definition.Name == tool);

    /// <summary>Only those that names or patterns mean; being few and asked for, all are given at once.</summary>
    public ToolBelt Narrow(IEnumerable<string> names)
    {
        var wanted = names.SelectMany(Match).ToHashSet();
        return new ToolBelt(All.Where(wanted.Contains), Unreachable, isSmall: true);
    }

    public OfferedTool? Find(string wireName) => _byName.GetValueOrDefault(wireName);

    /// <summary>The tools that names or patterns such as <c>mail_*</c> mean; dots do as well as underscores.</summary>
    public IReadOnlyList<OfferedTool> Match(string name)
    {
        var wanted = name.Trim().Replace('.', '_');
        return wanted.EndsWith('*')
            ? [.. All.Where(t => t.WireName.StartsWith(wanted[..^1], StringComparison.Ordinal))]
            : [.. All.Where(t => t.WireName == wanted)];
    }

    private string WriteIndex()
    {
        var text = new StringBuilder();
        foreach (var tool in All)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{tool.WireName}{Mark(tool)} {Brief(tool.Definition.Description)}\n"
            );
        }

        if (text.Length > MaxIndex)
        {
            text.Clear().AppendJoin(' ', All.Select(t => t.WireName + Mark(t))).Append('\n');
        }

        if (text.Length > MaxIndex)
        {
            var groups = All.GroupBy(t => t.WireName.Split('_', 2)[0]).Select(g => $"{g.Key}_* ({g.Count()})");
            text.Clear().AppendJoin(' ', groups).Append('\n');
        }

        return text.ToString();
    }

    private static string Mark(OfferedTool tool) =>
        tool.Definition.Effect.IsPureRead ? ""
        : tool.Definition.Effect.Class == EffectClass.Irreversible ? " !!"
        : " !";

    private static string Brief(string description)
    {
        var end = description.IndexOf(". ", StringComparison.Ordinal);
        var first = end < 0 ? description : description[..end];
        return first.Length <= MaxLine ? first : first[..MaxLine];
    }

    private static string WireName(ToolName name, HashSet<string> taken)
    {
        const int Max = 60;
        var plain = string.Concat(name.Value.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
        plain = plain.Length <= Max ? plain : plain[..Max];
        var free = plain;
        for (var i = 2; !taken.Add(free); i++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{plain}_{i}");
        }

        return free;
    }
}
