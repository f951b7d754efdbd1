using System.Collections.Immutable;

namespace MeshClaw.Policy.Flow;

/// <summary>A record as the run knows it: what it is, and by what words of the owner it is meant.</summary>
internal sealed class KnownRecord
{
    public required SeenRecord Record { get; init; }

    /// <summary>It came from outside the owner's systems.</summary>
    public required bool Outside { get; init; }

    /// <summary>The read that brought it was for something that the owner named.</summary>
    public required bool Directed { get; init; }

    /// <summary>All that it says, as one text.</summary>
    public required ImmutableArray<Word> Words { get; init; }

    /// <summary>The words of the owner that mean it: key and position in the owner's message.</summary>
    public Dictionary<string, int> Mentions { get; } = [];

    /// <summary>Nobody but the owner is concerned by it, and the owner's system vouches for that.</summary>
    public bool IsOwnAlone(IReadOnlySet<string> own)
    {
        var people = Record.Fields.Where(f => f.Kind is FieldKind.Author or FieldKind.Address).ToList();
        return people.Count > 0 && people.All(f => own.Contains(Identities.Normalize(f.Text)));
    }

    /// <summary>Whether others than the owner can see it or take part in it.</summary>
    public bool IsShared(IReadOnlySet<string> own) =>
        !Record.IsOwnCopy
        && Record.Fields.Any(f =>
            f.Kind is FieldKind.Address or FieldKind.Author && !own.Contains(Identities.Normalize(f.Text))
        );

    /// <summary>No part of it was written by anybody but the owner's own systems.</summary>
    public bool IsFirstParty => Record.Fields.All(f => f.Label.Origin <= Origin.OwnSystem);

    /// <summary>Whether it says where somebody can be reached.</summary>
    public bool HasAddresses => Addresses.Any();

    /// <summary>Whether it has a normalised address.</summary>
    public bool HasAddress(string address) => Addresses.Contains(address);

    /// <summary>Whether both are the same thing, perhaps read twice.</summary>
    public bool IsSameAs(KnownRecord other) =>
        Record.Id is not null && other.Record.Id is not null
            ? Record.Id == other.Record.Id && Record.IsOneOf(other.Record.Kinds)
            : ReferenceEquals(this, other)
                || (
                    Words.Length == other.Words.Length
                    && Words
                        .Zip(other.Words)
                        .All(w => string.Equals(w.First.Text, w.Second.Text, StringComparison.Ordinal))
                );

    private IEnumerable<string> Addresses =>
        Record
            .Fields.Where(f => f.Kind is FieldKind.Author or FieldKind.Address)
            .Select(f => Identities.Normalize(f.Text));

    /// <summary>One line for the owner: what it is, and from whom.</summary>
    public string Describe()
    {
        var kind = Record.Kinds.IsEmpty ? "something read" : Record.Kinds[0];
        var name =
            Record.Fields.FirstOrDefault(f => f.Kind is FieldKind.Name or FieldKind.DisplayName)?.Text ?? Record.Id;
        var author = Record.Fields.FirstOrDefault(f => f.Kind == FieldKind.Author)?.Text;
        // What others wrote must not close the quotation that it stands in.
        name = name?.Replace('”', '"');
        return (name, author) switch
        {
            (null, null) => kind,
            (null, _) => $"{kind} by {author}",
            (_, null) => $"{kind} “{name}”",
            _ => $"{kind} “{name}” by {author}",
        };
    }
}
