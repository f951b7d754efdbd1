using MeshClaw.Core.Models;
using MeshClaw.Core.Secrets;
using MeshClaw.Core.Usage;
using MeshClaw.Gateway.Configuration;
using MeshClaw.Gateway.Telemetry;
using MeshClaw.Models.Chat;
using MeshClaw.Policy;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Connections;

/// <summary>
/// The source of models, made when it is first asked for: its very type wants a library that a gateway without models need not load. So
/// nothing generic may name that type here (a <see cref="Lazy{T}"/> would load it).
/// </summary>
internal sealed class GatewayModels(
    LiveFiles files,
    ISecretStore secrets,
    IUsageLedger ledger,
    IPriceBook prices,
    Func<AgentName, AgentLimits> limits,
    string version,
    TimeProvider time,
    ILoggerFactory logs
) : IDisposable
{
    private readonly TelemetryExport _telemetry = new(() => files.Config.Current.Otlp, version);
    private readonly Lock _making = new();
    private ModelSource? _source;

    /// <summary>What models cost.</summary>
    public IPriceBook Prices => prices;

    /// <summary>The source; its calls are metered, and told to a collector where the owner names one.</summary>
    public IModelSource Source
    {
        get
        {
            _telemetry.Follow();
            lock (_making)
            {
                return _source ??= new ModelSource(
                    () => new ConnectedModels(files.Config.Current.Models, files.Config.Current.ModelChain),
                    secrets,
                    new ModelMeter(ledger, prices, limits, Settings, time),
                    time,
                    Random.Shared.NextDouble,
                    logs.CreateLogger<ModelSource>()
                );
            }
        }
    }

    /// <summary>As <see cref="ModelSource.Forget"/>, where there is a source.</summary>
    public void Forget(ConnectionName model) => _source?.Forget(model);

    /// <inheritdoc />
    public void Dispose()
    {
        _source?.Dispose();
        _telemetry.Dispose();
    }

    private MeterSettings Settings() => new(files.Config.Current.Zone, files.Config.Current.Budget);
}
