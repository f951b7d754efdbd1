using System.Text.RegularExpressions;
using MeshClaw.Core.Configuration;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Protocol;

namespace MeshClaw.Gateway.Connections;

/// <summary>What a request to connect comes to: a connection's configuration, or why not.</summary>
internal sealed partial record ConnectionPlan(ConnectionName Name, ConnectionConfig Config)
{
    /// <summary>Reads a request that names its server or folder.</summary>
    public static (ConnectionPlan? Plan, string? Refusal) Of(ConnectRequest request)
    {
        if (request.Connection is null || !NamePattern().IsMatch(request.Connection))
        {
            return (
                null,
                "A connection is called mail/NAME: lower-case letters, digits and hyphens, the first a letter."
            );
        }

        var name = new ConnectionName(request.Connection);
        string?[] places = [request.Maildir, request.Imap, request.Jmap, request.Gmail];
        if (places.Count(place => place is not null) != 1)
        {
            return (null, "Give one of an IMAP server, a JMAP server, a Gmail address, and a Maildir.");
        }

        if (request.Maildir is { } maildir)
        {
            return Path.IsPathFullyQualified(maildir) && !maildir.Contains('\0')
                ? (new ConnectionPlan(name, new ConnectionConfig.Maildir(Clean(maildir))), null)
                : (null, "A Maildir is named by its full path.");
        }

        if (request.Jmap is { } jmap)
        {
            return OfJmap(name, jmap, request);
        }

        var (signIn, signInRefusal) = SignInOf(request);
        if (signInRefusal is not null)
        {
            return (null, signInRefusal);
        }

        if (request.Gmail is { } gmail)
        {
            return signIn is null ? (null, "Gmail takes a sign-in: --oauth google, or --token-command.")
                : MailAddress.Normalize(gmail) is { } address
                    ? (new ConnectionPlan(name, new ConnectionConfig.Gmail(address, signIn)), null)
                : (null, "A Gmail account is named by its address: --gmail you@gmail.com");
        }

        var (imap, imapRefusal) = Server(request.Imap!, 143, 993, "imap"); // Not both, and not neither.
        var (smtp, smtpRefusal) = request.Smtp is null ? (null, null) : Server(request.Smtp, 587, 465, "smtp");
        if ((imapRefusal ?? smtpRefusal) is { } refusal)
        {
            return (null, refusal);
        }

        if (LoginRefusal(request) is { } fault)
        {
            return (null, fault);
        }

        var config = new ConnectionConfig.Imap(imap!, request.User!.Trim()) // There was no refusal.
        {
            Smtp = smtp,
            CaFile = request.CaFile,
            SignIn = signIn,
        };
        return (new ConnectionPlan(name, config), null);
    }

    private static (ConnectionPlan? Plan, string? Refusal) OfJmap(
        ConnectionName name,
        string address,
        ConnectRequest request
    )
    {
        if (
            !Uri.TryCreate(address, UriKind.Absolute, out var url)
            || (url.Scheme != "https" && !(url.Scheme == "http" && url.IsLoopback))
            || url.Host.Length == 0
            || url.UserInfo.Length > 0
            || url.Query.Length > 0
            || url.Fragment.Length > 0
        )
        {
            return (null, "Write the server as https://HOST, with :PORT and /PATH where it is not found without.");
        }

        if (request.Auth is not (null or "password" or "token"))
        {
            return (null, "--auth is password or token.");
        }

        return LoginRefusal(request) is { } refusal
            ? (null, refusal)
            : (
                new ConnectionPlan(
                    name,
                    new ConnectionConfig.Jmap(url, request.User!.Trim()) // There was no refusal.
                    {
                        Token = request.Auth == "token",
                        CaFile = request.CaFile,
                    }
                ),
                null
            );
    }

    private static string? LoginRefusal(ConnectRequest request) =>
        string.IsNullOrWhiteSpace(request.User) ? "A login name is needed: --user"
        : request.CaFile is { } ca && !Path.IsPathFullyQualified(ca) ? "The CA file is named by its full path."
        : null;

    /// <summary>With what the owner wrote into config.yaml for the same place, and no request says.</summary>
    public ConnectionPlan Keeping(ConnectionConfig? before) =>
        (before, Config) switch
        {
            (ConnectionConfig.Imap old, ConnectionConfig.Imap now) when old.Server == now.Server => this with
            {
                Config = now with
                {
                    TrustedAuthServers = old.TrustedAuthServers,
                    From = old.From,
                    FromName = old.FromName,
                    Signature = old.Signature,
                    SignatureFile = old.SignatureFile,
                    SaveSent = old.SaveSent,
                    Trust = old.Trust,
                },
            },
            (ConnectionConfig.Jmap old, ConnectionConfig.Jmap now) when old.Server == now.Server => this with
            {
                Config = now with { TrustedAuthServers = old.TrustedAuthServers, Trust = old.Trust },
            },
            (ConnectionConfig.Gmail old, ConnectionConfig.Gmail now) when old.Address == now.Address => this with
            {
                Config = now with { Trust = old.Trust },
            },
            (ConnectionConfig.Maildir old, ConnectionConfig.Maildir now) when old.Path == now.Path => this with
            {
                Config = now with { Trust = old.Trust },
            },
            _ => this,
        };

    private static (SignIn? SignIn, string? Refusal) SignInOf(ConnectRequest request)
    {
        if (request.TokenCommand is { Count: > 0 } command)
        {
            return request.OAuth is null
                ? (new SignIn.TokenCommand([.. command]), null)
                : (null, "Give either a token command or a sign-in, not both.");
        }

        return request.OAuth is not { } provider ? (null, null)
            : !SignIn.Providers.Contains(provider)
                ? (null, $"One signs in at {string.Join(" or ", SignIn.Providers)}: --oauth google")
            : string.IsNullOrWhiteSpace(request.ClientId)
                ? (
                    null,
                    "A client id of your own is needed: --client-id ID. docs/connect-gmail-outlook.md says how to get one."
                )
            : request.Gmail is not null && provider != "google" ? (null, "Gmail is signed in to at google.")
            : (new SignIn.OAuth(provider, request.ClientId.Trim()), null);
    }

    // What is wrong is not repeated: a URL may hold a password.
    private static (MailServer? Server, string? Refusal) Server(string text, int plainPort, int tlsPort, string scheme)
    {
        var refusal =
            $"Write the server as {scheme}s://HOST or {scheme}://HOST, with :PORT where it is not the usual one.";
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || (url.Scheme != scheme && url.Scheme != scheme + "s")
            || url.Host.Length == 0
            || url.UserInfo.Length > 0
            || url.AbsolutePath is not ("" or "/")
            || url.Query.Length > 0
            || url.Fragment.Length > 0
        )
        {
            return (null, refusal);
        }

        var tls = url.Scheme.EndsWith('s');
        var port =
            url.Port > 0 && !IsUnwritten(url, text) ? url.Port
            : tls ? tlsPort
            : plainPort;
        // "submission" is what config.yaml calls SMTP with STARTTLS on 587.
        var kept = url.Scheme == "smtp" ? "submission" : url.Scheme;
        return (new MailServer(kept, url.IdnHost.Trim('[', ']').ToLowerInvariant(), port), null);
    }

    // .NET knows a default for some schemes (smtp: 25) that is not ours.
    private static bool IsUnwritten(Uri url, string text) =>
        url.IsDefaultPort && !text.TrimEnd('/').EndsWith($":{url.Port}", StringComparison.Ordinal);

    private static string Clean(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    [GeneratedRegex("^mail/[a-z][a-z0-9-]{0,39}$")]
    private static partial Regex NamePattern();
}
