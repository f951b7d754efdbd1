using MeshClaw.Core.Agents;
using MeshClaw.Core.Configuration;
using MeshClaw.Policy;

namespace MeshClaw.Gateway.Agents;

/// <summary>
/// The agents of a home, by their folders. A file is parsed anew when its time or length changed, or the context did; in between,
/// asking costs one look at the folder. Asked within the journal's transaction, so it does nothing slow. Thread-safe.
/// </summary>
internal sealed class AgentCatalog(MeshClawHome home, Func<AgentFileContext> context) : IAgentCatalog
{
    /// <summary>A file of this name in an agent's folder puts the agent on hold.</summary>
    public const string PausedMarker = "PAUSED";

    private readonly Lock _gate = new();
    private readonly Dictionary<AgentName, Read> _read = [];

    /// <inheritdoc />
    public IReadOnlyList<AgentListing> List()
    {
        if (!Directory.Exists(home.AgentsFolder))
        {
            return [];
        }

        var names = Directory
            .EnumerateDirectories(home.AgentsFolder)
            .Select(f => Path.GetFileName(f))
            .Where(n => !n.StartsWith('.'))
            .Order(StringComparer.Ordinal);
        return [.. names.Select(n => Look(new AgentName(n)))];
    }

    /// <inheritdoc />
    public AgentDefinition? Find(AgentName agent) => Lists(agent) ? Look(agent).Definition : null;

    /// <summary>An agent's listing, valid or not; null where there is no such folder.</summary>
    public AgentListing? FindListing(AgentName agent) => Lists(agent) ? Look(agent) : null;

    /// <summary>When the agent's file was last written, UTC.</summary>
    public DateTimeOffset WrittenAt(AgentName agent) => File.GetLastWriteTimeUtc(home.AgentFile(agent));

    /// <summary>Puts an agent on hold, until <see cref="Resume"/>; survives restarts.</summary>
    public void Pause(AgentName agent) => File.WriteAllText(Marker(agent), "");

    /// <summary>Lets it go on.</summary>
    public void Resume(AgentName agent) => File.Delete(Marker(agent));

    // A name from a request must be one of the folder's, and no path.
    private bool Lists(AgentName agent) =>
        agent.Value is { Length: > 0 and <= 64 } name
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && Directory.Exists(Path.Join(home.AgentsFolder, name));

    private string Marker(AgentName agent) => Path.Join(home.AgentsFolder, agent.Value, PausedMarker);

    private AgentListing Look(AgentName agent)
    {
        var file = new FileInfo(home.AgentFile(agent));
        var stamp = file.Exists ? new Stamp(file.LastWriteTimeUtc, file.Length, context()) : null;
        AgentListing listing;
        lock (_gate)
        {
            if (!_read.TryGetValue(agent, out var known) || known.Stamp is null || known.Stamp != stamp)
            {
                known = new Read(stamp, stamp is null ? Missing(agent) : Parse(agent, file.FullName, stamp.Context));
                _read[agent] = known;
            }

            listing = known.Listing;
        }

        return listing.Definition is { } definition && File.Exists(Marker(agent))
            ? listing with
            {
                Definition = definition with { Grant = definition.Grant with { Paused = true } },
            }
            : listing;
    }

    private static AgentListing Missing(AgentName agent) =>
        new(agent, null, [$"agents/{agent}/{AgentFile.FileName} is missing."]);

    private static AgentListing Parse(AgentName agent, string path, AgentFileContext context)
    {
        try
        {
            var result = AgentFile.Parse(path, File.ReadAllBytes(path), context);
            return new AgentListing(agent, result.Value, [.. result.Problems.Select(p => p.ToString())]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new AgentListing(agent, null, [$"{path} cannot be read: {e.Message}"]);
        }
    }

    private sealed record Stamp(DateTime Written, long Length, AgentFileContext Context)
    {
        // The same context object until the configuration changes.
        public bool Equals(Stamp? other) =>
            other is not null
            && Written == other.Written
            && Length == other.Length
            && ReferenceEquals(Context, other.Context);

        public override int GetHashCode() => HashCode.Combine(Written, Length);
    }

    private sealed record Read(Stamp? Stamp, AgentListing Listing);
}
