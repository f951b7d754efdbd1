using MeshClaw.Core.Yaml;

namespace MeshClaw.Core.Agents.Drafting;

/// <summary>Names that agents can be given.</summary>
public static class AgentNames
{
    private static readonly HashSet<string> s_devices =
    [
        "con",
        "prn",
        "aux",
        "nul",
        .. Enumerable.Range(1, 9).SelectMany(i => new[] { $"com{i}", $"lpt{i}" }),
    ];

    /// <summary>Why a name is none, in a sentence; null for a good one.</summary>
    public static string? Refuse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return !Identifier.IsValid(name) ? $"A name is {Identifier.Rule}."
            : name is "owner" or "standing" ? $"No agent can be called \"{name}\": the gateway uses that name itself."
            : s_devices.Contains(name) ? $"\"{name}\" cannot be a folder's name on every system."
            : null;
    }
}
