using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using MeshClaw.Connectors.Mail.Imap;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.Mail.Jmap;

/// <summary>
/// HTTP with the password, to the one host that may have it. Waits where the server asks for it (429, 503), a bounded number of times
/// and seconds. What breaks or is refused comes out as <see cref="ConnectorException"/>. Safe for several requests at once.
/// </summary>
internal sealed class JmapHttp : IDisposable
{
    private const int MaxTries = 4;
    private const int MaxRedirects = 5;
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(100); // For an answer to begin, and again for it to end.

    private readonly JmapHost _host;
    private readonly string _user;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly AuthenticationHeaderValue _login;
    private int _requests;

    /// <param name="account">An account with <see cref="MailAccount.Jmap"/>.</param>
    /// <param name="password">Its password, or its token.</param>
    /// <param name="time">The clock that waits.</param>
    /// <param name="wrap">Put around the real handler, for tests.</param>
    public JmapHttp(
        MailAccount account,
        Secret password,
        TimeProvider time,
        Func<HttpMessageHandler, HttpMessageHandler>? wrap = null
    )
    {
        _host = new JmapHost(account.Jmap!); // The factory makes one only for an account that has it.
        _user = account.User;
        _time = time;
        _login =
            account.JmapAuth == JmapAuth.Token
                ? new AuthenticationHeaderValue("Bearer", password.Reveal())
                : new AuthenticationHeaderValue(
                    "Basic",
                    Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account.User}:{password.Reveal()}"))
                );
        var certificate = new ServerCertificate(account.CaFile, account.CertificateSha256, _host.IsLoopback);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // A redirect may lead the password away.
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(20),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            SslOptions =
            {
                RemoteCertificateValidationCallback = certificate.Accept,
                CertificateRevocationCheckMode = certificate.ChecksRevocation
                    ? System.Security.Cryptography.X509Certificates.X509RevocationMode.Online
                    : System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck,
            },
        };
        _http = new HttpClient(wrap is null ? handler : wrap(handler)) { Timeout = s_patience };
    }

    /// <summary>Where the password may go.</summary>
    public JmapHost Host => _host;

    /// <summary>How many requests were sent.</summary>
    public int Requests => _requests;

    /// <summary>Gets the session, following redirects that stay with the host; with where it was found at last.</summary>
    public async Task<(byte[] Body, Uri At)> GetSessionAsync(CancellationToken cancellationToken)
    {
        var at = _host.Resolve(_host.Session, _host.Session.OriginalString);
        for (var i = 0; i <= MaxRedirects; i++)
        {
            using var response = await SendAsync(() => Request(HttpMethod.Get, at), cancellationToken);
            if ((int)response.StatusCode is >= 301 and <= 308 && response.Headers.Location is { } next)
            {
                at = _host.Resolve(at, next.OriginalString);
                continue;
            }

            Demand(response);
            return (
                await BytesAsync(response, JmapBytes.MaxAnswer, cancellationToken) ?? throw JmapErrors.Nonsense(null),
                at
            );
        }

        throw new ConnectorException($"{_host.Name} redirects without end. Check the address (--jmap).");
    }

    /// <summary>Sends calls; null where the answer is larger than <see cref="JmapBytes.MaxAnswer"/>.</summary>
    /// <param name="api">Where to.</param>
    /// <param name="body">The request.</param>
    /// <param name="point">The kill points that are passed when it was sent and answered; null for none.</param>
    /// <param name="cancellationToken">Ends it; then nothing is known of what was under way.</param>
    public async Task<byte[]?> PostAsync(Uri api, byte[] body, string? point, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(
            () =>
            {
                var request = Request(HttpMethod.Post, api);
                request.Content = new JmapContent(body, point);
                return request;
            },
            cancellationToken
        );
        if (response.StatusCode != HttpStatusCode.OK)
        {
            Demand(response, allowProblem: true);
            var problem = await BytesAsync(response, JmapBytes.MaxProblem, cancellationToken);
            throw JmapErrors.Refused((int)response.StatusCode, Problem(problem));
        }

        var answer = await BytesAsync(response, JmapBytes.MaxAnswer, cancellationToken);
        if (point is not null && point != "mail.store") // As with IMAP: setting flags again does no harm.
        {
            Core.Diagnostics.KillPoint.Pass(point + ".answered");
        }

        return answer;
    }

    /// <summary>Reads a blob with <paramref name="read"/>; null where it is gone.</summary>
    public async Task<T?> DownloadAsync<T>(
        Uri at,
        Func<Stream, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken
    )
        where T : class
    {
        using var response = await SendAsync(() => Request(HttpMethod.Get, at), cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
        {
            return null;
        }

        Demand(response);
        return await WatchedAsync(
            async () =>
            {
                using var patience = Patience(cancellationToken);
                await using var stream = await response.Content.ReadAsStreamAsync(patience.Token);
                return await read(stream, patience.Token);
            },
            cancellationToken
        );
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> make,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var response = await WatchedAsync(
                async () =>
                {
                    Interlocked.Increment(ref _requests);
                    using var request = make();
                    return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                },
                cancellationToken
            );
            if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable))
            {
                return response;
            }

            var wait = Wait(response, attempt);
            response.Dispose();
            if (attempt == MaxTries || wait > s_longestWait)
            {
                throw new ConnectorException(
                    $"{_host.Name} is busy and asks to come back later (in about {Math.Ceiling(wait.TotalSeconds)} seconds)."
                );
            }

            await Task.Delay(wait, _time, cancellationToken);
        }
    }

    private TimeSpan Wait(HttpResponseMessage response, int attempt)
    {
        var asked =
            response.Headers.RetryAfter is not { } after ? null
            : after.Date is { } date ? date - _time.GetUtcNow()
            : after.Delta;
        var wait = asked ?? TimeSpan.FromSeconds(1 << (attempt - 1));
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private HttpRequestMessage Request(HttpMethod method, Uri at)
    {
        var request = new HttpRequestMessage(method, at);
        request.Headers.Authorization = _login;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*", 0.5));
        return request;
    }

    private void Demand(HttpResponseMessage response, bool allowProblem = false)
    {
        var status = (int)response.StatusCode;
        if (status is 401)
        {
            throw new ConnectorException(
                _login.Scheme == "Bearer"
                    ? $"{_host.Name} refused the token. Make a new one that allows mail, and connect again with --auth token."
                    : $"{_host.Name} refused the login of {_user}. {MailProviderHints.For(_host.Name)} For a token add --auth token."
            );
        }

        if (status is 403)
        {
            throw new ConnectorException(
                $"{_host.Name} does not let {_user} use JMAP. Ask whoever runs the server, or connect by IMAP."
            );
        }

        if (status is 404 && !allowProblem)
        {
            throw new ConnectorException(
                $"There is no JMAP at {_host.Session}. Give the full address of the session: --jmap https://HOST/PATH"
            );
        }

        if (status is not 200 and not 206 && !allowProblem)
        {
            throw JmapErrors.Refused(status, new ProblemReply());
        }
    }

    private async Task<byte[]?> BytesAsync(
        HttpResponseMessage response,
        int max,
        CancellationToken cancellationToken
    ) =>
        await WatchedAsync(
            async () =>
            {
                using var patience = Patience(cancellationToken);
                await using var stream = await response.Content.ReadAsStreamAsync(patience.Token);
                return await JmapBytes.WholeAsync(stream, max, patience.Token);
            },
            cancellationToken
        );

    // HttpClient's own ends when the answer begins.
    private static CancellationTokenSource Patience(CancellationToken cancellationToken)
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        return patience;
    }

    // A problem's body is for people: without one the status tells.
    private static ProblemReply Problem(byte[]? body)
    {
        try
        {
            return body is { Length: > 0 } ? JmapErrors.Read(body, JmapJson.Default.ProblemReply) : new ProblemReply();
        }
        catch (ConnectorException)
        {
            return new ProblemReply();
        }
    }

    private async Task<T> WatchedAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (HttpRequestException refused) when (refused.InnerException is AuthenticationException)
        {
            throw new ConnectorException(
                $"{_host.Name} could not be reached safely: its certificate is not trusted. "
                    + "For a private server name its authority's certificate with --ca-file FILE.",
                refused
            );
        }
        catch (HttpRequestException unreachable)
            when (unreachable.HttpRequestError
                    is HttpRequestError.ConnectionError
                        or HttpRequestError.NameResolutionError
            )
        {
            throw new ConnectorException($"{_host.Name} does not answer.", unreachable);
        }
        catch (Exception broken)
            when (broken is HttpRequestException or IOException or HttpProtocolException or InvalidDataException
                || (broken is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw new ConnectorException(
                $"The connection to the mail server {_host.Name} broke. It is made anew by the next call.",
                broken
            );
        }
    }
}
