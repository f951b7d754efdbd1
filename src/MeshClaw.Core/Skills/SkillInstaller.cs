using System.Collections.Immutable;
using System.Security.Cryptography;
using MeshClaw.Core.Configuration;
using MeshClaw.Policy;

namespace MeshClaw.Core.Skills;

/// <summary>A skill that waits for the owner's yes.</summary>
/// <param name="Id">Of its place in quarantine.</param>
/// <param name="Review">What it is.</param>
public sealed record StagedSkill(string Id, SkillReview Review);

/// <summary>
/// Brings skills in, has them looked at, and takes them away. What the owner says yes to is a hash: what lies there by then must have it. The
/// owner's own command alone comes here, never a run. Thread-safe; two of the same name at once: the last one wins.
/// </summary>
public sealed class SkillInstaller
{
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly MeshClawHome _home;
    private readonly SkillCatalog _catalog;
    private readonly TimeProvider _time;

    /// <summary>On a home.</summary>
    public SkillInstaller(MeshClawHome home, SkillCatalog catalog, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(home);
        (_home, _catalog, _time) = (home, catalog, time);
    }

    private string Quarantine => Path.Join(_home.SkillsFolder, ".quarantine");

    private string Pinned => Path.Join(_home.SkillsFolder, ".pinned");

    /// <summary>Copies a folder or zip file to where nothing uses it, and says what it is.</summary>
    /// <param name="path">Full path of a folder or of a zip file.</param>
    /// <param name="agent">For which agent alone; null for all that name it.</param>
    /// <exception cref="SkillException">It is no skill.</exception>
    public StagedSkill Stage(string path, AgentName? agent)
    {
        ArgumentNullException.ThrowIfNull(path);
        var content =
            Directory.Exists(path) ? SkillFolder.Read(path, install: true)
            : File.Exists(path) ? SkillArchive.Read(path)
            : throw new SkillException($"There is no folder or file {path}.");
        content = WithUsualName(content);
        var review = ReviewOf(content, null, agent is null ? SkillPlace.Home : SkillPlace.Agent);
        var previous = Previous(SkillListing.KeyOf(PlaceOf(agent), agent, review.Header.Name));
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        Guarded(() =>
        {
            Tidy();
            Directory.CreateDirectory(Quarantine);
            content.WriteTo(Path.Join(Quarantine, id));
        });
        return new StagedSkill(
            id,
            previous is null ? review : review with { Changes = SkillReview.Compare(previous, content) }
        );
    }

