using System.Collections.Immutable;
using MeshClaw.Policy;

namespace MeshClaw.Core.Skills;

/// <summary>Where a skill lies. Ordered: of the same name the first is meant.</summary>
public enum SkillPlace
{
    /// <summary><c>agents/NAME/skills/</c>: for that agent alone.</summary>
    Agent,

    /// <summary><c>skills/</c> in the home.</summary>
    Home,

    /// <summary><c>skills/</c> beside the program.</summary>
    Shipped,
}

/// <summary>Whether a skill may be used.</summary>
public enum SkillState
{
    /// <summary>Its content is what the owner, or the build, said yes to.</summary>
    Usable,

    /// <summary>Nobody has said yes to it.</summary>
    Unreviewed,

    /// <summary>It is another content than the one that was said yes to; withdrawn until the owner has looked at it.</summary>
    Changed,

    /// <summary>It is no skill, or cannot be read.</summary>
    Broken,
}

/// <summary>One skill's folder as it was when it was looked at.</summary>
public sealed record SkillListing
{
    /// <summary>The folder's name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it lies.</summary>
    public required SkillPlace Place { get; init; }

    /// <summary>Whose it is, in an agent's folder.</summary>
    public AgentName? Agent { get; init; }

    /// <summary>Full path.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether it may be used.</summary>
    public required SkillState State { get; init; }

    /// <summary>Null where it is broken.</summary>
    public SkillHeader? Header { get; init; }

    /// <summary>Of its content; empty where it cannot be read.</summary>
    public string Hash { get; init; } = "";

    /// <summary>What was said yes to, though perhaps to another content; null where nothing was.</summary>
    public SkillPin? Pin { get; init; }

    /// <summary>Errors and warnings.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];

    /// <summary>Somebody else than the makers of this program wrote it, for all that anybody knows.</summary>
    public bool IsForeign => Place != SkillPlace.Shipped || ShippedSkills.Pin(Name)?.Hash != Hash;

    /// <summary>What its pin goes by: <c>home/NAME</c>.</summary>
    public string Key => KeyOf(Place, Agent, Name);

    /// <summary>What a pin goes by.</summary>
    public static string KeyOf(SkillPlace place, AgentName? agent, string name) =>
        place switch
        {
            SkillPlace.Agent => $"agents/{agent?.Value}/{name}",
            SkillPlace.Home => $"home/{name}",
            SkillPlace.Shipped => $"shipped/{name}",
        };
}
