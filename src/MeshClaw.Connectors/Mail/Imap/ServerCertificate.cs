using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MeshClaw.Connectors.Mail.Imap;

/// <summary>
/// Decides on a server's certificate. By default as the system does. With a pinned fingerprint, that certificate alone. With a file of
/// authorities, what they signed for this host; the system's authorities then count no more. On loopback, where the protocol may be
/// spoken without any TLS, a certificate that nobody vouches for is no worse than none.
/// </summary>
internal sealed class ServerCertificate(string? caFile, string? sha256, bool isLoopback)
{
    /// <summary>Not where the system's judgement is replaced: revocation lists of private authorities are rarely in reach.</summary>
    public bool ChecksRevocation => caFile is null && sha256 is null && !isLoopback;

    public bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return false;
        }

        if (sha256 is not null)
        {
            var hash = SHA256.HashData(certificate.GetRawCertData());
            return CryptographicOperations.FixedTimeEquals(
                hash,
                Convert.FromHexString(MailAccount.Fingerprint(sha256))
            );
        }

        if (caFile is null)
        {
            return errors == SslPolicyErrors.None || isLoopback;
        }

        return (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None
            && IsSignedByOwn(caFile, certificate, chain);
    }

    private static bool IsSignedByOwn(string caFile, X509Certificate certificate, X509Chain? given)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(caFile);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in given?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        using var leaf = new X509Certificate2(certificate);
        return chain.Build(leaf);
    }
}
