using System.Runtime.CompilerServices;

namespace MeshClaw.Gateway.Telemetry;

/// <summary>
/// Sends telemetry of model calls where the owner's configuration names a collector. Nothing of OpenTelemetry is loaded before that, nor before a
/// model is used: there is nothing to tell. Thread-safe.
/// </summary>
internal sealed class TelemetryExport(Func<Uri?> collector, string version) : IDisposable
{
    private readonly Lock _gate = new();
    private Uri? _to;
#pragma warning disable CA1859 // Its own type would load the library with this one.
    private IDisposable? _running;
#pragma warning restore CA1859

    /// <summary>Looks where the configuration wants it now.</summary>
    public void Follow()
    {
        var wanted = collector();
        lock (_gate)
        {
            if (wanted != _to)
            {
                _running?.Dispose();
                _running = wanted is null ? null : Start(wanted, version);
                _to = wanted;
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            _running?.Dispose();
            (_running, _to) = (null, null);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static OtlpExport Start(Uri to, string version) => new(to, version);
}
