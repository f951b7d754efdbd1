using MeshClaw.Core.Presence;

namespace MeshClaw.Gateway.Presence;

/// <summary>What the owner is doing, from calendars, hours and zone.</summary>
internal sealed class OwnerPresence : IPresence
{
    /// <inheritdoc />
    public Task<PresenceSnapshot> AtAsync(DateTimeOffset moment, CancellationToken cancellationToken) =>
        Task.FromResult(
            new PresenceSnapshot(
                moment,
                [new PresenceFact(PresenceState.Working, DateTimeOffset.MinValue, null, "no hours are set")],
                null
            )
        );
}
