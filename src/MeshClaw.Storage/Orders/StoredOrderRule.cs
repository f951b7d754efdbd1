using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Orders;

namespace MeshClaw.Storage.Orders;

/// <summary>
/// An order's meaning as stored. A member that this version does not know is refused, not skipped: a condition left out would make
/// another order of it.
/// </summary>
internal sealed record StoredOrderRule
{
    public required OrderVerdict Verdict { get; init; }
    public required Verbs Verbs { get; init; }
    public ImmutableArray<string>? From { get; init; }
    public ImmutableArray<string>? NotFrom { get; init; }
    public ImmutableArray<string>? To { get; init; }
    public ImmutableArray<string>? NotTo { get; init; }
    public ImmutableArray<string>? Folder { get; init; }
    public ImmutableArray<string>? NotFolder { get; init; }
    public ImmutableArray<string>? Subject { get; init; }
    public TargetKinds? Kind { get; init; }
    public TargetKinds? NotKind { get; init; }
    public int? OlderThanDays { get; init; }
    public int? NewerThanDays { get; init; }
    public string? Agent { get; init; }
    public int? Count { get; init; }
    public OrderPeriod? Per { get; init; }
    public ImmutableArray<DayOfWeek>? Days { get; init; }
    public TimeSpan? BetweenStart { get; init; }
    public TimeSpan? BetweenEnd { get; init; }
    public DateOnly? UntilDate { get; init; }
    public bool UntilTold { get; init; }

    public static string Of(OrderRule rule) =>
        JsonSerializer.Serialize(
            new StoredOrderRule
            {
                Verdict = rule.Verdict,
                Verbs = rule.Verbs,
                From = rule.From,
                NotFrom = rule.NotFrom,
                To = rule.To,
                NotTo = rule.NotTo,
                Folder = rule.Folder,
                NotFolder = rule.NotFolder,
                Subject = rule.Subject,
                Kind = rule.Kind,
                NotKind = rule.NotKind,
                OlderThanDays = rule.OlderThanDays,
                NewerThanDays = rule.NewerThanDays,
                Agent = rule.Agent?.Value,
                Count = rule.Count,
                Per = rule.Per,
                Days = rule.Days,
                BetweenStart = rule.Between?.Start,
                BetweenEnd = rule.Between?.End,
                UntilDate = rule.UntilDate,
                UntilTold = rule.UntilTold,
            },
            OrderRuleJson.Default.StoredOrderRule
        );

    public static OrderRule Read(string json)
    {
        try
        {
            var stored = JsonSerializer.Deserialize(json, OrderRuleJson.Default.StoredOrderRule);
            return stored?.ToRule() ?? throw new InvalidDataException("An order of the database has no meaning.");
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException("The database holds an order that cannot be read.", failure);
        }
    }

    private OrderRule ToRule() =>
        new()
        {
            Verdict = Verdict,
            Verbs = Verbs,
            From = From,
            NotFrom = NotFrom,
            To = To,
            NotTo = NotTo,
            Folder = Folder,
            NotFolder = NotFolder,
            Subject = Subject,
            Kind = Kind,
            NotKind = NotKind,
            OlderThanDays = OlderThanDays,
            NewerThanDays = NewerThanDays,
            Agent = Agent is null ? null : new AgentName(Agent),
            Count = Count,
            Per = Per,
            Days = Days,
            Between = (BetweenStart, BetweenEnd) switch
            {
                (null, null) => null,
                ({ } start, { } end) => (start, end),
                _ => throw new InvalidDataException("An order of the database has half a time of day."),
            },
            UntilDate = UntilDate,
            UntilTold = UntilTold,
        };
}

/// <summary>JSON of orders' meanings.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(StoredOrderRule))]
internal sealed partial class OrderRuleJson : JsonSerializerContext;
