using System.Collections.Concurrent;
using System.Security.Cryptography;
using MeshClaw.Connectors.Mcp;
using MeshClaw.Core.Connectors;
using MeshClaw.Gateway.Logging;
using MeshClaw.Protocol;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Connections;

/// <summary>Signs the owner in to MCP servers: hands out what to open, waits in the background, then keeps what works.</summary>
internal sealed class McpSignIns(GatewayOptions options, McpSetup setup, ILogger<McpSignIns> logger) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, Visit> _visits = new(StringComparer.Ordinal);

    private sealed record Visit(McpSignIn SignIn, CancellationTokenSource Stop, Task<McpSignInResponse> End);

    /// <summary>Begins one; returns when the server has named the page to sign in, or it is over.</summary>
    public async Task<McpSignInResponse> StartAsync(McpConnectRequest request, CancellationToken cancellationToken)
    {
        var id = RandomNumberGenerator.GetHexString(16, lowercase: true);
        var signIn = new McpSignIn(options.Time);
        var stop = new CancellationTokenSource();
        var end = EndAsync(id, request, signIn, stop.Token);
        _visits[id] = new Visit(signIn, stop, end);
        await Task.WhenAny(signIn.Address, end).WaitAsync(cancellationToken);
        return end.IsCompleted ? await end : new McpSignInResponse { Id = id, Address = Address(signIn) };
    }

    /// <summary>How one is; waits some seconds for its end. Null where there is none of that id.</summary>
    public async Task<McpSignInResponse?> WaitAsync(string id, CancellationToken cancellationToken)
    {
        if (!_visits.TryGetValue(id, out var visit))
        {
            return null;
        }

        try
        {
            return await visit.End.WaitAsync(s_patience, options.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new McpSignInResponse { Id = id, Address = Address(visit.SignIn) };
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var visit in _visits.Values)
        {
            await visit.Stop.CancelAsync();
            await visit.End;
            visit.Stop.Dispose();
        }
    }

    private static string? Address(McpSignIn signIn) =>
        signIn.Address.IsCompletedSuccessfully ? signIn.Address.Result.AbsoluteUri : null; // It has completed.

    private async Task<McpSignInResponse> EndAsync(
        string id,
        McpConnectRequest request,
        McpSignIn signIn,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using (signIn)
            {
                var connected = await setup.AddAsync(request with { OAuth = true }, signIn, cancellationToken);
                return new McpSignInResponse { Id = id, Connected = connected };
            }
        }
        catch (Exception failure) when (failure is ConnectorException or ConnectionRefusedException or IOException)
        {
            return new McpSignInResponse { Id = id, Failure = failure.Message };
        }
        catch (OperationCanceledException)
        {
            return new McpSignInResponse { Id = id, Failure = "The sign-in was ended: the gateway stopped." };
        }
        catch (Exception failure)
        {
            Log.SignInFailed(logger, request.Connection, failure);
            return new McpSignInResponse
            {
                Id = id,
                Failure = "The sign-in failed inside MeshClaw; the log says more. Nothing was stored.",
            };
        }
    }
}
