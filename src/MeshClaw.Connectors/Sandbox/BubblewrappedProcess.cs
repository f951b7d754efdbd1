using System.Globalization;
using System.Runtime.Versioning;
using MeshClaw.Core.Sandbox;

namespace MeshClaw.Connectors.Sandbox;

/// <summary>A program in its sandbox.</summary>
[SupportedOSPlatform("linux")]
internal sealed class BubblewrappedProcess : ISandboxedProcess
{
    private static readonly TimeSpan s_count = TimeSpan.FromMilliseconds(200);

    private readonly BwrapLife _life;
    private readonly BwrapPipes _pipes;
    private readonly SandboxedProgram _program;
    private readonly ITimer? _timer;
    private readonly Task<int> _exit;
    private volatile bool _timeUp;

    public BubblewrappedProcess(BwrapLife life, BwrapPipes pipes, SandboxedProgram program, TimeProvider time)
    {
        (_life, _pipes, _program) = (life, pipes, program);
        _exit = life.ExitAsync();
        _timer = program.TimeLimit is { } limit
            ? time.CreateTimer(_ => TimeIsUp(), null, limit, Timeout.InfiniteTimeSpan)
            : null;
        if (SandboxLimits.NeedsCounting)
        {
            _ = CountAsync();
        }
    }

    /// <inheritdoc />
    public Stream Input => _pipes.Input;

    /// <inheritdoc />
    public Stream Output => _pipes.Output;

    /// <inheritdoc />
    public Stream Error => _pipes.Error;

    /// <inheritdoc />
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await using (
            cancellationToken.UnsafeRegister(static life => ((BwrapLife)life!).Kill(), _life).ConfigureAwait(false)
        )
        {
            var code = await _exit.ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return _timeUp
                ? throw new TimeoutException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{_program.File} ran for longer than {_program.TimeLimit} and was stopped, with all that it started."
                    )
                )
                : code;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
        {
            await _timer.DisposeAsync().ConfigureAwait(false);
        }

        await _life.EndAsync().ConfigureAwait(false);
        await _exit.ConfigureAwait(false);
        _pipes.Dispose();
    }

    private void TimeIsUp()
    {
        if (!_exit.IsCompleted)
        {
            _timeUp = true;
            _life.Kill();
        }
    }

    /// <summary>Linux lets root start processes without end; here they are killed when they are too many.</summary>
    private async Task CountAsync()
    {
        var processes = string.Create(CultureInfo.InvariantCulture, $"/proc/{_life.First}/root/proc");
        using var ticks = new PeriodicTimer(s_count, TimeProvider.System);
        while (!_exit.IsCompleted && await ticks.WaitForNextTickAsync().ConfigureAwait(false))
        {
            if (Count(processes) > _program.ProcessLimit + 1) // The first inside is bubblewrap's own.
            {
                _life.Kill();
            }
        }
    }

    private static int Count(string processes)
    {
        try
        {
            return Directory.EnumerateDirectories(processes).Count(p => char.IsAsciiDigit(Path.GetFileName(p)[0]));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return 0; // It has ended.
        }
    }
}
