using System.Collections.Concurrent;
using MeshClaw.Connectors.Mail;
using MeshClaw.Connectors.Mail.Sync;
using MeshClaw.Connectors.Mail.Writing;
using MeshClaw.Connectors.OAuth;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Core.Secrets;
using MeshClaw.Policy;

namespace MeshClaw.Gateway.Connections;

/// <summary>
/// Access tokens of the accounts that are signed in to: one source for each connection, whoever opens it, since a refresh token may
/// work only once. Thread-safe.
/// </summary>
internal sealed class MailTokens(GatewayOptions options, ISecretStore secrets) : IDisposable
{
    private readonly ConcurrentDictionary<ConnectionName, (SignIn SignIn, IAccessTokens Tokens)> _sources = new();

    /// <summary>For providers and for Gmail: follows no redirects, since what it sends is secret.</summary>
    public HttpClient Http { get; } =
        new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(10) })
        {
            Timeout = Timeout.InfiniteTimeSpan, // Each request has its own.
        };

    /// <summary>A connector of an account that is configured.</summary>
    public MailConnector Open(MailAccount account, SignIn signIn, MailWriting writing) =>
        MailConnectorFactory.Create(account, SourceOf(account, signIn), Http, options.Time, options.Gmail, writing);

    /// <summary>A watcher of an account that is configured; shares its tokens with the connector.</summary>
    public MailWatcher Watch(
        MailAccount account,
        SignIn signIn,
        IMailIndex index,
        SemaphoreSlim turn,
        MailWatcherOptions watching
    ) => MailWatchers.Create(account, SourceOf(account, signIn), Http, options.Gmail, index, turn, watching);

    /// <summary>A connector of an account that is only being tried.</summary>
    public MailConnector OpenOnce(MailAccount account, SignIn signIn, StagedSecrets staged) =>
        Connect(account, Tokens(account, signIn, staged));

    /// <summary>Forgets what is known of a connection's tokens: it was signed in to anew, or removed.</summary>
    public void Forget(ConnectionName connection) => _sources.TryRemove(connection, out _);

    /// <summary>Gives a removed connection's access back; says in a word what became of it.</summary>
    public async Task<string> RevokeAsync(
        ConnectionName connection,
        ConnectionConfig config,
        CancellationToken cancellationToken
    )
    {
        if (MailAccounts.SignInOf(config) is not SignIn.OAuth oauth)
        {
            return "none";
        }

        using var tokens = new RefreshedTokens(
            Account(MailAccounts.Of(connection, config), oauth),
            secrets,
            Http,
            options.Time
        );
        var revoked = await tokens.RevokeAsync(cancellationToken);
        secrets.Remove(OAuthAccount.ClientSecretName(connection));
        return revoked ? "revoked" : "forgotten";
    }

    /// <summary>Whose access, at a provider.</summary>
    public OAuthAccount Account(MailAccount account, SignIn.OAuth oauth) =>
        new(
            account.Connection,
            account.Gmail ?? account.User,
            options.Providers(oauth.Provider)
                ?? throw new ConnectorException($"There is no provider '{oauth.Provider}' to sign in at."),
            account.Gmail is null ? OAuthUse.ImapAndSmtp : OAuthUse.GmailApi,
            oauth.ClientId
        );

    /// <inheritdoc />
    public void Dispose() => Http.Dispose();

    private IAccessTokens SourceOf(MailAccount account, SignIn signIn) =>
        _sources
            .AddOrUpdate(
                account.Connection,
                _ => (signIn, Tokens(account, signIn, secrets)),
                (_, known) => known.SignIn.Equals(signIn) ? known : (signIn, Tokens(account, signIn, secrets))
            )
            .Tokens;

    private MailConnector Connect(MailAccount account, IAccessTokens tokens) =>
        MailConnectorFactory.Create(account, tokens, Http, options.Time, options.Gmail);

    private IAccessTokens Tokens(MailAccount account, SignIn signIn, ISecretStore store) =>
        signIn switch
        {
            SignIn.OAuth oauth => new RefreshedTokens(Account(account, oauth), store, Http, options.Time),
            SignIn.TokenCommand command => new TokenCommand(command.Command, options.Time),
            _ => throw new InvalidOperationException($"A sign-in of no known kind: {signIn.GetType().Name}."),
        };
}
