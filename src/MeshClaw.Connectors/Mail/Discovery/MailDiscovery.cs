using System.Globalization;
using DnsClient;
using DnsClient.Protocol;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mail.Discovery;

/// <summary>
/// Finds an address's servers: known providers, then the file that the domain publishes for mail programs, then DNS (RFC 6186). What it
/// finds is a proposal. Asks the address's own domain and the DNS, nobody else.
/// </summary>
/// <param name="http">For the file; the caller sets its timeout. Redirects stay within what it allows.</param>
/// <param name="dns">For DNS.</param>
public sealed class MailDiscovery(HttpClient http, IDnsQuery dns)
{
    /// <summary>The servers of an address; null where none was found.</summary>
    /// <exception cref="ArgumentException">It is no address.</exception>
    public async Task<MailServers?> FindAsync(string address, CancellationToken cancellationToken)
    {
        var normalized =
            MailAddress.Normalize(address)
            ?? throw new ArgumentException($"'{address}' is no mail address.", nameof(address));
        var domain = normalized[(normalized.LastIndexOf('@') + 1)..];
        if (KnownProviders.Find(domain) is { } known)
        {
            return Hinted(new MailServers(known.Imap, known.Smtp, normalized, MailServersSource.KnownProvider, null));
        }

        var found =
            await ReadAutoconfigAsync(
                new Uri($"https://autoconfig.{domain}/mail/config-v1.1.xml"),
                normalized,
                cancellationToken
            )
            ?? await ReadAutoconfigAsync(
                new Uri($"https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml"),
                normalized,
                cancellationToken
            )
            ?? await ReadDnsAsync(domain, normalized, cancellationToken);
        return found is null ? null : Hinted(found);
    }

    private async Task<MailServers?> ReadAutoconfigAsync(Uri file, string address, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(file, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            // A redirect to http would let anybody on the line choose the server.
            if (
                !response.IsSuccessStatusCode
                || response.RequestMessage?.RequestUri?.Scheme == Uri.UriSchemeHttp && file.Scheme != Uri.UriSchemeHttp
            )
            {
                return null;
            }

            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var bytes = new byte[Autoconfig.MaxLength + 1];
            var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            return length > Autoconfig.MaxLength ? null : Autoconfig.Read(new MemoryStream(bytes, 0, length), address);
        }
        catch (Exception absent)
            when (absent is HttpRequestException or IOException
                || (absent is TaskCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return null; // Most domains publish none.
        }
    }

    private async Task<MailServers?> ReadDnsAsync(string domain, string address, CancellationToken cancellationToken)
    {
        var imap =
            await ServiceAsync("imaps", "_imaps._tcp." + domain, cancellationToken)
            ?? await ServiceAsync("imap", "_imap._tcp." + domain, cancellationToken);
        if (imap is null)
        {
            return null;
        }

        var smtp =
            await ServiceAsync("smtps", "_submissions._tcp." + domain, cancellationToken)
            ?? await ServiceAsync("smtp", "_submission._tcp." + domain, cancellationToken);
        return new MailServers(imap, smtp, address, MailServersSource.Dns, null);
    }

    private async Task<Uri?> ServiceAsync(string scheme, string name, CancellationToken cancellationToken)
    {
        IReadOnlyList<SrvRecord> records;
        try
        {
            var response = await dns.QueryAsync(name, QueryType.SRV, QueryClass.IN, cancellationToken);
            records = [.. response.Answers.OfType<SrvRecord>()];
        }
        catch (DnsResponseException)
        {
            return null;
        }

        var best = records.OrderBy(r => r.Priority).ThenByDescending(r => r.Weight).FirstOrDefault();
        // A target of "." says that the service is decidedly not offered.
        return
            best is { Port: > 0 }
            && MailAddress.NormalizeDomain(best.Target.Value) is { } host
            && Uri.CheckHostName(host) == UriHostNameType.Dns
            ? new Uri(string.Create(CultureInfo.InvariantCulture, $"{scheme}://{host}:{best.Port}"))
            : null;
    }

    private static MailServers Hinted(MailServers servers) =>
        servers with
        {
            Hint = Imap.MailProviderHints.Find(servers.Imap.Host),
        };
}
