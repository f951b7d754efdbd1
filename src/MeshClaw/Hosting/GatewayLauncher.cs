using MeshClaw.Cli.Sessions;
using MeshClaw.Core.Configuration;
using MeshClaw.Gateway;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Hosting;

/// <summary>Starts gateways in this process.</summary>
internal sealed class GatewayLauncher(Func<string, string?> environment) : IGatewayLauncher
{
    /// <inheritdoc />
    public async Task<IGatewaySession> StartAsync(string home, CancellationToken cancellationToken)
    {
        var options = Options(home, environment) with { Ephemeral = true, Listen = null };
        var host = await StartAsync(options, cancellationToken).ConfigureAwait(false);
        return new HostedGateway(host);
    }

    /// <summary>What every gateway of this executable has in common.</summary>
    public static GatewayOptions Options(string home, Func<string, string?> environment) =>
        new() { Home = new MeshClawHome(home, environment("XDG_RUNTIME_DIR")), Version = Executable.Version };

    /// <summary>Starts one; that it does not start is for the owner to read.</summary>
    public static async Task<GatewayHost> StartAsync(GatewayOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await GatewayHost.StartAsync(options, cancellationToken).ConfigureAwait(false);
        }
        catch (GatewayStartException e)
        {
            throw new CommandFailedException(e.Code, e.Message, Todo(e.Code), e);
        }
    }

    private static string? Todo(string code) =>
        code == "database"
            ? "Look for more with: meshclaw doctor. Bring the last backup back with: meshclaw restore FILE"
            : null;

    private sealed class HostedGateway(GatewayHost host) : IGatewaySession
    {
        public GatewayClient Client { get; } = GatewayClient.Open(host.Ready);

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await host.DisposeAsync().ConfigureAwait(false);
        }
    }
}
