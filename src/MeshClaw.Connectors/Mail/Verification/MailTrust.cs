using System.Security.Cryptography.X509Certificates;

namespace MeshClaw.Connectors.Mail.Verification;

/// <summary>What messages' own signatures are checked against.</summary>
/// <param name="Roots">The authorities whose S/MIME certificates count; empty for those of the system.</param>
/// <param name="PgpKeyring">A public keyring as the owner exported it, armoured or not; empty for none. Every key in it counts as the owner's choice.</param>
internal sealed record MailTrust(X509Certificate2Collection Roots, ReadOnlyMemory<byte> PgpKeyring)
{
    /// <summary>The authorities of the system, and no PGP key.</summary>
    public static MailTrust OfSystem { get; } = new([], ReadOnlyMemory<byte>.Empty);
}
