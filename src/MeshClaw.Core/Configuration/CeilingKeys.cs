using System.Collections.Immutable;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Yaml;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Statements;

namespace MeshClaw.Core.Configuration;

/// <summary>
/// Reads the keys that hold for every agent: the most autonomy, tools, destinations, limits. It fails closed: what forbids nothing
/// although it was written (a pattern that no tool or destination can match) is an error.
/// </summary>
internal static class CeilingKeys
{
    private static readonly Limits s_unlimited = new()
    {
        ActionsPerRun = int.MaxValue,
        DeletionsPerDay = int.MaxValue,
        RecipientsPerDay = int.MaxValue,
        UsdPerDay = decimal.MaxValue,
        TokensPerRun = int.MaxValue,
        Bulk = int.MaxValue,
    };

    public static Ceiling Read(YamlFields fields, YamlReader reader)
    {
        var limits = fields.Take("limits");
        return new Ceiling
        {
            MaxAutonomy =
                reader.Choice(fields.Take("max-autonomy"), "max-autonomy", AutonomyText.Words) ?? Autonomy.Act,
            ForbidTools = ReadTools("forbid-tools"),
            AskTools = ReadTools("ask-tools"),
            ForbidDestinations = ReadAll(
                "forbid-destinations",
                "mail:@rival.example",
                t => DestinationPattern.Parse(t)?.ToString(),
                PolicyWords.DestinationShape
            ),
            Limits = limits is null ? null : LimitsReader.Read(limits, reader, s_unlimited),
        };

        ImmutableArray<string> ReadTools(string key) =>
            ReadAll(key, "mail.send", t => Identifier.IsToolPattern(t) ? t : null, PolicyWords.ToolShape);

        ImmutableArray<string> ReadAll(string key, string example, Func<string, string?> normalize, string shape)
        {
            var node = fields.Take(key);
            if (node is YamlScalar { IsNull: true } or YamlList { Items.Count: 0 })
            {
                reader.Error(node, $"\"{key}\" is empty, so it forbids nothing. Remove it, or name something.");
            }

            var values = ImmutableArray.CreateBuilder<string>();
            foreach (var text in reader.Texts(node, key, example) ?? [])
            {
                if (normalize(text.Text) is not { } value)
                {
                    reader.Error(text, $"\"{text.Text}\" is not understood. {shape}.");
                }
                else if (!values.Contains(value))
                {
                    values.Add(value);
                }
            }

            return values.ToImmutable();
        }
    }
}
