namespace MeshClaw.Connectors.Mail.Sync;

/// <summary>
/// How long to leave a server alone after failures: exponential with full jitter, so that a thousand clients do not come back at once.
/// A refused login waits far longer: servers lock accounts out that try again and again.
/// </summary>
/// <param name="random">Gives 0 ≤ x &lt; 1.</param>
internal sealed class MailBackoff(Func<double> random)
{
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan ShortestRefused = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan LongestRefused = TimeSpan.FromHours(4);

    private int _failures;
    private int _refusals;

    /// <summary>After a failure.</summary>
    public TimeSpan Next(bool refused)
    {
        if (refused)
        {
            // Half of it at least: jitter must not make a lockout likelier.
            return Grown(ShortestRefused, LongestRefused, _refusals++) * (0.5 + (random() / 2));
        }

        var pause = Grown(Shortest, Longest, ++_failures) * random();
        return pause < Shortest ? Shortest : pause;
    }

    /// <summary>After it worked.</summary>
    public void Reset() => (_failures, _refusals) = (0, 0);

    private static TimeSpan Grown(TimeSpan shortest, TimeSpan longest, int times)
    {
        var grown = shortest * Math.Pow(2, Math.Min(times, 20));
        return grown < longest ? grown : longest;
    }
}
