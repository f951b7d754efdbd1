using System.Collections.Immutable;
using MeshClaw.Policy.Flow;

namespace MeshClaw.Policy.Calls;

/// <summary>What a value is made of. Equal to every other: it adds nothing to the value that it was read from.</summary>
internal sealed class ValueParts(string text) : IEquatable<ValueParts>
{
    public string Text { get; } = text;

    public ImmutableArray<Word> Words { get; } = Flow.Words.Of(text);

    public ImmutableArray<Carrier> Carriers { get; } = Flow.Carriers.In(text);

    public string Identity { get; } = Identities.Normalize(text);

    public bool Equals(ValueParts? other) => true;

    public override bool Equals(object? obj) => obj is ValueParts;

    public override int GetHashCode() => 0;
}
