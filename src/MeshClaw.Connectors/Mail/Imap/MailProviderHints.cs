namespace MeshClaw.Connectors.Mail.Imap;

/// <summary>What large providers want where a password is refused.</summary>
internal static class MailProviderHints
{
    private static readonly (string Domain, string Hint)[] s_hints =
    [
        (
            "gmail.com",
            "Gmail takes an app password (16 letters, needs 2-step verification): myaccount.google.com/apppasswords. Or sign in: --oauth google."
        ),
        (
            "googlemail.com",
            "Gmail takes an app password (16 letters, needs 2-step verification): myaccount.google.com/apppasswords. Or sign in: --oauth google."
        ),
        (
            "google.com",
            "Gmail takes an app password (16 letters, needs 2-step verification): myaccount.google.com/apppasswords. Or sign in: --oauth google."
        ),
        ("yahoo.com", "Yahoo takes an app password: account security page, \"Generate app password\"."),
        ("aol.com", "AOL takes an app password: account security page, \"Generate app password\"."),
        ("me.com", "iCloud takes an app-specific password: account.apple.com, \"App-Specific Passwords\"."),
        ("icloud.com", "iCloud takes an app-specific password: account.apple.com, \"App-Specific Passwords\"."),
        ("fastmail.com", "Fastmail takes an app password: Settings, Privacy & Security, \"App passwords\"."),
        (
            "office365.com",
            "Microsoft takes no passwords over IMAP, only a sign-in: add --oauth microsoft --client-id ID (docs/connect-gmail-outlook.md)."
        ),
        (
            "outlook.com",
            "Microsoft takes no passwords over IMAP, only a sign-in: add --oauth microsoft --client-id ID (docs/connect-gmail-outlook.md)."
        ),
        (
            "hotmail.com",
            "Microsoft takes no passwords over IMAP, only a sign-in: add --oauth microsoft --client-id ID (docs/connect-gmail-outlook.md)."
        ),
        (
            "gmx.net",
            "GMX wants IMAP switched on first: E-Mail settings, \"POP3 & IMAP\"; with two-factor login also an application password."
        ),
        (
            "web.de",
            "WEB.DE wants IMAP switched on first: E-Mail settings, \"POP3 & IMAP\"; with two-factor login also an application password."
        ),
        ("zoho.com", "Zoho wants IMAP switched on first, and with two-factor login an application-specific password."),
        ("yandex.com", "Yandex takes an app password for mail: id.yandex.com, \"App passwords\"."),
        ("mail.ru", "Mail.ru takes a password for external applications: account settings, Security."),
        ("qq.com", "QQ Mail takes an authorization code: Settings, Account, IMAP service."),
        ("163.com", "NetEase takes an authorization code: Settings, POP3/SMTP/IMAP."),
    ];

    /// <summary>What to do for a server of this host, or a general sentence.</summary>
    public static string For(string host) =>
        Find(host)
        ?? "Check user and password; a provider with two-factor login wants an app password instead of the account's own.";

    /// <summary>The hint for a host or domain of a known provider; null for any other.</summary>
    public static string? Find(string host) =>
        s_hints
            .Where(h =>
                host.Equals(h.Domain, StringComparison.OrdinalIgnoreCase)
                || host.EndsWith("." + h.Domain, StringComparison.OrdinalIgnoreCase)
            )
            .Select(h => h.Hint)
            .FirstOrDefault();
}
