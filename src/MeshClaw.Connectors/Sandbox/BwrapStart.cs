using System.ComponentModel;
using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using MeshClaw.Core.Sandbox;

namespace MeshClaw.Connectors.Sandbox;

/// <summary>
/// The steps from a command to a running program: start bubblewrap, set limits while it waits for its arguments, hand those over, wait
/// until all is mounted, look whether that is what was checked, and open the gate.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class BwrapStart
{
    private const int LongestComplaint = 500;

    /// <exception cref="SandboxException">Nothing of the program ran.</exception>
    public static async Task<ISandboxedProcess> StartAsync(
        string bwrap,
        BwrapCommand command,
        SandboxedProgram program,
        IReadOnlyList<PinnedPath> pins,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var pipes = new BwrapPipes();
        BwrapLife? life = null;
        try
        {
            life = new BwrapLife(await SpawnAsync(bwrap, command, pipes).ConfigureAwait(false), pipes);
            SandboxLimits.Apply(life.Outer, program);
            var told = await TellAsync(command, pipes, cancellationToken).ConfigureAwait(false);
            if (!told || !await life.ReadFirstAsync(cancellationToken).ConfigureAwait(false))
            {
                throw await RefusedAsync(life, pipes).ConfigureAwait(false);
            }

            if (await pipes.Ready.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) == 0)
            {
                throw await RefusedAsync(life, pipes).ConfigureAwait(false);
            }

            LookAtMounts(life.First, pins);
            var process = new BubblewrappedProcess(life, pipes, program, time);
            await BwrapPipes.FillAsync(pipes.Gate, "\n"u8.ToArray(), CancellationToken.None).ConfigureAwait(false);
            return process;
        }
        catch
        {
            if (life is not null)
            {
                await life.EndAsync().ConfigureAwait(false);
            }

            pipes.Dispose();
            throw;
        }
    }

    private static async Task<int> SpawnAsync(string bwrap, BwrapCommand command, BwrapPipes pipes)
    {
        try
        {
            return await Spawner.StartAsync(bwrap, command.Visible, pipes.Theirs).ConfigureAwait(false);
        }
        catch (Win32Exception failure)
        {
            throw new SandboxException($"The program was not started: {failure.Message}.", failure);
        }
        finally
        {
            pipes.LetGo();
        }
    }

    /// <summary>False where it ended before it had heard all.</summary>
    private static async Task<bool> TellAsync(
        BwrapCommand command,
        BwrapPipes pipes,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await BwrapPipes.FillAsync(pipes.Filter, command.Filter, cancellationToken).ConfigureAwait(false);
            await BwrapPipes.FillAsync(pipes.Users, BwrapCommand.Users, cancellationToken).ConfigureAwait(false);
            await BwrapPipes.FillAsync(pipes.Groups, BwrapCommand.Groups, cancellationToken).ConfigureAwait(false);
            await BwrapPipes.FillAsync(pipes.Arguments, command.Hidden, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>What stands there now must be what was checked: names can change between a check and a mount.</summary>
    private static void LookAtMounts(int first, IReadOnlyList<PinnedPath> pins)
    {
        foreach (var pin in pins)
        {
            var inside = string.Create(CultureInfo.InvariantCulture, $"/proc/{first}/root{pin.Path}");
            if (Native.IdentityOf(inside) != pin.Identity)
            {
                throw new SandboxException(
                    $"{pin.Path} became something else while a program was started: it was not."
                );
            }
        }
    }

    private static async Task<SandboxException> RefusedAsync(BwrapLife life, BwrapPipes pipes)
    {
        await life.EndAsync().ConfigureAwait(false);
        var buffer = new byte[LongestComplaint];
        var length = await pipes
            .Error.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false)
            .ConfigureAwait(false);
        var said = Encoding.UTF8.GetString(buffer.AsSpan(0, length)).ReplaceLineEndings(" ").Trim();
        return new SandboxException(
            $"The program was not started. {(said.Length == 0 ? "No reason was given." : said)}"
        );
    }
}
