using System.Runtime.Versioning;
using System.Text.Json;

namespace MeshClaw.Connectors.Sandbox;

/// <summary>
/// The life of one bubblewrap: the process outside, and the first one inside, with which the kernel ends every other in there. Thread-safe.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class BwrapLife(int outer, BwrapPipes pipes)
{
    private const int KilledCode = 128 + Native.Kill;
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(2);

    private readonly Lock _gate = new();
    private readonly StreamReader _status = pipes.StatusLines;
    private int _handle = -1;
    private bool _gone;

    /// <summary>Outside.</summary>
    public int Outer { get; } = outer;

    /// <summary>Inside, by its number outside; 0 before it is known.</summary>
    public int First { get; private set; }

    /// <summary>Learns which process is the first inside; false where there is none.</summary>
    public async Task<bool> ReadFirstAsync(CancellationToken cancellationToken)
    {
        if (await NumberAsync("child-pid", cancellationToken).ConfigureAwait(false) is not { } first)
        {
            return false;
        }

        lock (_gate)
        {
            (First, _handle) = (first, Native.OpenProcess(first));
            return _handle >= 0;
        }
    }

    /// <summary>Waits for the program's end, and then until nothing that it started is left. Its exit code.</summary>
    public async Task<int> ExitAsync()
    {
        var code = await NumberAsync("exit-code", CancellationToken.None).ConfigureAwait(false);
        await EndAsync().ConfigureAwait(false);
        return code ?? KilledCode;
    }

    /// <summary>Kills everything inside; returns at once.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            if (_gone)
            {
                return;
            }

            if (_handle >= 0)
            {
                Native.KillProcess(_handle);
            }
            else
            {
                _ = Native.kill(Outer, Native.Kill);
            }
        }
    }

    /// <summary>Kills everything inside and waits until it is dead.</summary>
    public async Task EndAsync()
    {
        Kill();
        while (!TryReap())
        {
            await Task.Delay(s_glance, TimeProvider.System).ConfigureAwait(false);
        }
    }

    private bool TryReap()
    {
        lock (_gate)
        {
            if (_gone)
            {
                return true;
            }

            if (_handle >= 0 && !Native.HasEnded(_handle))
            {
                return false;
            }

            if (!Native.TryReap(Outer))
            {
                return false;
            }

            _gone = true;
            if (_handle >= 0)
            {
                _ = Native.close(_handle);
            }

            return true;
        }
    }

    /// <summary>The number of that name in what bubblewrap says next of it; null where it ends before it says so.</summary>
    private async Task<int?> NumberAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            while (await _status.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            {
                using var document = JsonDocument.Parse(line);
                if (document.RootElement.TryGetProperty(name, out var number))
                {
                    return number.GetInt32();
                }
            }
        }
        catch (Exception broken) when (broken is IOException or JsonException)
        {
            // A line that was cut off: it ended.
        }

        return null;
    }
}
