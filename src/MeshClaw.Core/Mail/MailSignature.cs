namespace MeshClaw.Core.Mail;

/// <summary>How a message is protected from end to end.</summary>
public enum MailProtection
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>S/MIME (RFC 8551).</summary>
    Smime,

    /// <summary>OpenPGP (RFC 3156, or inline).</summary>
    Pgp,
}

/// <summary>What is known of a message's own signature or encryption.</summary>
public enum MailSignatureState
{
    /// <summary>It has none.</summary>
    None,

    /// <summary>It has a signature that nothing here could check; worth no more than none.</summary>
    Unverified,

    /// <summary>The signature is right, its key is trusted, and it is the sender's: all that a reader sees was signed by From.</summary>
    Verified,

    /// <summary>The signature is right, but does not vouch for this message: another's than From's, of part of it only, or by a key that nobody vouches for.</summary>
    Mismatch,

    /// <summary>The signature is wrong: what was signed is not what is here.</summary>
    Broken,

    /// <summary>It is encrypted, and not read here.</summary>
    Encrypted,
}

/// <summary>A message's own signature or encryption.</summary>
/// <param name="Kind">Which.</param>
/// <param name="State">What became of checking it.</param>
/// <param name="Address">The address that the key names; null where none was read.</param>
/// <param name="Name">The name that the key gives; third-party text unless <paramref name="State"/> is verified.</param>
/// <param name="Reason">Why the state is what it is, for people; a sentence.</param>
public sealed record MailSignature(
    MailProtection Kind,
    MailSignatureState State,
    string? Address,
    string Name,
    string Reason
)
{
    /// <summary>A message without any.</summary>
    public static MailSignature None { get; } =
        new(MailProtection.None, MailSignatureState.None, null, "", "It is not signed.");
}
