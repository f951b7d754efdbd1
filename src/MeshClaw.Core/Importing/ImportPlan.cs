using System.Collections.Immutable;

namespace MeshClaw.Core.Importing;

/// <summary>What kind of thing a draft is.</summary>
public enum DraftKind
{
    /// <summary>An agent, until it is accepted.</summary>
    Agent,

    /// <summary>A note of memory, which nobody has reviewed.</summary>
    Memory,

    /// <summary>A file of a skill.</summary>
    Skill,

    /// <summary>Who may write by which channel.</summary>
    Channels,
}

/// <summary>A file that an import would write.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="From">Where it comes from, relative to the other program's home.</param>
/// <param name="To">Where it goes, relative to ours, with slashes.</param>
/// <param name="Bytes">What it says.</param>
/// <param name="Note">What the owner should know of it; empty for nothing.</param>
public sealed record ImportDraft(DraftKind Kind, string From, string To, ImmutableArray<byte> Bytes, string Note);

/// <summary>Something that is not taken.</summary>
/// <param name="From">Where it stands: a file, and the key in it.</param>
/// <param name="Why">In a sentence. Third-party text may be in it.</param>
public sealed record ImportLeft(string From, string Why);

/// <summary>A connection that the owner may want to make.</summary>
/// <param name="Command">What to type.</param>
/// <param name="Why">What there was.</param>
public sealed record ImportConnection(string Command, string Why);

/// <summary>All that an import would do. Nothing of it is done.</summary>
/// <param name="Drafts">Files, each destination once.</param>
/// <param name="Left">What is not taken, and why.</param>
/// <param name="Connections">Which connections to make.</param>
public sealed record ImportPlan(
    ImmutableArray<ImportDraft> Drafts,
    ImmutableArray<ImportLeft> Left,
    ImmutableArray<ImportConnection> Connections
);

/// <summary>Collects a plan.</summary>
internal sealed class ImportNotes
{
    private readonly List<ImportDraft> _drafts = [];
    private readonly List<ImportLeft> _left = [];
    private readonly List<ImportConnection> _connections = [];
    private readonly HashSet<string> _places = new(StringComparer.OrdinalIgnoreCase);

    public ImportPlan Plan => new([.. _drafts], [.. _left], [.. _connections]);

    public void Take(DraftKind kind, string from, string to, byte[] bytes, string note = "")
    {
        if (_places.Add(to))
        {
            _drafts.Add(new ImportDraft(kind, from, to, [.. bytes], note));
        }
        else
        {
            Leave(from, $"Something else goes to {to} already.");
        }
    }

    public void Leave(string from, string why)
    {
        var left = new ImportLeft(from, why);
        if (!_left.Contains(left))
        {
            _left.Add(left);
        }
    }

    public void Connect(string command, string why)
    {
        if (_connections.All(c => c.Command != command))
        {
            _connections.Add(new ImportConnection(command, why));
        }
    }
}
