using System.Collections.Immutable;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Configuration;
using MeshClaw.Policy;

namespace MeshClaw.Core.Skills;

/// <summary>
/// The skills that there are: an agent's own before the home's before those shipped. A skill is usable only where its content is pinned; one
/// that is not is never replaced by another of its name from further away. Lists are cached by files' times; what is used is read
/// and hashed anew. Thread-safe.
/// </summary>
public sealed class SkillCatalog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Seen> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly List<SkillListing> _withdrawn = [];
    private readonly MeshClawHome? _home;
    private readonly string? _shipped;

    /// <param name="home">The home; null where there are no skills at all.</param>
    /// <param name="shipped">The folder of those shipped; null or missing where there are none.</param>
    public SkillCatalog(MeshClawHome? home, string? shipped)
    {
        (_home, _shipped) = (home, shipped);
        Pins = new SkillPins(Path.Join(home?.SkillsFolder, "pins.json"));
    }

    /// <summary>Has none.</summary>
    public static SkillCatalog None { get; } = new(null, null);

    /// <summary>Told of those that were found changed or broken though they had been said yes to; of each content once.</summary>
    public Func<IReadOnlyList<SkillListing>, CancellationToken, Task> Withdrawn { get; init; } =
        (_, _) => Task.CompletedTask;

    internal SkillPins Pins { get; }

    /// <summary>Why nothing is pinned but what is shipped; null where all is well.</summary>
    public string? Problem => _home is null ? null : Pins.Read().Problem;

    /// <summary>All of them, agents' own too, by name and place.</summary>
    public IReadOnlyList<SkillListing> List()
    {
        if (_home is null)
        {
            return [];
        }

        var pins = Pins.Read().All;
        var agents = Folders(_home.AgentsFolder)
            .SelectMany(a => ListIn(AgentSkills(new AgentName(a)), SkillPlace.Agent, new AgentName(a), pins));
        return
        [
            .. agents
                .Concat(Common(pins))
                .OrderBy(s => s.Name, StringComparer.Ordinal)
                .ThenBy(s => s.Place)
                .ThenBy(s => s.Agent?.Value, StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// Those that an agent's file names, one for each name, usable or not. An agent that names none costs nothing.
    /// </summary>
    public ImmutableArray<SkillListing> For(AgentDefinition agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        if (_home is null || agent.Skills.IsEmpty)
        {
            return [];
        }

        var pins = Pins.Read().All;
        return
        [
            .. ListIn(AgentSkills(agent.Name), SkillPlace.Agent, agent.Name, pins)
                .Concat(Common(pins))
                .Where(s => agent.Skills.Any(p => SkillName.Matches(p, s.Name)))
                .GroupBy(s => s.Name, StringComparer.Ordinal)
                .Select(g => g.MinBy(s => s.Place)!) // A group has one at least.
                .OrderBy(s => s.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>The one that a name means for the owner: an agent's where one is named, else the home's, else the shipped one.</summary>
    public SkillListing? Find(string name, AgentName? agent) =>
        List().Where(s => s.Name == name && (agent is null ? s.Agent is null : s.Agent == agent)).MinBy(s => s.Place);

    /// <summary>All files of a skill, read now; null where they are not what is pinned any more.</summary>
    internal SkillContent? Open(SkillListing skill)
    {
        try
        {
            var content = SkillFolder.Read(skill.Folder);
            var pin = PinOf(skill.Key, skill.Place, skill.Name, content.Hash, Pins.Read().All);
            if (pin?.Hash == content.Hash && content.Hash == skill.Hash)
            {
                return content;
            }
        }
        catch (SkillException)
        {
            // Said by the next list.
        }

        lock (_gate)
        {
            _seen.Remove(skill.Folder);
        }

        return null;
    }

    /// <summary>The usable skill of this content with its files, read now; null where there is none.</summary>
    internal (SkillListing Skill, SkillContent Content)? OpenPinned(string name, string hash)
    {
        foreach (var skill in List().Where(s => s.Name == name && s.Hash == hash && s.State == SkillState.Usable))
        {
            if (Open(skill) is { } content)
            {
                return (skill, content);
            }
        }

        return null;
    }

    /// <summary>Those that were found changed or broken since the last call though they had been said yes to; each content once.</summary>
    public IReadOnlyList<SkillListing> TakeWithdrawn()
    {
        lock (_gate)
        {
            SkillListing[] all = [.. _withdrawn];
            _withdrawn.Clear();
            return all;
        }
    }

    /// <summary>Tells of those that <see cref="TakeWithdrawn"/> gives.</summary>
    public async Task TellWithdrawnAsync(CancellationToken cancellationToken)
    {
        if (TakeWithdrawn() is { Count: > 0 } withdrawn)
        {
            await Withdrawn(withdrawn, cancellationToken).ConfigureAwait(false);
        }
    }

    internal string AgentSkills(AgentName agent) => Path.Join(_home?.AgentsFolder, agent.Value, "skills");

    private IEnumerable<SkillListing> Common(ImmutableDictionary<string, SkillPin> pins) =>
        ListIn(_home!.SkillsFolder, SkillPlace.Home, null, pins) // Looked at by the callers.
            .Concat(_shipped is null ? [] : ListIn(_shipped, SkillPlace.Shipped, null, pins));

    private IEnumerable<SkillListing> ListIn(
        string folder,
        SkillPlace place,
        AgentName? agent,
        ImmutableDictionary<string, SkillPin> pins
    ) => Folders(folder).Select(name => Look(Path.Join(folder, name), name, place, agent, pins));

    // What begins with a dot is ours, or another program's.
    private static IEnumerable<string> Folders(string folder) =>
        Directory.Exists(folder)
            ? Directory
                .EnumerateDirectories(folder)
                .Select(f => Path.GetFileName(f))
                .Where(n => !n.StartsWith('.'))
                .Order(StringComparer.Ordinal)
            : [];

    private SkillListing Look(
        string folder,
        string name,
        SkillPlace place,
        AgentName? agent,
        ImmutableDictionary<string, SkillPin> pins
    )
    {
        var stamp = SkillFolder.Stamp(folder);
        Seen? seen;
        lock (_gate)
        {
            seen = _seen.GetValueOrDefault(folder);
        }

        if (seen?.Stamp != stamp)
        {
            seen = Read(folder, name, stamp);
            lock (_gate)
            {
                _seen[folder] = seen;
            }
        }

        var key = SkillListing.KeyOf(place, agent, name);
        var pin = PinOf(key, place, name, seen.Hash, pins);
        var listing = new SkillListing
        {
            Name = name,
            Place = place,
            Agent = agent,
            Folder = folder,
            Header = seen.Header,
            Hash = seen.Hash,
            Pin = pin,
            Problems = seen.Problems,
            State =
                seen.Header is null ? SkillState.Broken
                : pin is null ? SkillState.Unreviewed
                : pin.Hash == seen.Hash ? SkillState.Usable
                : SkillState.Changed,
        };
        if (pin is not null && listing.State is SkillState.Changed or SkillState.Broken)
        {
            lock (_gate)
            {
                if (_told.Add($"{key} {seen.Hash}"))
                {
                    _withdrawn.Add(listing);
                }
            }
        }

        return listing;
    }

    private static SkillPin? PinOf(
        string key,
        SkillPlace place,
        string name,
        string hash,
        ImmutableDictionary<string, SkillPin> pins
    )
    {
        var (owners, built) = (
            pins.GetValueOrDefault(key),
            place == SkillPlace.Shipped ? ShippedSkills.Pin(name) : null
        );
        return owners?.Hash == hash ? owners
            : built?.Hash == hash ? built
            : owners ?? built;
    }

    private static Seen Read(string folder, string name, string stamp)
    {
        try
        {
            var content = SkillFolder.Read(folder);
            if (!SkillName.IsValid(name))
            {
                return new Seen(stamp, content.Hash, null, [$"{folder}: a skill's folder has {SkillName.Rule}."]);
            }

            if (content.Find(SkillFile.FileName) is not { } file)
            {
                return new Seen(stamp, content.Hash, null, [$"{folder} has no {SkillFile.FileName}."]);
            }

            var parsed = SkillFile.Parse(Path.Join(folder, file.Path), name, file.Bytes.Span);
            return new Seen(stamp, content.Hash, parsed.Value, [.. parsed.Problems.Select(p => p.ToString())]);
        }
        catch (SkillException unreadable)
        {
            return new Seen(stamp, "", null, [unreadable.Message]);
        }
    }

    private sealed record Seen(string Stamp, string Hash, SkillHeader? Header, ImmutableArray<string> Problems);
}