    /// <summary>Puts what was staged in its place, and pins it.</summary>
    /// <param name="id">Of the stage.</param>
    /// <param name="hash">Of what the owner saw.</param>
    /// <param name="network">Whether its scripts may reach the network.</param>
    /// <param name="agent">As it was staged.</param>
    /// <exception cref="SkillException">It is gone, or not what the owner saw.</exception>
    public SkillListing Install(string id, string hash, bool network, AgentName? agent)
    {
        ArgumentNullException.ThrowIfNull(id);
        var staged = Path.Join(Quarantine, id);
        if (id.Length != 16 || !id.All(char.IsAsciiHexDigitLower) || !Directory.Exists(staged))
        {
            throw new SkillException("What was to be installed is not there any more. Begin anew.");
        }

        lock (_gate)
        {
            var content = SkillFolder.Read(staged);
            if (content.Hash != hash)
            {
                throw new SkillException("What lies in quarantine is not what you saw. Nothing was installed.");
            }

            var name = ReviewOf(content, null, PlaceOf(agent)).Header.Name;
            var target = Path.Join(agent is { } a ? _catalog.AgentSkills(a) : _home.SkillsFolder, name);
            Guarded(() =>
            {
                Keep(content);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!); // A folder of the home.
                // The yes is there before the content: in between, what lies there is withdrawn.
                _catalog.Pins.Set(
                    SkillListing.KeyOf(PlaceOf(agent), agent, name),
                    new SkillPin(hash, network, _time.GetUtcNow())
                );
                Replace(staged, target);
            });
            return _catalog.Find(name, agent)
                ?? throw new SkillException($"{target} is not there, though it was just put there.");
        }
    }

    /// <summary>What lies there now, beside what was said yes to.</summary>
    /// <exception cref="SkillException">It cannot be read, or is no skill.</exception>
    public SkillReview Review(SkillListing skill)
    {
        ArgumentNullException.ThrowIfNull(skill);
        var content = SkillFolder.Read(skill.Folder);
        var review = ReviewOf(content, skill.Name, skill.Place);
        return Previous(skill.Key) is { } before
            ? review with
            {
                Changes = SkillReview.Compare(before, content),
            }
            : review;
    }

    /// <summary>The owner's yes to what lies there.</summary>
    /// <exception cref="SkillException">It is not what the owner saw.</exception>
    public SkillListing Pin(SkillListing skill, string hash, bool network)
    {
        ArgumentNullException.ThrowIfNull(skill);
        lock (_gate)
        {
            var content = SkillFolder.Read(skill.Folder);
            if (content.Hash != hash)
            {
                throw new SkillException("It changed while you looked at it. Look again.");
            }

            _ = ReviewOf(content, skill.Name, skill.Place);
            Guarded(() =>
            {
                Keep(content);
                _catalog.Pins.Set(skill.Key, new SkillPin(hash, network, _time.GetUtcNow()));
            });
            return _catalog.Find(skill.Name, skill.Agent) ?? skill;
        }
    }

    /// <summary>Takes a skill and the yes to it away.</summary>
    /// <exception cref="SkillException">It is shipped with the program.</exception>
    public void Remove(SkillListing skill)
    {
        ArgumentNullException.ThrowIfNull(skill);
        if (skill.Place == SkillPlace.Shipped)
        {
            throw new SkillException(
                $"{skill.Name} is shipped with this program. Agents use it only where their file names it under \"skills\"."
            );
        }

        lock (_gate)
        {
            Guarded(() =>
            {
                _catalog.Pins.Set(skill.Key, null);
                var link = new DirectoryInfo(skill.Folder);
                if (link.LinkTarget is not null)
                {
                    link.Delete(); // The link, not what it points at.
                    return;
                }

                Directory.CreateDirectory(Quarantine);
                var away = Path.Join(Quarantine, $"removed-{Path.GetRandomFileName()}");
                Directory.Move(skill.Folder, away);
                Directory.Delete(away, recursive: true);
            });
        }
    }

    private static SkillPlace PlaceOf(AgentName? agent) => agent is null ? SkillPlace.Home : SkillPlace.Agent;

    // ClawHub takes skill.md too.
    private static SkillContent WithUsualName(SkillContent content) =>
        content.Find(SkillFile.FileName) is null && content.Find("skill.md") is { } small
            ? new SkillContent(
                content.Files.Select(f => ReferenceEquals(f, small) ? f with { Path = SkillFile.FileName } : f)
            )
            : content;

    private SkillReview ReviewOf(SkillContent content, string? folder, SkillPlace place)
    {
        if (content.Find(SkillFile.FileName) is not { } file)
        {
            throw new SkillException($"There is no {SkillFile.FileName} in it.");
        }

        var parsed = SkillFile.Parse(SkillFile.FileName, folder, file.Bytes.Span);
        return parsed.Value is { } header
            ? SkillReview.Of(header, content) with
            {
                Names = [.. SkillReview.NamesLike(header.Name, place, _catalog.List()).Distinct()],
                Problems = [.. parsed.Problems.Select(p => p.ToString())],
            }
            : throw new SkillException(string.Join('\n', parsed.Errors));
    }

    // The content that was said yes to is kept, so that the next yes can be to a difference.
    private void Keep(SkillContent content)
    {
        var folder = Path.Join(Pinned, content.Hash);
        if (Directory.Exists(folder))
        {
            return;
        }

        Directory.CreateDirectory(Pinned);
        var making = Path.Join(Pinned, $".{Path.GetRandomFileName()}");
        content.WriteTo(making);
        Directory.Move(making, folder);
    }

    private SkillContent? Previous(string key)
    {
        if (
            _catalog.Pins.Read().All.GetValueOrDefault(key) is not { } pin
            || !Directory.Exists(Path.Join(Pinned, pin.Hash))
        )
        {
            return null;
        }

        try
        {
            var content = SkillFolder.Read(Path.Join(Pinned, pin.Hash));
            return content.Hash == pin.Hash ? content : null; // Only for showing; a changed copy shows nothing.
        }
        catch (SkillException)
        {
            return null;
        }
    }

    private void Replace(string staged, string target)
    {
        var away = Path.Join(Quarantine, $"replaced-{Path.GetRandomFileName()}");
        var was = Directory.Exists(target);
        if (was)
        {
            Directory.Move(target, away);
        }

        try
        {
            Directory.Move(staged, target);
        }
        catch when (was)
        {
            Directory.Move(away, target);
            throw;
        }

        if (was)
        {
            Directory.Delete(away, recursive: true);
        }
    }

    private void Tidy()
    {
        if (!Directory.Exists(Quarantine))
        {
            return;
        }

        foreach (
            var old in new DirectoryInfo(Quarantine)
                .EnumerateDirectories()
                .Where(d => d.LastWriteTimeUtc < _time.GetUtcNow().UtcDateTime - s_kept)
                .ToImmutableArray()
        )
        {
            old.Delete(recursive: true);
        }
    }

    private static void Guarded(Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SkillException($"It could not be written: {failure.Message}", failure);
        }
    }
}
