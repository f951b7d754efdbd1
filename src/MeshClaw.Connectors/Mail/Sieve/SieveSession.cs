using System.Collections.Immutable;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using MeshClaw.Connectors.Mail.Imap;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.Mail.Sieve;

/// <summary>A script on the server.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Active">Whether it filters what comes in; at most one does.</param>
internal sealed record SieveScriptInfo(string Name, bool Active);

/// <summary>
/// One connection to a ManageSieve server (RFC 5804), for one operation after the other. TLS by STARTTLS everywhere but on loopback; the
/// password goes only over it. Not for use by several threads at once.
/// </summary>
internal sealed class SieveSession : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly MailAccount _account;
    private readonly TcpClient _tcp = new();
    private readonly CancellationTokenSource _limit = new(s_patience);
    private Stream _stream = Stream.Null;
    private SieveWire _wire = new(Stream.Null);

    private SieveSession(MailAccount account) => _account = account;

    /// <summary>What its scripts may <c>require</c> (RFC 5228): <c>vacation</c>, <c>fileinto</c>, …</summary>
    public ImmutableHashSet<string> Extensions { get; private set; } = [];

    /// <summary>Connects and logs in.</summary>
    /// <exception cref="ConnectorException">It does not answer, is not trusted, or refuses the login.</exception>
    public static async Task<SieveSession> OpenAsync(
        MailAccount account,
        Secret password,
        CancellationToken cancellationToken
    )
    {
        var session = new SieveSession(account);
        try
        {
            await session.RunAsync(() => session.ConnectAsync(password, cancellationToken));
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>The scripts.</summary>
    public async Task<ImmutableArray<SieveScriptInfo>> ListAsync(CancellationToken cancellationToken)
    {
        var answer = await AskAsync("LISTSCRIPTS", [], cancellationToken);
        return
        [
            .. Must(answer)
                .Lines.Where(l => l.Count > 0)
                .Select(l => new SieveScriptInfo(
                    l[0],
                    l.Skip(1).Any(w => w.Equals("ACTIVE", StringComparison.OrdinalIgnoreCase))
                )),
        ];
    }

    /// <summary>A script's text; null where there is none of that name.</summary>
    public async Task<string?> GetAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await AskAsync("GETSCRIPT", [name], cancellationToken);
        if (
            !answer.Ok
            && (answer.Code == "NONEXISTENT" || !(await ListAsync(cancellationToken)).Any(s => s.Name == name))
        )
        {
            return null;
        }

        return Must(answer).Lines.SelectMany(l => l).FirstOrDefault() ?? "";
    }

    /// <summary>What the server finds wrong with a script; null where nothing is.</summary>
    public async Task<string?> CheckAsync(string text, CancellationToken cancellationToken)
    {
        var answer = await AskAsync("CHECKSCRIPT", [text], cancellationToken);
        return answer.Ok ? null : Said(answer);
    }

    /// <summary>Stores a script; one of that name is replaced. The server checks it first.</summary>
    public async Task PutAsync(string name, string text, CancellationToken cancellationToken) =>
        Must(await AskAsync("PUTSCRIPT", [name, text], cancellationToken));

    /// <summary>Makes a script the one that filters; the empty name for none.</summary>
    public async Task ActivateAsync(string name, CancellationToken cancellationToken) =>
        Must(await AskAsync("SETACTIVE", [name], cancellationToken));

    /// <summary>Removes a script that is not active.</summary>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        Must(await AskAsync("DELETESCRIPT", [name], cancellationToken));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _tcp.Dispose();
        _limit.Dispose();
    }

    private async Task<bool> ConnectAsync(Secret password, CancellationToken cancellationToken)
    {
        var server = _account.Sieve!; // Whoever opens a session has one.
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _limit.Token);
        await _tcp.ConnectAsync(server.IdnHost.Trim('[', ']'), server.IsDefaultPort ? 4190 : server.Port, both.Token);
        Use(_tcp.GetStream());
        var capabilities = Must(await _wire.ReadAsync(both.Token));
        var loopback = ImapSession.IsLoopback(server.Host);
        if (Has(capabilities, "STARTTLS"))
        {
            await _wire.SendAsync("STARTTLS", [], both.Token);
            Must(await _wire.ReadAsync(both.Token));
            capabilities = await SecureAsync(server, loopback, both.Token);
        }
        else if (!loopback)
        {
            throw new ConnectorException(
                $"{server.Host} offers no STARTTLS for filter scripts, and a password is not sent in the open."
            );
        }

        Extensions =
        [
            .. capabilities
                .Lines.Where(l => l.Count > 1 && l[0].Equals("SIEVE", StringComparison.OrdinalIgnoreCase))
                .SelectMany(l => l[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        ];
        var plain = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{_account.User}\0{password.Reveal()}"));
        await _wire.SendAsync("AUTHENTICATE \"PLAIN\"", [plain], both.Token);
        return (await _wire.ReadAsync(both.Token)).Ok
            ? true
            : throw new ConnectorException(
                $"{server.Host} refused the login of {_account.User} for filter scripts. {MailProviderHints.For(server.Host)}"
            );
    }

    private async Task<SieveAnswer> SecureAsync(Uri server, bool loopback, CancellationToken cancellationToken)
    {
        var certificate = new ServerCertificate(_account.CaFile, _account.CertificateSha256, loopback);
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false, certificate.Accept);
        Use(tls); // What was sent in the open before is not looked at any more.
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = server.IdnHost.Trim('[', ']'),
            CertificateRevocationCheckMode = certificate.ChecksRevocation
                ? System.Security.Cryptography.X509Certificates.X509RevocationMode.Online
                : System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck,
        };
        await tls.AuthenticateAsClientAsync(options, cancellationToken);
        return Must(await _wire.ReadAsync(cancellationToken)); // The capabilities again, this time believed.
    }

    private void Use(Stream stream) => (_stream, _wire) = (stream, new SieveWire(stream));

    private Task<SieveAnswer> AskAsync(
        string command,
        IReadOnlyList<string> arguments,
        CancellationToken cancellationToken
    ) =>
        RunAsync(async () =>
        {
            _limit.CancelAfter(s_patience);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _limit.Token);
            await _wire.SendAsync(command, arguments, both.Token);
            return await _wire.ReadAsync(both.Token);
        });

    private async Task<T> RunAsync<T>(Func<Task<T>> operation)
    {
        var host = _account.Sieve!.Host; // Whoever opens a session has one.
        try
        {
            return await operation();
        }
        catch (AuthenticationException untrusted)
        {
            throw new ConnectorException(
                $"{host} could not be reached safely for filter scripts: its certificate is not trusted. "
                    + "For a private server name its authority's certificate with --ca-file FILE.",
                untrusted
            );
        }
        catch (Exception broken) when (broken is IOException or SocketException)
        {
            throw new ConnectorException($"{host} does not answer for filter scripts.", broken);
        }
        catch (OperationCanceledException late) when (_limit.IsCancellationRequested)
        {
            throw new ConnectorException($"{host} did not answer in time for filter scripts.", late);
        }
    }

    private static bool Has(SieveAnswer capabilities, string name) =>
        capabilities.Lines.Any(l => l.Count > 0 && l[0].Equals(name, StringComparison.OrdinalIgnoreCase));

    private static SieveAnswer Must(SieveAnswer answer) =>
        answer.Ok ? answer : throw new ConnectorException($"The server for filter scripts refused: {Said(answer)}");

    private static string Said(SieveAnswer answer)
    {
        var line = string.Join(' ', answer.Text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
        line = string.Concat(line.Where(c => !char.IsControl(c)));
        return line.Length == 0 ? "it gave no reason."
            : line.Length > 300 ? line[..300]
            : line;
    }
}
