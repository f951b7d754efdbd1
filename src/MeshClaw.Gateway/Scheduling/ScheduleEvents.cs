using System.Text.Json;
using System.Text.Json.Serialization;
using MeshClaw.Core.Events;
using MeshClaw.Core.Schedules;
using MeshClaw.Policy;

namespace MeshClaw.Gateway.Scheduling;

/// <summary>Starts an agent whose schedule is due.</summary>
internal sealed class ScheduleEvents(AgentStarts starts) : IEventHandler
{
    /// <summary>The kind of its events; their source is the agent.</summary>
    public const string EventKind = "schedule.due";

    /// <summary>How the triggers of its runs begin.</summary>
    public const string TriggerWord = "schedule ";

    /// <inheritdoc />
    public string Kind => EventKind;

    /// <inheritdoc />
    public Task<EventOutcome> HandleAsync(EventRecord taken, CancellationToken cancellationToken)
    {
        var due =
            JsonSerializer.Deserialize(taken.Payload, PayloadJson.Default.SchedulePayload)
            ?? throw new InvalidDataException($"Event {taken.Id} names no schedule.");
        var trigger = TriggerWord + due.Schedule;
        return starts.StartAsync(new AgentName(taken.Source), trigger, due.QuietEnd, taken, cancellationToken);
    }

    /// <summary>What its events carry.</summary>
    public static string Payload(PlannedStart start) =>
        JsonSerializer.Serialize(
            new SchedulePayload(start.Schedule.Text, start.QuietEnd),
            PayloadJson.Default.SchedulePayload
        );
}

/// <summary>A schedule that is due.</summary>
/// <param name="Schedule">As the owner wrote it.</param>
/// <param name="QuietEnd">The end of the quiet hours that put it off.</param>
internal sealed record SchedulePayload(string Schedule, DateTimeOffset? QuietEnd);

/// <summary>JSON of what events carry.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(SchedulePayload))]
internal sealed partial class PayloadJson : JsonSerializerContext;
