using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Sessions;

/// <summary>Starts a gateway in this process for the length of a command; the executable has one, this project knows no gateway.</summary>
public interface IGatewayLauncher
{
    /// <summary>A gateway on the home, ready for requests. Disposing the session ends it.</summary>
    /// <exception cref="CommandFailedException">It could not start; the message says why and what to do.</exception>
    Task<IGatewaySession> StartAsync(string home, CancellationToken cancellationToken);
}

/// <summary>A gateway that can be talked to for as long as the session is open.</summary>
public interface IGatewaySession : IAsyncDisposable
{
    /// <summary>The client.</summary>
    GatewayClient Client { get; }
}
