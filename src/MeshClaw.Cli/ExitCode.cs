using MeshClaw.Protocol;

namespace MeshClaw.Cli;

/// <summary>What the process answers; a contract for scripts.</summary>
internal static class ExitCode
{
    /// <summary>Everything that was asked for is done.</summary>
    public const int Done = 0;

    /// <summary>It failed, or something in it did.</summary>
    public const int Failed = 1;

    /// <summary>The command line was not understood.</summary>
    public const int Usage = 2;

    /// <summary>Something waits for the owner's approval.</summary>
    public const int Waiting = 3;

    /// <summary>A stop ended it, or kept it from beginning.</summary>
    public const int Stopped = 4;

    /// <summary>Of a run that settled. Where several hold, stopped comes before failed, and failed before waiting.</summary>
    public static int Of(RunResponse run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.State == "stopped")
        {
            return Stopped;
        }

        if (run.State == "failed" || Count(run, "failed") + Count(run, "unknown") > 0)
        {
            return Failed;
        }

        return run.State == "waiting" || run.Approvals.Count > 0 ? Waiting : Done;
    }

    /// <summary>Of a refusal with this code.</summary>
    public static int OfCode(string code) => code == "stopped" ? Stopped : Failed;

    private static int Count(RunResponse run, string state) => run.Actions.GetValueOrDefault(state);
}
