using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;
using MeshClaw.Testing;

namespace MeshClaw.Gateway.Tests;

internal static class RunWaiting
{
    /// <summary>The run, once it neither works nor is in the state <paramref name="not"/>, which it is in still when it was just approved.</summary>
    public static Task<RunResponse> SettledAsync(this GatewayClient client, string run, string not = "running") =>
        Eventually.GivesAsync(
            () => client.GetRunAsync(run, TestContext.Current.CancellationToken),
            r => r.State != "running" && r.State != not,
            $"{run} settled"
        );
}
