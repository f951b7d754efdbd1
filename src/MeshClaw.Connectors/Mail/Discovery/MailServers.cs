namespace MeshClaw.Connectors.Mail.Discovery;

/// <summary>Where an address's servers were found.</summary>
public enum MailServersSource
{
    /// <summary>In our own short table of large providers.</summary>
    KnownProvider,

    /// <summary>In a file that the domain publishes for mail programs.</summary>
    Autoconfig,

    /// <summary>In the domain's DNS (RFC 6186). Not signed: who controls the line to the DNS server could have made it up.</summary>
    Dns,
}

/// <summary>An address's servers, as a proposal: the owner sees them before a password is sent there.</summary>
/// <param name="Imap"><c>imaps://</c> or <c>imap://</c>, the latter with STARTTLS.</param>
/// <param name="Smtp"><c>smtps://</c> or <c>smtp://</c>; null where none was found.</param>
/// <param name="User">What to log in with.</param>
/// <param name="Source">Where it was found.</param>
/// <param name="Hint">What the provider wants instead of the account's password; null where that is not known.</param>
public sealed record MailServers(Uri Imap, Uri? Smtp, string User, MailServersSource Source, string? Hint);
