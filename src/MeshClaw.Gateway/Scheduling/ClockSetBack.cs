using MeshClaw.Core.Events;

namespace MeshClaw.Gateway.Scheduling;

/// <summary>
/// Mends what a clock that was ahead has left: events that start runs and would wait for a time that is far away again. One-off events
/// of others keep the time that they were given.
/// </summary>
internal sealed class ClockSetBack(IEventStore events, TimeProvider time)
{
    private static readonly TimeSpan s_slack = TimeSpan.FromMinutes(1);

    // Longer than any debounce and any quiet hours.
    private static readonly TimeSpan s_farthest = TimeSpan.FromDays(9);

    private DateTimeOffset _last = DateTimeOffset.MaxValue;

    /// <summary>Once in each round. Does nothing but at the first, and when the clock went back since the last.</summary>
    public async Task MendAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now < _last - s_slack)
        {
            foreach (
                var open in await events
                    .ListOpenAsync(ScheduleEvents.EventKind, cancellationToken)
                    .ConfigureAwait(false)
            )
            {
                if (open.Event.Due > now + s_farthest)
                {
                    await events
                        .CompleteAsync(open.Event.Id, "dropped: planned by a clock that was ahead", cancellationToken)
                        .ConfigureAwait(false);
                }
            }

            foreach (
                var open in await events.ListOpenAsync(MailRuns.EventKind, cancellationToken).ConfigureAwait(false)
            )
            {
                var first = GatheredMail.Read(open.Event.Payload).First;
                await HurryAsync(open, first > now + s_slack || open.Free > now + s_farthest).ConfigureAwait(false);
            }

            foreach (var open in await events.ListOpenAsync(MailEvents.Kind, cancellationToken).ConfigureAwait(false))
            {
                await HurryAsync(open, open.Free > now).ConfigureAwait(false);
            }
        }

        _last = now;

        Task HurryAsync(OpenEvent open, bool waitsInVain) =>
            waitsInVain && open.Event.Attempts == 0
                ? events.PostponeAsync(open.Event.Id, now, cancellationToken)
                : Task.CompletedTask;
    }
}
