using System.Collections.Immutable;
using MeshClaw.Connectors.Mail.Jmap;
using MeshClaw.Connectors.Mail.Verification;
using MeshClaw.Core.Configuration;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mail;

/// <summary>
/// One mail account as the owner configured it. Lies on a server (<see cref="Imap"/> or <see cref="Jmap"/>), at Gmail
/// (<see cref="Gmail"/>) or in a folder of this device (<see cref="MaildirPath"/>): in one of them. Holds no secret.
/// </summary>
public sealed record MailAccount
{
    /// <summary>What it is called: <c>mail/work</c>.</summary>
    public required ConnectionName Connection { get; init; }

    /// <summary>
    /// <c>imaps://host[:993]</c> (TLS from the first byte) or <c>imap://host[:143]</c> (STARTTLS, demanded everywhere but on loopback).
    /// </summary>
    public Uri? Imap { get; init; }

    /// <summary>
    /// <c>https://host</c>, or the full address of the JMAP session where the host alone does not lead there; <c>http</c> on loopback only.
    /// </summary>
    public Uri? Jmap { get; init; }

    /// <summary>What <see cref="Jmap"/> takes.</summary>
    public JmapAuth JmapAuth { get; init; }

    /// <summary>Where mail is sent through, <c>smtps://host[:465]</c> or <c>smtp://host[:587]</c>; null where nothing can be sent.</summary>
    public Uri? Smtp { get; init; }

    /// <summary>Where filter scripts are kept, <c>sieve://host[:4190]</c> (RFC 5804, with STARTTLS); null where there are none.</summary>
    public Uri? Sieve { get; init; }

    /// <summary>The name to log in with; usually the address.</summary>
    public string User { get; init; } = "";

    /// <summary>The root of a Maildir++ tree, which is its inbox.</summary>
    public string? MaildirPath { get; init; }

    /// <summary>The address of a Gmail account that is reached through Gmail's own interface.</summary>
    public string? Gmail { get; init; }

    /// <summary>Where <c>mail.delete</c> puts messages; made on demand.</summary>
    public string HoldingFolder { get; init; } = "MeshClaw Holding";

    /// <summary>Where <c>mail.snooze</c> puts messages until they come back; made on demand.</summary>
    public string SnoozeFolder { get; init; } = "Snoozed";

    /// <summary>
    /// The authserv-ids (RFC 8601) whose Authentication-Results are believed, if theirs is the topmost. Where empty, the topmost one is
    /// believed only if no Received header stands above it: anything below may have come with the message.
    /// </summary>
    public ImmutableArray<string> TrustedAuthServers { get; init; } = [];

    /// <summary>What the messages' own signatures are checked against.</summary>
    public MailTrust Trust { get; init; } = MailTrust.OfSystem;

    /// <summary>PEM file with the authorities to trust for this server instead of the system's; for private servers.</summary>
    public string? CaFile { get; init; }

    /// <summary>SHA-256 of the server's own certificate in hex; where set, that certificate and no other is accepted.</summary>
    public string? CertificateSha256 { get; init; }

    /// <summary>The address that mail is sent from; null for <see cref="User"/>, where that is one.</summary>
    public string? From { get; init; }

    /// <summary>The name beside it; empty for none.</summary>
    public string FromName { get; init; } = "";

    /// <summary>Lines under each message; empty for none.</summary>
    public string Signature { get; init; } = "";

    /// <summary>Whether a copy of what was sent is put into the folder of sent mail.</summary>
    public SaveSent SaveSent { get; init; }

    /// <summary>What is wrong with it, one sentence each; empty for a usable account.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (Connection.Connector != "mail")
        {
            faults.Add($"Connection '{Connection}' must be named mail/NAME.");
        }

        if (new object?[] { Imap, Jmap, Gmail, MaildirPath }.Count(place => place is not null) != 1)
        {
            faults.Add("Exactly one of imap, jmap, gmail and maildir must be given.");
        }

        if (Gmail is { } address && MailAddress.Normalize(address) is null)
        {
            faults.Add("gmail must be an address, such as ana@example.com.");
        }

        if (Imap is { Scheme: not ("imap" or "imaps") } or { IsAbsoluteUri: false } or { Host: "" })
        {
            faults.Add("imap must be imaps://HOST[:PORT] or imap://HOST[:PORT].");
        }

        if (Jmap is { } jmap && !IsJmap(jmap))
        {
            faults.Add("jmap must be https://HOST[:PORT][/PATH]; http:// on this machine only.");
        }

        if (Smtp is { Scheme: not ("smtp" or "smtps") } or { IsAbsoluteUri: false } or { Host: "" })
        {
            faults.Add("smtp must be smtps://HOST[:PORT] or smtp://HOST[:PORT].");
        }

        if (Sieve is { Scheme: not "sieve" } or { IsAbsoluteUri: false } or { Host: "" })
        {
            faults.Add("sieve must be sieve://HOST[:PORT].");
        }

        if (
            Imap is { UserInfo.Length: > 0 }
            || Sieve is { IsAbsoluteUri: true, UserInfo.Length: > 0 }
            || Jmap is { IsAbsoluteUri: true, UserInfo.Length: > 0 }
            || Smtp is { UserInfo.Length: > 0 }
        )
        {
            faults.Add("An address of a server must hold no user and no password.");
        }

        if ((Imap is not null || Jmap is not null) && User.Length == 0)
        {
            faults.Add("user must be given for imap and jmap.");
        }

        if (MaildirPath is { } path && !Path.IsPathFullyQualified(path))
        {
            faults.Add("maildir must be an absolute path.");
        }

        if (
            string.IsNullOrWhiteSpace(HoldingFolder)
            || HoldingFolder.Equals("INBOX", StringComparison.OrdinalIgnoreCase)
        )
        {
            faults.Add("holdingFolder must name a folder other than INBOX.");
        }

        if (From is not null && MailAddress.Normalize(From) != From)
        {
            faults.Add("from must be a plain address in lower case.");
        }

        if (
            CertificateSha256 is { } pin
            && (Fingerprint(pin).Length != 64 || !Fingerprint(pin).All(char.IsAsciiHexDigit))
        )
        {
            faults.Add("certificateSha256 must be 64 hexadecimal digits.");
        }

        return faults;
    }

    /// <summary>Whether it is an address that a password may be sent to.</summary>
    internal static bool IsJmap(Uri address) =>
        address is { IsAbsoluteUri: true, Host.Length: > 0, Query.Length: 0, Fragment.Length: 0 }
        && (address.Scheme == "https" || (address.Scheme == "http" && JmapHost.IsLoopbackHost(address)));

    internal static string Fingerprint(string hex) => hex.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();
}

/// <summary>What a JMAP server takes as proof of who asks.</summary>
public enum JmapAuth
{
    /// <summary>User and password (RFC 7617).</summary>
    Password,

    /// <summary>A token that the provider gave out (RFC 6750).</summary>
    Token,
}
