using MeshClaw.Core.Models;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Models.Chat.Wire;

/// <summary>HTTP clients of models.</summary>
internal static class ModelHttp
{
    public static HttpClient Create(
        ModelConfig config,
        Secret? key,
        PatienceLimits? patience,
        TimeProvider time,
        ModelNetwork network
    )
    {
        var limits = patience ?? (config.Local ? PatienceLimits.Local : PatienceLimits.Remote);
        var handler = new ModelHttpHandler(config, key, limits, time, network.For(config));
        return new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
