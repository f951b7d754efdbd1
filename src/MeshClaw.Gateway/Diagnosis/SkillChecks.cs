using MeshClaw.Core.Configuration;
using MeshClaw.Core.Skills;
using MeshClaw.Gateway.Agents;

namespace MeshClaw.Gateway.Diagnosis;

/// <summary>Skills that were said yes to and changed, and those that an agent's file names and that are not there.</summary>
internal static class SkillChecks
{
    public static void Run(GatewayOptions options, MeshClawConfig config, Findings findings)
    {
        var catalog = new SkillCatalog(options.Home, options.ShippedSkills);
        if (catalog.Problem is { } unreadable)
        {
            findings.Error(
                "skills",
                unreadable,
                "Remove that file, and review each skill anew: meshclaw skills review NAME"
            );
        }

        var all = catalog.List();
        foreach (var skill in all.Where(s => s.Pin is not null && s.State != SkillState.Usable))
        {
            findings.Warn(
                "skills",
                $"{skill.Key} is not what was said yes to any more, so no agent uses it.",
                $"Look at what changed, and say yes or take it away: meshclaw skills review {skill.Name}{Of(skill)}"
            );
        }

        var context = AgentContexts.Of(config);
        foreach (var agent in new AgentCatalog(options.Home, () => context).List().Select(a => a.Definition))
        {
            var missing = agent?.Skills.Where(p => !all.Any(s => SkillName.Matches(p, s.Name))).ToList() ?? [];
            foreach (var name in missing)
            {
                findings.Warn(
                    "skills",
                    $"The agent {agent?.Name} names the skill {name}, which is not there.",
                    "Install it (meshclaw skills install DIR), or take it out of the agent's file."
                );
            }
        }

        var usable = all.Count(s => s.State == SkillState.Usable);
        findings.Ok("skills", $"{usable} of {all.Count} can be used.");
    }

    private static string Of(SkillListing skill) => skill.Agent is { } agent ? $" --agent {agent}" : "";
}
