using System.Collections.Immutable;
using MeshClaw.Core.Yaml;

namespace MeshClaw.Core.Agents;

/// <summary>The part of AGENT.md that holds the reflex rules.</summary>
internal static class AgentFileRules
{
    public static ImmutableArray<AgentRule> Read(YamlNode? node, YamlReader reader)
    {
        if (node is null or YamlScalar { IsNull: true })
        {
            return [];
        }

        if (node is not YamlList list)
        {
            reader.Error(node, "\"rules\" takes a list, each rule on a line such as: - newsletters -> Reading");
            return [];
        }

        var rules = ImmutableArray.CreateBuilder<AgentRule>();
        foreach (var item in list.Items)
        {
            if (item is not YamlScalar text || text.End.Line != text.Start.Line)
            {
                reader.Error(
                    item,
                    "A rule is one line, such as: - newsletters -> Reading (in single quotes where it holds \": \")"
                );
                continue;
            }

            var parse = AgentRuleParser.Parse(text.Text, text.Start.Line);
            if (parse.Rule is null)
            {
                reader.Error(text, parse.Error!); // Where there is no rule there is an error.
                continue;
            }

            rules.Add(parse.Rule);
        }

        return rules.ToImmutable();
    }
}
