using System.Globalization;

namespace MeshClaw.Testing;

/// <summary>
/// A mail system on loopback: a Postfix that takes mail from anybody who logs in with <see cref="DovecotServer.Password"/>, and the
/// Dovecot that it delivers to. USER@mail.test is the mailbox of USER. Without root there is no Postfix (<see cref="IsPossible"/>).
/// </summary>
public class PostfixServer : DovecotServer
{
    private readonly string _state = Path.Combine(Path.GetTempPath(), $"meshclaw-postfix-{Guid.NewGuid():N}");
    private readonly bool _tls;
    private readonly int _size;

    /// <summary>One that offers STARTTLS.</summary>
    public PostfixServer()
        : this(tls: true, size: 26_214_400) { }

    /// <summary>One that may speak in the open, and takes messages of at most so many bytes.</summary>
    protected PostfixServer(bool tls, int size)
        : base(null, tls, mailIn: true) => (_tls, _size) = (tls, size);

    /// <summary>Whether it could be started.</summary>
    public static bool IsPossible => Environment.IsPrivilegedProcess && OperatingSystem.IsLinux();

    /// <summary>Submission; with the certificate that Dovecot has.</summary>
    public int SmtpPort { get; private set; }

    /// <inheritdoc />
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        if (!IsPossible)
        {
            return;
        }

        var env = ServerScript.Read(await RunAsync("start"));
        SmtpPort = int.Parse(env["SMTP_PORT"], CultureInfo.InvariantCulture);
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (IsPossible)
        {
            await RunAsync("stop");
            Directory.Delete(_state, recursive: true);
        }

        await base.DisposeAsync();
    }

    private Task<string> RunAsync(string verb) =>
        ServerScript.RunAsync(
            "postfix.sh",
            verb,
            new()
            {
                ["STATE"] = _state,
                ["LMTP_PORT"] = LmtpPort.ToString(CultureInfo.InvariantCulture),
                ["AUTH_PORT"] = AuthPort.ToString(CultureInfo.InvariantCulture),
                ["CERT"] = CertificateFile,
                ["SMTP_TLS"] = _tls ? "yes" : "no",
                ["SMTP_SIZE"] = _size.ToString(CultureInfo.InvariantCulture),
            }
        );
}

/// <summary>A mail system that speaks in the open, so that a test may read along and cut the line; takes small messages alone.</summary>
public sealed class PostfixWithoutTls() : PostfixServer(tls: false, size: 200_000);
