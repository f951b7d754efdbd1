using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MeshClaw.Connectors.Mail.Parsing;
using MeshClaw.Connectors.Text;
using MeshClaw.Core.Mail;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Cms;
using MailAddress = MeshClaw.Policy.Calls.MailAddress;

namespace MeshClaw.Connectors.Mail.Verification;

/// <summary>Checks an S/MIME signature (RFC 8551) and the chain of its certificate, without a network.</summary>
internal static class SmimeCheck
{
    private const int MaxBlob = 512 * 1024;
    private const int MaxSigners = 4;
    private const int MaxCertificates = 20;
    private const string ForMail = "1.3.6.1.5.5.7.3.4"; // id-kp-emailProtection.

    public static SignerFound Of(MimeEntity root, DateTimeOffset when, MailTrust trust)
    {
        var (signed, isRight) = Read(root);
        if (signed is null)
        {
            return Found(MailSignatureState.Unverified, [], "", "Its signature could not be read.");
        }

        var certificates = signed.GetCertificates().EnumerateMatches(null).Take(MaxCertificates).ToList();
        SignerFound? best = null;
        foreach (var signer in signed.GetSignerInfos().GetSigners().Take(MaxSigners))
        {
            var own = certificates.FirstOrDefault(c => signer.SignerID.Match(c));
            var found =
                own is null ? Found(MailSignatureState.Unverified, [], "", "It does not hold its signer's certificate.")
                : !isRight(signer, own)
                    ? Found(MailSignatureState.Broken, AddressesOf(own), "", "What was signed is not what is here.")
                : Chain(own, certificates, when, trust);
            if (found.State is MailSignatureState.Broken)
            {
                return found; // One wrong signature is enough.
            }

            best = best?.State is MailSignatureState.Verified ? best : found;
        }

        return best ?? Found(MailSignatureState.Unverified, [], "", "Nobody signed it.");
    }

    private static (CmsSignedData?, Func<SignerInformation, Org.BouncyCastle.X509.X509Certificate, bool>) Read(
        MimeEntity root
    )
    {
        static bool Right(SignerInformation signer, Org.BouncyCastle.X509.X509Certificate own)
        {
            try
            {
                return signer.Verify(own.GetPublicKey());
            }
            catch (Exception malformed) when (SignedContent.IsMalformed(malformed))
            {
                return false;
            }
        }

        if (root is ApplicationPkcs7Mime { Content: { } opaque })
        {
            return (new CmsSignedData(Bytes(opaque)), Right);
        }

        if (root is MultipartSigned { Count: 2 } signed && signed[1] is MimePart { Content: { } blob })
        {
            var content = SignedBytes.Of(signed[0]);
            return (new CmsSignedData(new CmsProcessableByteArray(content), Bytes(blob)), Right);
        }

        return (null, Right);
    }

    private static byte[] Bytes(IMimeContent content)
    {
        using var decoded = new MemoryStream();
        if (content.Stream?.Length <= MaxBlob * 64L)
        {
            content.DecodeTo(decoded);
        }

        return decoded.ToArray();
    }

    private static SignerFound Chain(
        Org.BouncyCastle.X509.X509Certificate own,
        List<Org.BouncyCastle.X509.X509Certificate> others,
        DateTimeOffset when,
        MailTrust trust
    )
    {
        var addresses = AddressesOf(own);
        using var certificate = X509CertificateLoader.LoadCertificate(own.GetEncoded());
        var name = TextCleaner.Line(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), 200);
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        // Of the time when the owner's server took it: certificates end, twenty years of mail stay.
        chain.ChainPolicy.VerificationTime = when.LocalDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ForMail));
        if (trust.Roots.Count > 0)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(trust.Roots);
        }

        foreach (var other in others)
        {
            chain.ChainPolicy.ExtraStore.Add(X509CertificateLoader.LoadCertificate(other.GetEncoded()));
        }

        try
        {
            if (chain.Build(certificate))
            {
                return Found(
                    MailSignatureState.Verified,
                    addresses,
                    name,
                    "The certificate is valid; whether it was revoked is not known."
                );
            }

            var why = chain.ChainStatus.Select(s => s.Status.ToString()).Distinct().Take(3);
            return Found(
                MailSignatureState.Unverified,
                addresses,
                name,
                $"Nothing vouches for its certificate ({string.Join(", ", why)})."
            );
        }
        finally
        {
            foreach (var made in chain.ChainPolicy.ExtraStore)
            {
                made.Dispose();
            }
        }
    }

    // The alternative names alone where there are any (RFC 8550, 3), else the e-mail of the subject.
    private static List<string> AddressesOf(Org.BouncyCastle.X509.X509Certificate certificate)
    {
        var names = certificate.GetSubjectAlternativeNameExtension()?.GetNames() ?? [];
        var mails = names
            .Where(n => n.TagNo == GeneralName.Rfc822Name)
            .Select(n => n.Name.ToString() ?? "")
            .Take(20)
            .ToList();
        if (mails.Count == 0)
        {
            mails = [.. certificate.SubjectDN.GetValueList(X509Name.EmailAddress).Take(20)];
        }

        return [.. mails.Select(MailAddress.Normalize).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    private static SignerFound Found(
        MailSignatureState state,
        IReadOnlyList<string> addresses,
        string name,
        string reason
    ) => new(MailProtection.Smime, state, addresses, name, reason);
}
