using DnsClient;
using MeshClaw.Connectors.Mail.Discovery;
using MeshClaw.Policy.Calls;
using MeshClaw.Protocol;

namespace MeshClaw.Gateway.Connections;

/// <summary>
/// Completes a request that names only an address. Servers of a known provider, or that the address's own domain publishes over HTTPS,
/// are taken; what DNS alone says is only proposed, because whoever controls the line could have made it up and would get the password.
/// </summary>
internal static class ServerDiscovery
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>The request with its servers, and what the owner should know about them.</summary>
    /// <exception cref="ConnectionRefusedException">Nothing was found, or it must be confirmed.</exception>
    public static async Task<(ConnectRequest Request, string? Note)> CompleteAsync(
        ConnectRequest request,
        CancellationToken cancellationToken
    )
    {
        if ((request.Imap ?? request.Jmap ?? request.Maildir ?? request.Gmail) is not null)
        {
            return (request, null);
        }

        if (request.User is not { } user || MailAddress.Normalize(user) is not { } address)
        {
            throw new ConnectionRefusedException(
                "Name the mail server (--imap imaps://HOST), a folder (--maildir PATH), or your address (--user you@example.com) to find the server by."
            );
        }

        using var http = new HttpClient { Timeout = s_patience };
        var dns = new LookupClient(new LookupClientOptions { Timeout = s_patience, Retries = 1 });
        var found =
            await new MailDiscovery(http, dns).FindAsync(address, cancellationToken)
            ?? throw new ConnectionRefusedException(
                $"No mail server was found for {address}. Ask whoever runs it, then add: --imap imaps://HOST"
            );
        var smtp = found.Smtp is null ? "" : $" --smtp {Text(found.Smtp)}";
        var completed = request with
        {
            Imap = Text(found.Imap),
            Smtp = request.Smtp ?? Text(found.Smtp),
            User = found.User,
        };
        return found.Source switch
        {
            MailServersSource.KnownProvider => (completed, found.Hint),
            MailServersSource.Autoconfig => (completed, $"{Text(found.Imap)} was found at {address}'s own domain."),
            MailServersSource.Dns => throw new ConnectionRefusedException(
                $"DNS names {Text(found.Imap)} for {address}, and DNS can be forged. If that is right, add: --imap {Text(found.Imap)}{smtp}"
            ),
        };
    }

    private static string? Text(Uri? server) => server?.ToString().TrimEnd('/');
}
