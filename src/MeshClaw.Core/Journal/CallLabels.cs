using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;

namespace MeshClaw.Core.Journal;

/// <summary>What sets a call apart on a card: the owner sees these first. In the order in which they weigh.</summary>
public enum Outlier
{
    /// <summary>Money moves.</summary>
    Money,

    /// <summary>Somebody can see or do more, or less, than before.</summary>
    Access,

    /// <summary>It goes to somebody to whom nothing was sent before, by the journal.</summary>
    Recipient,

    /// <summary>Something is deleted.</summary>
    Deletion,

    /// <summary>It reaches others.</summary>
    Outside,

    /// <summary>Somebody else wrote where it goes, what it acts upon or what it says.</summary>
    Foreign,
}

/// <summary>Where one value of a call came from.</summary>
/// <param name="Path">JSON Pointer (RFC 6901) into the arguments.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Origin">Who wrote it.</param>
/// <param name="Sensitivity">Who may see it.</param>
/// <param name="OwnerChosen">Whether the owner chose it.</param>
/// <param name="Source">In words for the owner. Third-party text may be in it.</param>
public sealed record ValueLabel(
    string Path,
    ValueRole Role,
    Origin Origin,
    Sensitivity Sensitivity,
    bool OwnerChosen,
    string Source
);

/// <summary>What the journal keeps of a call's values: where each came from, where it all goes, and what sets it apart.</summary>
/// <param name="Values">Each scalar of the arguments.</param>
/// <param name="Destinations">Resolved destinations, as <c>kind:value</c>.</param>
/// <param name="Outliers">What sets the call apart; sorted.</param>
public sealed record CallLabels(
    ImmutableArray<ValueLabel> Values,
    ImmutableArray<string> Destinations,
    ImmutableArray<Outlier> Outliers
)
{
    /// <summary>Of a call of which nothing is known.</summary>
    public static CallLabels None { get; } = new([], [], []);

    /// <summary>Of a call with the labels of its values; whether a destination is new is for the journal to say.</summary>
    public static CallLabels Of(ProposedCall call, ImmutableArray<ValueLabel> values)
    {
        ArgumentNullException.ThrowIfNull(call);
        var destinations = call
            .Destinations.Select(d => $"{d.Kind}:{d.Value}")
            .Concat(
                // What the connector did not resolve counts as it was written.
                call.Destinations.IsEmpty
                    ? call.Values.Where(v => v.Role == ValueRole.Destination).Select(v => $"value:{v.Text}")
                    : []
            )
            .Distinct()
            .ToImmutableArray();
        return new CallLabels(values, destinations, [.. OutliersOf(call, values, destinations.Length > 0).Order()]);
    }

    /// <summary>The same, known to go to somebody new.</summary>
    public CallLabels ToNewRecipient() =>
        this with
        {
            Outliers = [.. Outliers.Append(Outlier.Recipient).Distinct().Order()],
        };

    /// <summary>As the journal keeps it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, LabelJson.Default.CallLabels);

    /// <summary>Reads what the journal kept; nothing where it kept nothing (entries from before values had labels).</summary>
    /// <exception cref="JsonException">It is not what was written.</exception>
    public static CallLabels Read(string? json) =>
        json is not null && JsonSerializer.Deserialize(json, LabelJson.Default.CallLabels) is { } read
            ? new CallLabels(Or(read.Values), Or(read.Destinations), Or(read.Outliers))
            : None;

    // A member that is absent reads as an array that is not even empty.
    private static ImmutableArray<T> Or<T>(ImmutableArray<T> items) => items.IsDefault ? [] : items;

    private static IEnumerable<Outlier> OutliersOf(
        ProposedCall call,
        ImmutableArray<ValueLabel> values,
        bool hasDestination
    )
    {
        if (call.Amount is not null || call.Verbs.HasFlag(Verbs.Spend))
        {
            yield return Outlier.Money;
        }

        if (call.Verbs.HasFlag(Verbs.Share))
        {
            yield return Outlier.Access;
        }

        if (call.Verbs.HasFlag(Verbs.Delete))
        {
            yield return Outlier.Deletion;
        }

        if (hasDestination || call.Verbs.HasFlag(Verbs.Send))
        {
            yield return Outlier.Outside;
        }

        if (values.Any(v => v is { OwnerChosen: false, Origin: Origin.ThirdParty, Role: not ValueRole.Parameter }))
        {
            yield return Outlier.Foreign;
        }
    }
}

/// <summary>JSON of labels. Words, not numbers, so that the column can be read by people and by later versions.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip
)]
[JsonSerializable(typeof(CallLabels))]
internal sealed partial class LabelJson : JsonSerializerContext;
