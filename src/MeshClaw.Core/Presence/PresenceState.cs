using System.Collections.Immutable;

namespace MeshClaw.Core.Presence;

/// <summary>What the owner does or is kept from. Several may hold at once: in a meeting while travelling.</summary>
public enum PresenceState
{
    /// <summary>In working hours.</summary>
    Working,

    /// <summary>Outside working hours.</summary>
    Off,

    /// <summary>In a meeting: an event with somebody else that keeps them busy.</summary>
    Meeting,

    /// <summary>In time that is kept free to work, or with chat set to do not disturb.</summary>
    Focus,

    /// <summary>Asleep, by the hours that they said.</summary>
    Asleep,

    /// <summary>On the way, or in another zone than their own.</summary>
    Travelling,

    /// <summary>Away from work for days.</summary>
    Away,
}

/// <summary>One thing that holds.</summary>
/// <param name="State">What.</param>
/// <param name="Since">Since when, UTC; <see cref="DateTimeOffset.MinValue"/> where that is not known.</param>
/// <param name="Until">Until when as far as is known, UTC; null where no end is known.</param>
/// <param name="Why">For people, in a few words: <c>"Standup" 09:30–09:45 in calendar/work</c>. May hold third-party text.</param>
public sealed record PresenceFact(PresenceState State, DateTimeOffset Since, DateTimeOffset? Until, string Why);

/// <summary>All that holds at one moment. Exactly one of <see cref="PresenceState.Working"/> and <see cref="PresenceState.Off"/> does.</summary>
/// <param name="At">The moment, UTC.</param>
/// <param name="Facts">What holds.</param>
/// <param name="Next">When something of it changes next as far as is known, UTC; null for not before long.</param>
public sealed record PresenceSnapshot(DateTimeOffset At, ImmutableArray<PresenceFact> Facts, DateTimeOffset? Next)
{
    /// <summary>Whether something holds.</summary>
    public bool Is(PresenceState state) => Facts.Any(f => f.State == state);

    /// <summary>Whether the owner should be left alone unless it cannot wait: in a meeting, in focus time, asleep, or away.</summary>
    public bool IsTakenUp =>
        Facts.Any(f =>
            f.State is PresenceState.Meeting or PresenceState.Focus or PresenceState.Asleep or PresenceState.Away
        );

    /// <summary>When the last of those ends that keep the owner taken up, as far as is known; null where nothing does or no end is known.</summary>
    public DateTimeOffset? TakenUpUntil =>
        Facts
            .Where(f =>
                f.State is PresenceState.Meeting or PresenceState.Focus or PresenceState.Asleep or PresenceState.Away
            )
            .Select(f => f.Until)
            .DefaultIfEmpty(null)
            .Max();
}

/// <summary>What the owner is doing, worked out from calendars, hours and zone on this device. Asks no server. Thread-safe.</summary>
public interface IPresence
{
    /// <summary>What holds at a moment: now, or one to come as far as calendars tell.</summary>
    Task<PresenceSnapshot> AtAsync(DateTimeOffset moment, CancellationToken cancellationToken);
}
