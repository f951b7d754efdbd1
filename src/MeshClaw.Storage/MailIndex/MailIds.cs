namespace MeshClaw.Storage.MailIndex;

/// <summary>Ids of messages, in the order of when they came.</summary>
internal sealed class MailIds(Session session)
{
    /// <summary>
    /// 256 ids for each second. More would cost a byte for each word of each message; of messages that came in the same second beyond
    /// that (an import gives thousands the same time) the rest goes into the next free ids, so by a few minutes out of order.
    /// </summary>
    public const int Shift = 8;

    /// <summary>The first id of a moment's second. What came before 1970 counts as that.</summary>
    public static long First(DateTimeOffset moment) => Math.Max(1, moment.ToUnixTimeSeconds()) << Shift;

    /// <summary>All that came before a moment has an id below this, and some others may.</summary>
    public static long Below(Session session, DateTimeOffset moment)
    {
        var spilt = session.Scalar("SELECT max((next >> 8) - second) FROM spills") is long seconds ? seconds + 1 : 0;
        return First(moment) + ((spilt + 1) << Shift);
    }

    /// <summary>A free id for a message whose second has taken its first one.</summary>
    public long Next(DateTimeOffset received)
    {
        var first = First(received);
        var beyond = first + (1 << Shift);
        var last = session.Scalar(
            "SELECT max(id) FROM mails WHERE id >= $first AND id < $beyond",
            ("$first", first),
            ("$beyond", beyond)
        );
        return last switch
        {
            null => first,
            long id when id + 1 < beyond => id + 1,
            _ => Spill(first >> Shift, beyond),
        };
    }

    private long Spill(long second, long beyond)
    {
        var next =
            (long?)session.Scalar("SELECT next FROM spills WHERE second = $second", ("$second", second)) ?? beyond;
        while (session.Scalar("SELECT 1 FROM mails WHERE id = $id", ("$id", next)) is not null)
        {
            next++;
        }

        session.Run(
            "INSERT INTO spills (second, next) VALUES ($second, $next) ON CONFLICT (second) DO UPDATE SET next = excluded.next",
            ("$second", second),
            ("$next", next + 1)
        );
        return next;
    }
}
