namespace MeshClaw.Connectors.Mail.Sync;

/// <summary>
/// Keeps a first round's garbage small. The runtime lets as much of it grow as the processor's cache is large before it looks, which on a
/// server is hundreds of megabytes that the gateway would then hold for good. Parsing leaves many times a message's size behind and next
/// to nothing alive, so that looking early costs little.
/// </summary>
internal static class SyncMemory
{
    private const long Most = 8 * 1024 * 1024;

    private static long s_last;

    /// <summary>Called after each message: collects where enough was allocated since the last time.</summary>
    public static void Bound()
    {
        var now = GC.GetTotalAllocatedBytes();
        var last = Volatile.Read(ref s_last);
        if (now - last > Most && Interlocked.CompareExchange(ref s_last, now, last) == last && last != 0)
        {
            GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        }
    }

    /// <summary>Called after a round that read much, such as a first one: gives back what it grew by.</summary>
    public static void Release() => GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
