using System.Text.Json;
using System.Text.Json.Serialization;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Storage.Journal;

/// <summary>What a connector said of a call, as the journal keeps it. Classes, traits and verbs as numbers: the call's hash has them too.</summary>
internal sealed record StoredDescription(
    int Class,
    int Traits,
    int Verbs,
    IReadOnlyList<Destination> Destinations,
    decimal? Amount
)
{
    /// <summary>What the owner should see first; null where there is nothing.</summary>
    public IReadOnlyList<CallWarning>? Warnings { get; init; }
}

/// <summary>JSON of descriptions and targets.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(StoredDescription))]
internal sealed partial class DescriptionJson : JsonSerializerContext
{
    public static string Of(ProposedCall call) =>
        JsonSerializer.Serialize(
            new StoredDescription(
                (int)call.Effect.Class,
                (int)call.Effect.Traits,
                (int)call.Verbs,
                call.Destinations,
                call.Amount
            )
            {
                Warnings = call.Warnings.IsEmpty ? null : call.Warnings,
            },
            Default.StoredDescription
        );
}
