using MeshClaw.Core.Agents;
using MeshClaw.Core.Configuration;

namespace MeshClaw.Core.Schedules;

/// <summary>One start of an agent by a schedule.</summary>
/// <param name="Schedule">Which.</param>
/// <param name="Due">When the schedule says.</param>
/// <param name="Start">When it may begin: the same, put off by jitter and quiet hours; never before.</param>
/// <param name="QuietEnd">The end of the quiet hours that put it off, UTC; null where none did.</param>
public sealed record PlannedStart(
    AgentTrigger.Schedule Schedule,
    DateTimeOffset Due,
    DateTimeOffset Start,
    DateTimeOffset? QuietEnd
);

/// <summary>What schedules come to at one moment.</summary>
/// <param name="Now">The latest start that has come and was not looked at before; it stands for all that did. Null where none did.</param>
/// <param name="Coming">The first that has not come yet; null where none will.</param>
public sealed record ScheduleLook(PlannedStart? Now, PlannedStart? Coming);

/// <summary>When an agent's schedules start it: its zone, its jitter and the quiet hours that hold for it. Pure.</summary>
public sealed class AgentClock
{
    private readonly AgentDefinition _agent;
    private readonly QuietHours _quiet;
    private readonly TimeZoneInfo _quietZone;
    private readonly string _place;

    /// <summary>The clock of an agent under a configuration.</summary>
    /// <param name="agent">Its own zone and quiet hours come before the owner's.</param>
    /// <param name="config">The owner's; their quiet hours are read in their own zone.</param>
    /// <param name="place">What tells this gateway from others, for jitter.</param>
    public AgentClock(AgentDefinition agent, MeshClawConfig config, string place)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(config);
        (_agent, _place) = (agent, place);
        Zone = agent.Zone ?? config.Zone;
        (_quiet, _quietZone) = agent.Quiet is { } own ? (own, Zone) : (config.Quiet, config.Zone);
    }

    /// <summary>The zone that its schedules are read in.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>The quiet hours that hold for it.</summary>
    public QuietHours Quiet => _quiet;

    /// <summary>When the quiet hours end that a moment lies in, UTC; null where it lies in none.</summary>
    public DateTimeOffset? QuietUntil(DateTimeOffset moment) => _quiet.EndOf(moment, _quietZone)?.ToUniversalTime();

    /// <summary>
    /// The end of the quiet hours that put off, or are about to put off, what is due at a time: that time lies in them, or is their end.
    /// Null where there are none.
    /// </summary>
    public DateTimeOffset? QuietEndAround(DateTimeOffset due) =>
        QuietUntil(due) ?? (QuietUntil(due.AddTicks(-1)) == due ? due : null);

    /// <summary>
    /// Looks at what came to start after one moment until now. Of what was put off, what was due before <paramref name="floor"/> is left
    /// out: it is not owed.
    /// </summary>
    /// <param name="after">Until when starts were looked at before.</param>
    /// <param name="floor">Since when schedules count, such as when the agent was written.</param>
    /// <param name="now">Until when, included.</param>
    public ScheduleLook Look(DateTimeOffset after, DateTimeOffset floor, DateTimeOffset now)
    {
        PlannedStart? latest = null;
        PlannedStart? coming = null;
        foreach (var schedule in _agent.When.OfType<AgentTrigger.Schedule>())
        {
            for (
                var due = ScheduleClock.Next(schedule, Earliest(schedule, after, floor), Zone);
                due is { } at;
                due = ScheduleClock.Next(schedule, at, Zone)
            )
            {
                var planned = Plan(schedule, at);
                if (planned.Start > now)
                {
                    coming = coming is null || planned.Start < coming.Start ? planned : coming;
                    break;
                }

                if (planned.Start > after && (latest is null || at > latest.Due))
                {
                    latest = planned;
                }
            }
        }

        return new ScheduleLook(latest, coming);
    }

    /// <summary>When a schedule's start at a time begins.</summary>
    public PlannedStart Plan(AgentTrigger.Schedule schedule, DateTimeOffset due)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        var start = due + Jitter.Of(_place, _agent.Name, due, schedule.Jitter);
        if ((QuietUntil(due) ?? QuietUntil(start)) is not { } end)
        {
            return new PlannedStart(schedule, due, start.ToUniversalTime(), null);
        }

        // All that one night put off begins together, yet not in the same second as at the neighbours'.
        return new PlannedStart(schedule, due, end + Jitter.Of(_place, _agent.Name, end, schedule.Jitter), end);
    }

    // What was due before a moment may start after it: by the length of the jitter, or because that moment was quiet.
    private DateTimeOffset Earliest(AgentTrigger.Schedule schedule, DateTimeOffset after, DateTimeOffset floor)
    {
        var put = after - schedule.Jitter;
        var earliest = (_quiet.BeginOf(put, _quietZone) ?? put) - schedule.Jitter - TimeSpan.FromTicks(1);
        return earliest > floor ? earliest : floor;
    }
}
