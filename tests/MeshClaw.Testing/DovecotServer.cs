using System.Globalization;

namespace MeshClaw.Testing;

/// <summary>
/// A Dovecot of its own on loopback, from tests/servers/dovecot.sh: any user name has an empty mailbox. Needs dovecot-imapd and openssl.
/// </summary>
public class DovecotServer : IAsyncLifetime
{
    /// <summary>Everybody's password.</summary>
    public const string Password = "secret";

    /// <summary>What Dovecot says, but for MOVE.</summary>
    public const string WithoutMove =
        "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT SPECIAL-USE LIST-EXTENDED LIST-STATUS CHILDREN NAMESPACE UIDPLUS UNSELECT ESEARCH LITERAL+";

    /// <summary>What Dovecot says, but for MOVE and UIDPLUS.</summary>
    public const string WithoutMoveAndUidPlus =
        "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT SPECIAL-USE LIST-EXTENDED LIST-STATUS CHILDREN NAMESPACE UNSELECT ESEARCH LITERAL+";

    private static int s_users;

    private readonly string _state = Path.Combine(Path.GetTempPath(), $"meshclaw-dovecot-{Guid.NewGuid():N}");

    private readonly string? _capability;
    private readonly bool _tls = true;
    private readonly string _prefix = "";
    private readonly bool _sieve;
    private readonly bool _mailIn;

    /// <summary>One that says what it can do.</summary>
    public DovecotServer() { }

    /// <summary>One that says it can do <paramref name="capability"/>, instead of the truth.</summary>
    protected DovecotServer(
        string? capability,
        bool tls = true,
        string prefix = "",
        bool sieve = false,
        bool mailIn = false
    ) => (_capability, _tls, _prefix, _sieve, _mailIn) = (capability, tls, prefix, sieve, mailIn);

    /// <summary>What signs access tokens (HS256), where they log in.</summary>
    public const string OAuthKey = "0123456789abcdef0123456789abcdef";

    /// <summary>The SASL mechanisms by which access tokens log in, parted by blanks.</summary>
    protected string OAuthMechanisms { get; init; } = "";

    /// <summary>IMAP with STARTTLS.</summary>
    public int ImapPort { get; private set; }

    /// <summary>IMAP with TLS from the first byte.</summary>
    public int ImapsPort { get; private set; }

    /// <summary>ManageSieve with STARTTLS, where it was asked for.</summary>
    public int SievePort { get; private set; }

    /// <summary>Where it takes mail, if it does.</summary>
    public int LmtpPort { get; private set; }

    /// <summary>Where it checks logins for others, if it does.</summary>
    public int AuthPort { get; private set; }

    /// <summary>The certificate that signed itself: PEM.</summary>
    public string CertificateFile { get; private set; } = "";

    /// <summary>Where the Maildirs lie, by user.</summary>
    public string MailFolder { get; private set; } = "";

    /// <summary>A mailbox that nobody has used yet.</summary>
    public ImapMailbox NewMailbox() =>
        new(() => ImapPort, string.Create(CultureInfo.InvariantCulture, $"user{Interlocked.Increment(ref s_users)}"));

    /// <summary>The same mailbox through another connection.</summary>
    public ImapMailbox Another(ImapMailbox mailbox) => new(() => ImapPort, mailbox.User);

    /// <summary>Starts it; again with the same ports and mail after <see cref="KillAsync"/>.</summary>
    public async Task StartAsync()
    {
        var env = ServerScript.Read(await RunAsync("start"));
        ImapPort = int.Parse(env["IMAP_PORT"], CultureInfo.InvariantCulture);
        ImapsPort = int.Parse(env["IMAPS_PORT"], CultureInfo.InvariantCulture);
        SievePort = int.Parse(env["SIEVE_PORT"], CultureInfo.InvariantCulture);
        CertificateFile = env["CERT"];
        MailFolder = env["MAIL"];
        if (_mailIn)
        {
            LmtpPort = int.Parse(env["LMTP_PORT"], CultureInfo.InvariantCulture);
            AuthPort = int.Parse(env["AUTH_PORT"], CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Ends it as a power cut would.</summary>
    public Task KillAsync() => RunAsync("kill");

    /// <inheritdoc />
    public virtual async ValueTask InitializeAsync() => await StartAsync();

    /// <inheritdoc />
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await RunAsync("stop");
        Directory.Delete(_state, recursive: true);
    }

    private Task<string> RunAsync(string verb) =>
        ServerScript.RunAsync(
            "dovecot.sh",
            verb,
            new()
            {
                ["STATE"] = _state,
                ["IMAP_PREFIX"] = _prefix,
                ["IMAP_TLS"] = _tls ? "yes" : "no",
                ["IMAP_CAPABILITY"] = _capability,
                ["MAIL_IN"] = _mailIn ? "yes" : null,
                ["SIEVE"] = _sieve ? "yes" : null,
                ["OAUTH_MECHANISMS"] = OAuthMechanisms,
                ["OAUTH_KEY"] = OAuthKey,
            }
        );
}

/// <summary>A Dovecot whose folders all lie below the inbox, levels parted by dots, as many hosters have it.</summary>
public sealed class DovecotWithPrefix() : DovecotServer(null, prefix: "INBOX.");

/// <summary>A Dovecot with filter scripts.</summary>
public sealed class DovecotWithSieve() : DovecotServer(null, sieve: true);

/// <summary>A Dovecot that hides MOVE.</summary>
public sealed class DovecotWithoutMove() : DovecotServer(WithoutMove);

/// <summary>A Dovecot that hides MOVE and UIDPLUS.</summary>
public sealed class DovecotWithoutUidPlus() : DovecotServer(WithoutMoveAndUidPlus);

/// <summary>A Dovecot that speaks in the open, so that a test may read along and cut the line.</summary>
public sealed class DovecotWithoutTls() : DovecotServer(null, tls: false);

/// <summary>The same, hiding MOVE too.</summary>
public sealed class DovecotWithoutTlsAndMove() : DovecotServer(WithoutMove, tls: false);

/// <summary>A Dovecot that access tokens log in to, by either mechanism.</summary>
public sealed class DovecotWithOAuth : DovecotServer
{
    /// <summary>Not started yet.</summary>
    public DovecotWithOAuth() => OAuthMechanisms = "xoauth2 oauthbearer";
}

/// <summary>A Dovecot that access tokens log in to by XOAUTH2 alone, as Outlook has it.</summary>
public sealed class DovecotWithXOAuth2 : DovecotServer
{
    /// <summary>Not started yet.</summary>
    public DovecotWithXOAuth2() => OAuthMechanisms = "xoauth2";
}

/// <summary>A Dovecot that hides QRESYNC, and so does not say what is gone.</summary>
public sealed class DovecotWithoutQresync() : DovecotServer(WithoutMove + " MOVE CONDSTORE");

/// <summary>A Dovecot that hides CONDSTORE too, and so does not say what changed.</summary>
public sealed class DovecotWithoutCondstore() : DovecotServer(WithoutMove + " MOVE");
