using System.Collections.Concurrent;
using System.Security.Cryptography;
using MeshClaw.Connectors.OAuth;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;
using MeshClaw.Gateway.Configuration;
using MeshClaw.Gateway.Logging;
using MeshClaw.Policy;
using MeshClaw.Protocol;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Connections;

/// <summary>
/// Signs the owner in to accounts: hands out what to open, waits in the background, then tries the connection and keeps it. A second
/// sign-in to the same connection ends the first. What ended is remembered for as long as the gateway lives; there are few.
/// </summary>
internal sealed class SignInDesk(
    GatewayOptions options,
    LiveFiles files,
    ISecretStore secrets,
    MailTokens tokens,
    ConnectionSetup setup,
    ILogger<SignInDesk> logger
) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Visit> _visits = new(StringComparer.Ordinal);

    private sealed record Visit(
        ConnectionName Connection,
        SignInResponse Start,
        CancellationTokenSource Stop,
        Task<SignInResponse> End
    );

    /// <summary>Begins one; what the request leaves out is as in the connection of that name.</summary>
    /// <exception cref="ConnectionRefusedException">The request does not say enough.</exception>
    /// <exception cref="ConnectorException">The provider refuses; the message says what to do.</exception>
    public async Task<SignInResponse> StartAsync(ConnectRequest request, CancellationToken cancellationToken)
    {
        (request, _) = await ServerDiscovery.CompleteAsync(Complete(request), cancellationToken);
        var (plan, refusal) = ConnectionPlan.Of(request);
        if (plan is null || MailAccounts.SignInOf(plan.Config) is not SignIn.OAuth oauth)
        {
            throw new ConnectionRefusedException(refusal ?? "Name whom to sign in at: --oauth google or microsoft");
        }

        foreach (var (id, earlier) in _visits.Where(v => v.Value.Connection == plan.Name))
        {
            await earlier.Stop.CancelAsync();
            _visits.TryRemove(id, out _);
        }

        var staged = new StagedSecrets(secrets);
        if (request.ClientSecret is { Length: > 0 } secret)
        {
            staged.Put(OAuthAccount.ClientSecretName(plan.Name), new Secret(secret));
        }

        var account = tokens.Account(MailAccounts.Of(plan.Name, plan.Config), oauth);
        var signIn = await BeginAsync(account, staged, cancellationToken);
        var start = new SignInResponse
        {
            Id = RandomNumberGenerator.GetHexString(16, lowercase: true),
            Address = signIn.Invitation.Address.AbsoluteUri,
            Code = signIn.Invitation.Code,
            Expires = signIn.Invitation.Expires,
        };
        var stop = new CancellationTokenSource();
        _visits[start.Id] = new Visit(
            plan.Name,
            start,
            stop,
            EndAsync(request, account, staged, signIn, start, stop.Token)
        );
        return start;
    }

    /// <summary>How one is; waits some seconds for its end. Null where there is none of that id.</summary>
    public async Task<SignInResponse?> WaitAsync(string id, CancellationToken cancellationToken)
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
            return visit.Start;
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

    private async Task<IOAuthSignIn> BeginAsync(
        OAuthAccount account,
        StagedSecrets staged,
        CancellationToken cancellationToken
    )
    {
        var secret = staged.Find(OAuthAccount.ClientSecretName(account.Connection));
        return account.Provider.Flow switch
        {
            OAuthFlow.Device => await DeviceAuthorization.StartAsync(
                account,
                secret,
                tokens.Http,
                options.Time,
                cancellationToken
            ),
            OAuthFlow.Loopback => new LoopbackAuthorization(account, secret, tokens.Http, options.Time),
        };
    }

    private async Task<SignInResponse> EndAsync(
        ConnectRequest request,
        OAuthAccount account,
        StagedSecrets staged,
        IOAuthSignIn signIn,
        SignInResponse start,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using (signIn)
            {
                using var source = new RefreshedTokens(account, staged, tokens.Http, options.Time);
                source.Keep(await signIn.WaitAsync(cancellationToken));
            }

            return start with
            {
                Connected = await setup.AddAsync(request, staged, cancellationToken),
            };
        }
        catch (Exception failure) when (failure is ConnectorException or ConnectionRefusedException or IOException)
        {
            return start with { Failure = failure.Message };
        }
        catch (OperationCanceledException)
        {
            return start with { Failure = "The sign-in was ended: another one began, or the gateway stopped." };
        }
        catch (Exception failure)
        {
            Log.SignInFailed(logger, account.Connection.Value, failure);
            return start with
            {
                Failure = "The sign-in failed inside MeshClaw; the log says more. Nothing was stored.",
            };
        }
    }

    // "meshclaw connect mail/work --oauth google" is all that it takes to sign in again.
    private ConnectRequest Complete(ConnectRequest request)
    {
        if (request.Imap is not null || request.Gmail is not null || request.Maildir is not null)
        {
            return request;
        }

        var known = request.Connection is { } name
            ? files.Config.Current.Connections.GetValueOrDefault(new ConnectionName(name))
            : null;
        var client = (known is null ? null : MailAccounts.SignInOf(known) as SignIn.OAuth)?.ClientId;
        request = request with { ClientId = request.ClientId ?? client };
        return known switch
        {
            ConnectionConfig.Gmail gmail => request with { Gmail = gmail.Address },
            ConnectionConfig.Imap imap => request with
            {
                Imap = imap.Server.ToString(),
                Smtp = request.Smtp ?? (imap.Smtp is { } smtp ? Written(smtp) : null),
                User = request.User ?? imap.User,
                CaFile = request.CaFile ?? imap.CaFile,
            },
            _ when request.User is not null => request, // Its servers are looked for.
            _ => throw new ConnectionRefusedException(
                "Name the account: --gmail you@gmail.com, or --user you@example.com"
            ),
        };
    }

    // config.yaml calls SMTP with STARTTLS submission; a request calls it smtp.
    private static string Written(MailServer server) =>
        (server.Scheme == "submission" ? server with { Scheme = "smtp" } : server).ToString();
}
