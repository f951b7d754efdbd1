using System.Collections.Immutable;
using MeshClaw.Connectors.Chat;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Connectors.Web;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Agents.Drafting;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Events;
using MeshClaw.Gateway.Connections;
using MeshClaw.Policy;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Gateway.Agents;

/// <summary>What agents' files may name, for the configuration in force: one object as long as that stays.</summary>
internal sealed class AgentContexts(LiveConfig config)
{
    private static readonly ImmutableArray<ToolName> s_tools =
    [
        .. MailTools.Definitions.Concat(WebTools.Definitions).Concat(ChatTools.Definitions).Select(t => t.Name),
        .. LocalConnectors.Tools,
    ];
    private volatile Made? _made;

    /// <summary>The context now.</summary>
    public AgentFileContext Current
    {
        get
        {
            var current = config.Current;
            var made = _made;
            if (made is null || !ReferenceEquals(made.Config, current))
            {
                _made = made = new Made(current, Of(current));
            }

            return made.Context;
        }
    }

    /// <summary>What a grant comes to, in plain words.</summary>
    public static IReadOnlyList<string> Describe(AgentGrant grant) =>
        AgentAbilities.Describe(grant, MailTools.Definitions);

    /// <summary>The context of a configuration.</summary>
    public static AgentFileContext Of(MeshClawConfig config) =>
        new()
        {
            Connections = [.. config.Connections.Keys, .. LocalConnectors.Names],
            Tools = s_tools,
            Events = [MailEvents.Kind, .. ChatEvents.Kinds],
        };

    private sealed record Made(MeshClawConfig Config, AgentFileContext Context);
}
