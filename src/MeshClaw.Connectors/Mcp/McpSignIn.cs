using System.Text.Json;
using System.Text.Json.Serialization;
using MeshClaw.Connectors.OAuth;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Mcp;
using MeshClaw.Core.Secrets;
using MeshClaw.Policy;
using ModelContextProtocol.Authentication;

namespace MeshClaw.Connectors.Mcp;

/// <summary>
/// A sign-in at the authorization server that an MCP server names (RFC 9728, RFC 8414, PKCE): the owner's browser comes back to this
/// machine. Takes one answer, within ten minutes; disposing ends it.
/// </summary>
public sealed class McpSignIn : IDisposable
{
    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(10);
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LoopbackListener _listener;
    private readonly TimeProvider _time;

    /// <summary>Listens at once.</summary>
    public McpSignIn(TimeProvider time)
    {
        _time = time;
        _listener = new LoopbackListener(time);
    }

    /// <summary>What the owner opens, once the server has said where one signs in.</summary>
    public Task<Uri> Address => _address.Task;

    /// <inheritdoc />
    public void Dispose() => _listener.Dispose();

    /// <summary>For the client library: tokens in the secret store, and the browser only while somebody signs in.</summary>
    internal static ClientOAuthOptions Options(
        ConnectionName connection,
        McpServerConfig server,
        ISecretStore secrets,
        McpSignIn? signIn
    )
    {
        var options = new ClientOAuthOptions
        {
            RedirectUri = signIn?._listener.Address ?? new Uri("http://127.0.0.1/"),
            ClientId = server.ClientId,
            TokenCache = new StoredTokens(connection, secrets),
            AuthorizationCallbackHandler = (context, cancellationToken) =>
                signIn?.AskOwnerAsync(context.AuthorizationUri, cancellationToken)
                ?? throw new ConnectorException(
                    $"{connection} wants you to sign in again: meshclaw connect {connection} --url {server.Url} --oauth"
                ),
        };
        if (server.ClientId is null)
        {
            options.DynamicClientRegistration = new DynamicClientRegistrationOptions { ClientName = "MeshClaw" };
        }

        return options;
    }

    private async Task<AuthorizationResult?> AskOwnerAsync(Uri address, CancellationToken cancellationToken)
    {
        if (McpAddress.Parse(address.GetLeftPart(UriPartial.Query)).Url is null)
        {
            throw new ConnectorException("The server names a page to sign in that is not encrypted.");
        }

        _address.TrySetResult(address);
        using var limit = new CancellationTokenSource(s_life, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var query = await _listener
            .ReceiveAsync(_ => "You can close this page; MeshClaw says the rest.", either.Token)
            .ConfigureAwait(false);
        var fields = query
            .Split('&')
            .Select(p => p.Split('=', 2))
            .Where(p => p.Length == 2)
            .GroupBy(p => p[0], p => Uri.UnescapeDataString(p[1].Replace('+', ' ')), StringComparer.Ordinal)
            .Where(g => g.Count() == 1) // RFC 6749 3.1: a name that comes twice counts for nothing.
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        // The library compares the state with its own, and asks for the code's tokens with its verifier.
        return new AuthorizationResult
        {
            Code = fields.GetValueOrDefault("code"),
            State = fields.GetValueOrDefault("state"),
            Iss = fields.GetValueOrDefault("iss"),
        };
    }

    private sealed class StoredTokens(ConnectionName connection, ISecretStore secrets) : ITokenCache
    {
        public ValueTask StoreTokensAsync(TokenContainer tokens, CancellationToken cancellationToken)
        {
            secrets.Put(
                McpServerConfig.SignInName(connection),
                new Secret(JsonSerializer.Serialize(tokens, McpTokenJson.Default.TokenContainer))
            );
            return ValueTask.CompletedTask;
        }

        public ValueTask<TokenContainer?> GetTokensAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult(
                secrets.Find(McpServerConfig.SignInName(connection)) is { } kept
                    ? JsonSerializer.Deserialize(kept.Reveal(), McpTokenJson.Default.TokenContainer)
                    : null
            );
    }
}

/// <summary>JSON of tokens, for the secret store alone.</summary>
[JsonSerializable(typeof(TokenContainer))]
internal sealed partial class McpTokenJson : JsonSerializerContext;
