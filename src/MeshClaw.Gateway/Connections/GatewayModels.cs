using MeshClaw.Core.Models;
using MeshClaw.Core.Runs;
using MeshClaw.Core.Secrets;
using MeshClaw.Core.Usage;
using MeshClaw.Gateway.Configuration;
using MeshClaw.Gateway.Logging;
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

    /// <summary>
    /// Loads what the first turn of a model needs, where one is connected: else nothing, so that a gateway without models stays as small as it is.
    /// </summary>
    /// <returns>Whether one is.</returns>
    public async Task<bool> WarmUpAsync(RunEngine engine, CancellationToken cancellationToken)
    {
        if (files.Config.Current.ModelChain.Length == 0)
        {
            return false;
        }

        await UseOnceAsync(engine, cancellationToken).ConfigureAwait(false);
        return true;
    }

    // By itself: whoever runs it has loaded the library that its types want.
    private async Task UseOnceAsync(RunEngine engine, CancellationToken cancellationToken)
    {
        try
        {
            _ = Source;
            using var model = _source?.OpenMadeUp();
            if (model is not null)
            {
                await engine.WarmUpAsync(model, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Log.NotWarmedUp(logs.CreateLogger<GatewayModels>(), failure); // The first turn says what is wrong to whoever asks for it.
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
