using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Sessions;

/// <summary>A gateway that was there before: it stays when the session ends.</summary>
internal sealed class RunningGateway(GatewayClient client) : IGatewaySession
{
    /// <inheritdoc />
    public GatewayClient Client { get; } = client;

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return ValueTask.CompletedTask;
    }
}
