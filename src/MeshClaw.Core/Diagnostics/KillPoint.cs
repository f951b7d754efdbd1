using System.Diagnostics;
using System.Globalization;

namespace MeshClaw.Core.Diagnostics;

/// <summary>
/// Named places between intent and outcome at which a test ends the process as <c>kill -9</c> would:
/// <c>MESHCLAW_KILL_AT=journal.intent.committed:3</c> dies at the third passage. Costs one static read where the variable is not set.
/// </summary>
public static class KillPoint
{
    private static readonly (string Point, int Nth)? s_wanted = Read();
    private static int s_passed;

    /// <summary>Every point there is, in the order in which an action meets them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "run.proposed",
        "approval.stored",
        "approval.granted",
        "delay.released",
        "prepare.done",
        "journal.intent.before",
        "journal.intent.committed",
        "mail.move.sent",
        "mail.move.answered",
        "mail.copy.sent",
        "mail.copy.answered",
        "mail.expunge.sent",
        "mail.expunge.answered",
        "mail.store.sent",
        "maildir.renamed",
        "sieve.put",
        "smtp.connected",
        "smtp.data.sent",
        "smtp.accepted",
        "mail.sent.filed",
        "unsubscribe.begun",
        "unsubscribe.answered",
        "files.staged",
        "files.renamed",
        "connector.acted",
        "journal.outcome.before",
        "journal.outcome.committed",
        "undo.proposed",
        "channel.stored",
        "channel.asked",
        "channel.answered",
        "channel.sending",
        "channel.sent",
        "reconcile.before",
        "reconcile.committed",
    ];

    /// <summary>Dies here, if this passage of this point was asked for.</summary>
    public static void Pass(string point)
    {
        if (s_wanted is { } wanted && wanted.Point == point && Interlocked.Increment(ref s_passed) == wanted.Nth)
        {
            Process.GetCurrentProcess().Kill(); // SIGKILL: no finally, no flush.
            Environment.FailFast("killed at " + point);
        }
    }

    private static (string, int)? Read()
    {
        var text = Environment.GetEnvironmentVariable("MESHCLAW_KILL_AT");
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var parts = text.Split(':', 2);
        var nth = parts.Length == 2 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1;
        return (parts[0], nth);
    }
}
