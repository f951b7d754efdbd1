using System.Collections.Immutable;
using MeshClaw.Core.Channels;
using MeshClaw.Policy;

namespace MeshClaw.Gateway.Channels;

/// <summary>A channel as config.yaml has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Settings">Those of its kind that are no secrets.</param>
/// <param name="Agent">Who answers there; null for the usual.</param>
/// <param name="Root">Where its platform is; null for where everybody's is.</param>
internal sealed record ConfiguredChannel(
    ChannelName Name,
    ImmutableDictionary<string, string> Settings,
    AgentName? Agent,
    Uri? Root
)
{
    /// <summary>Whether a channel that runs would be made anew for it.</summary>
    public bool IsSameAs(ConfiguredChannel other) =>
        Name == other.Name
        && Root == other.Root
        && Settings.Count == other.Settings.Count
        && Settings.All(s => other.Settings.TryGetValue(s.Key, out var value) && value == s.Value);
}
