using MeshClaw.Core.Sandbox;

namespace MeshClaw.Connectors.Local;

/// <summary>How one program went.</summary>
internal sealed record ProgramRun(int ExitCode, bool TimedOut, BoundedOutput Output, BoundedOutput Error)
{
    private const int Head = 24 * 1024;
    private const int Tail = 8 * 1024;
    private const int KilledCode = 137;

    /// <summary>Reads all that it says until it ends, or until its time is up.</summary>
    public static async Task<ProgramRun> OfAsync(ISandboxedProcess process, CancellationToken cancellationToken)
    {
        var (output, error) = (new BoundedOutput(Head, Tail), new BoundedOutput(Head, Tail));
        await process.Input.DisposeAsync().ConfigureAwait(false);
        // They end when it does, and so do not need the token: what was said before it was stopped is kept.
        var reading = Task.WhenAll(
            output.ReadAsync(process.Output, CancellationToken.None),
            error.ReadAsync(process.Error, CancellationToken.None)
        );
        var (code, timedOut) = (KilledCode, false);
        try
        {
            code = await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            timedOut = true;
        }

        await reading.ConfigureAwait(false);
        return new ProgramRun(code, timedOut, output, error);
    }
}
