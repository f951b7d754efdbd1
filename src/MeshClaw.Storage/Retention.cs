namespace MeshClaw.Storage;

/// <summary>What is cleaned at every start: only what nothing can ask for any more.</summary>
public static class Retention
{
    /// <summary>How long what is settled is kept: twice as long as it can be taken back.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(60);

    /// <summary>How long it is kept what calls of models came to: a year, and a month beside it to compare.</summary>
    public static readonly TimeSpan UsageKept = TimeSpan.FromDays(400);

    // Whatever their dates: a start under a clock that is a year ahead must not forget what was done an hour ago.
    private const int Newest = 1000;

    /// <summary>
    /// Closed events, but the latest of each source (it says when a schedule ran last) and the newest of all, counters of windows long past, and what was used
    /// long ago.
    /// </summary>
    internal static int Clean(Session session, DateTimeOffset now)
    {
        var before = Stamp.Of(now - Kept);
        return session.Run(
                """
                DELETE FROM events WHERE completed < $before AND id <= (SELECT max(id) FROM events) - $newest AND due < (
                    SELECT max(due) FROM events AS other WHERE other.kind = events.kind AND other.source = events.source)
                """,
                ("$before", before),
                ("$newest", Newest)
            )
            + session.Run(
                """
                DELETE FROM counters WHERE updated < $before AND NOT EXISTS (
                    SELECT 1 FROM runs WHERE state IN ('running', 'waiting') AND counters.name LIKE 'run/r' || runs.id || '/%')
                """,
                ("$before", before)
            )
            + session.Run(
                "DELETE FROM model_calls WHERE started < $before AND id <= (SELECT max(id) FROM model_calls) - $newest",
                ("$before", Stamp.Of(now - UsageKept)),
                ("$newest", Newest)
            )
            + session.Run(
                "DELETE FROM channel_deliveries WHERE outcome IS NOT NULL AND received < $before AND id <= (SELECT max(id) FROM channel_deliveries) - $newest",
                ("$before", before),
                ("$newest", Newest)
            )
            + session.Run(
                "DELETE FROM channel_messages WHERE state IN ('sent', 'failed') AND wanted <= shown AND queued < $before",
                ("$before", before)
            )
            + session.Run("DELETE FROM channel_cards WHERE expires < $before", ("$before", before))
            + session.Run("DELETE FROM channel_tries WHERE until < $before", ("$before", before));
    }
}
