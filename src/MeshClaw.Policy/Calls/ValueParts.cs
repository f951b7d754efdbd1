using System.Collections.Immutable;
using MeshClaw.Policy.Flow;

namespace MeshClaw.Policy.Calls;

/// <summary>
/// What a value is made of, read once when its call is described. Equal to every other: it adds nothing to the value that it was read
/// from.
/// </summary>
internal sealed class ValueParts : IEquatable<ValueParts>
{
    public ValueParts(string path, string text)
    {
        Text = text;
        Path = path;
        var steps = path.Split('/');
        Argument = steps.Length > 1 ? steps[1] : "";
        Name = steps.LastOrDefault(s => s.Length > 0 && !s.All(char.IsAsciiDigit)) ?? "";
        Words = Flow.Words.Of(text);
        Carriers = Flow.Carriers.In(text);
        Identity = Identities.Normalize(text);
        Day = Dates.TryRead(text, out var day, out var time) ? day : null;
        Time = time;
        Sentences = [.. Relaying.Sentences(text).Select(s => (s, Flow.Words.Of(s))).Where(s => !s.Item2.IsEmpty)];
        Requests = Relaying.Requests(text);
        Sign = Disguises.Sign(text);
        IsAccessLevel = AccessWords.IsLevel(Argument);
    }

    public string Path { get; }

    public string Text { get; }

    /// <summary>The first step of the path.</summary>
    public string Argument { get; }

    /// <summary>The last step of the path that is no index.</summary>
    public string Name { get; }

    public ImmutableArray<Word> Words { get; }

    public ImmutableArray<Carrier> Carriers { get; }

    /// <summary>One spelling of it as an identity.</summary>
    public string Identity { get; }

    /// <summary>The day, where the whole value is a date or a date and a time.</summary>
    public DateOnly? Day { get; }

    /// <summary>The time, where the value has one.</summary>
    public TimeOnly? Time { get; }

    public ImmutableArray<(string Text, ImmutableArray<Word> Words)> Sentences { get; }

    /// <summary>What it asks its reader to do, word by word.</summary>
    public ImmutableArray<(string Text, ImmutableArray<Word> Words)> Requests { get; }

    /// <summary>A sign in it that spells without being a letter; null where there is none.</summary>
    public string? Sign { get; }

    /// <summary>The argument says how much access is given.</summary>
    public bool IsAccessLevel { get; }

    public bool Equals(ValueParts? other) => true;

    public override bool Equals(object? obj) => obj is ValueParts;

    public override int GetHashCode() => 0;
}
