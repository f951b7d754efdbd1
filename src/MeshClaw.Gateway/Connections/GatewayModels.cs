using MeshClaw.Core.Models;
using MeshClaw.Core.Secrets;
using MeshClaw.Gateway.Configuration;
using MeshClaw.Models.Chat;
using MeshClaw.Policy;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Connections;

/// <summary>
/// The source of models, made when it is first asked for: its very type wants a library that a gateway without models need not load. So
/// nothing generic may name that type here (a <see cref="Lazy{T}"/> would load it).
/// </summary>
internal sealed class GatewayModels(LiveFiles files, ISecretStore secrets, TimeProvider time, ILoggerFactory logs)
    : IDisposable
{
    private readonly Lock _making = new();
    private ModelSource? _source;

    /// <summary>The source.</summary>
    public IModelSource Source
    {
        get
        {
            lock (_making)
            {
                return _source ??= new ModelSource(
                    () => new ConnectedModels(files.Config.Current.Models, files.Config.Current.ModelChain),
                    secrets,
                    DisabledModelMeter.Instance,
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
    public void Dispose() => _source?.Dispose();
}
