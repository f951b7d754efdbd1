using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;
using MailAddress = MeshClaw.Policy.Calls.MailAddress;

namespace MeshClaw.Connectors.Mail.Verification;

/// <summary>A key that is not there, or could not be asked for.</summary>
internal sealed class DkimKeyException : Exception
{
    public DkimKeyException() { }

    public DkimKeyException(string message)
        : base(message) { }

    public DkimKeyException(string message, Exception inner)
        : base(message, inner) { }

    /// <summary>The domain says that there is none: asking again changes nothing.</summary>
    public bool IsFinal { get; init; }
}

/// <summary>Public keys of DKIM in the DNS (RFC 6376, 3.6.2): TXT at <c>selector._domainkey.domain</c>.</summary>
internal sealed class DnsDkimKeys(ITextRecords dns) : DkimPublicKeyLocatorBase
{
    private const int MaxRecord = 8 * 1024;

    /// <inheritdoc />
    public override AsymmetricKeyParameter LocatePublicKey(
        string methods,
        string domain,
        string selector,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException("Keys are asked for asynchronously.");

    /// <inheritdoc />
    public override async Task<AsymmetricKeyParameter> LocatePublicKeyAsync(
        string methods,
        string domain,
        string selector,
        CancellationToken cancellationToken = default
    )
    {
        // Only names of hosts: a selector cannot ask for anything else.
        if (
            MailAddress.NormalizeDomain($"{selector}.x.{domain}") is null
            || MailAddress.NormalizeDomain(domain) is not { } host
        )
        {
            throw new DkimKeyException("No such name.") { IsFinal = true };
        }

        return Key(await dns.FindAsync($"{selector}._domainkey.{host}", cancellationToken));
    }

    // More than one record is no answer (RFC 6376, 3.6.2.2).
    private static AsymmetricKeyParameter Key(IReadOnlyList<string> records)
    {
        if (
            records is not [{ Length: <= MaxRecord } record]
            || DkimTags.Parse(record) is not { } tags
            || tags["v"] is not (null or "DKIM1")
            || string.IsNullOrEmpty(tags["p"]) // Revoked.
            || tags["s"]?.Split(':').Select(s => s.Trim()).Any(s => s is "*" or "email") == false
        )
        {
            throw new DkimKeyException("No such key.") { IsFinal = true };
        }

        try
        {
            return GetPublicKey(record);
        }
        catch (Exception malformed) when (Parsing.SignedContent.IsMalformed(malformed))
        {
            throw new DkimKeyException("No such key.", malformed) { IsFinal = true };
        }
    }
}
