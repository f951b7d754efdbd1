using MeshClaw.Core.Configuration;
using MeshClaw.Core.Files;
using MeshClaw.Gateway.Agents;

namespace MeshClaw.Gateway.Diagnosis;

/// <summary>The files that owners and administrators write: every problem with its line.</summary>
internal static class FileChecks
{
    public static void Run(GatewayOptions options, Findings findings)
    {
        var home = options.Home;
        var config = ConfigFile.Load(home.ConfigFile, options.ChannelKinds);
        Tell("config", config, findings);
        if (config.Value is { } value && !config.Problems.Any())
        {
            var from = File.Exists(home.ConfigFile) ? home.ConfigFile : "There is no config.yaml, so the defaults hold";
            findings.Ok("config", $"{from}; zone {value.Zone.Id}, {value.Connections.Count} connections.");
        }

        CheckPolicy(
            "ceiling",
            "No organisation sets limits here.",
            [.. options.Policies.Except([options.OwnersPolicy])]
        );
        CheckPolicy("policy", "There is no policy.yaml; agents' files and orders hold.", [options.OwnersPolicy]);
        CheckAgents(home, config.Value ?? ConfigFile.Default, findings);
        SkillChecks.Run(options, config.Value ?? ConfigFile.Default, findings);

        void CheckPolicy(string area, string none, IReadOnlyList<PolicyPath> files)
        {
            var policy = PolicyFiles.Load(files);
            Tell(area, policy, findings);
            if (policy.Value is { } good && policy.Problems.IsEmpty)
            {
                var there = good.Parts.Select(p => $"{p.File.Path}; {p.Content.Statements.Length} rules");
                findings.Ok(area, good.Parts.IsEmpty ? none : $"{string.Join(", ", there)}.");
            }
        }
    }

    private static void CheckAgents(MeshClawHome home, MeshClawConfig config, Findings findings)
    {
        var context = AgentContexts.Of(config);
        var listings = new AgentCatalog(home, () => context).List();
        foreach (var listing in listings)
        {
            foreach (var problem in listing.Problems)
            {
                if (listing.Definition is null)
                {
                    findings.Error("agents", problem, "Mend that line. Until then this agent does not run.");
                }
                else
                {
                    findings.Warn("agents", problem, "Look whether that is what you mean.");
                }
            }
        }

        var good = listings.Where(a => a.Definition is not null).Select(a => a.Name.Value).ToList();
        if (listings.Count == 0)
        {
            findings.Warn(
                "agents",
                "There are no agents yet.",
                "Connect a mailbox, and one is made: meshclaw connect mail/NAME"
            );
        }
        else if (good.Count > 0)
        {
            findings.Ok("agents", $"{string.Join(", ", good)} can run.");
        }
    }

    private static void Tell<T>(string area, FileResult<T> result, Findings findings)
        where T : class
    {
        foreach (var problem in result.Problems)
        {
            if (problem.IsWarning)
            {
                findings.Warn(area, problem.ToString(), "Look whether that is what you mean.");
            }
            else
            {
                findings.Error(
                    area,
                    problem.ToString(),
                    "Mend that line; what was read last holds until then, and no start is possible."
                );
            }
        }
    }
}
