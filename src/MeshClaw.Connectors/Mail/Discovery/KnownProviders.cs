namespace MeshClaw.Connectors.Mail.Discovery;

/// <summary>The servers of large providers, so that nothing is asked over the network for most people.</summary>
internal static class KnownProviders
{
    private static readonly (string[] Domains, string Imap, string Smtp)[] s_providers =
    [
        (["gmail.com", "googlemail.com"], "imaps://imap.gmail.com:993", "smtps://smtp.gmail.com:465"),
        (
            ["outlook.com", "hotmail.com", "live.com", "msn.com"],
            "imaps://outlook.office365.com:993",
            "smtp://smtp.office365.com:587"
        ),
        (["yahoo.com", "ymail.com"], "imaps://imap.mail.yahoo.com:993", "smtps://smtp.mail.yahoo.com:465"),
        (["aol.com"], "imaps://imap.aol.com:993", "smtps://smtp.aol.com:465"),
        (["icloud.com", "me.com", "mac.com"], "imaps://imap.mail.me.com:993", "smtp://smtp.mail.me.com:587"),
        (["fastmail.com", "fastmail.fm"], "imaps://imap.fastmail.com:993", "smtps://smtp.fastmail.com:465"),
        (["gmx.net", "gmx.de", "gmx.at", "gmx.ch"], "imaps://imap.gmx.net:993", "smtps://mail.gmx.net:465"),
        (["gmx.com"], "imaps://imap.gmx.com:993", "smtps://mail.gmx.com:465"),
        (["web.de"], "imaps://imap.web.de:993", "smtp://smtp.web.de:587"),
        (["t-online.de"], "imaps://secureimap.t-online.de:993", "smtps://securesmtp.t-online.de:465"),
        (["zoho.com"], "imaps://imap.zoho.com:993", "smtps://smtp.zoho.com:465"),
        (["mailbox.org"], "imaps://imap.mailbox.org:993", "smtps://smtp.mailbox.org:465"),
        (["posteo.de", "posteo.net"], "imaps://posteo.de:993", "smtps://posteo.de:465"),
    ];

    public static (Uri Imap, Uri Smtp)? Find(string domain) =>
        s_providers
            .Where(p => p.Domains.Contains(domain, StringComparer.OrdinalIgnoreCase))
            .Select(p => ((Uri, Uri)?)(new Uri(p.Imap), new Uri(p.Smtp)))
            .FirstOrDefault();
}
