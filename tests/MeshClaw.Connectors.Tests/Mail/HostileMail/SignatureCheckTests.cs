using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MeshClaw.Connectors.Mail.Parsing;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Connectors.Mail.Verification;
using MeshClaw.Core.Mail;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Security;

namespace MeshClaw.Connectors.Tests.Mail.HostileMail;

public sealed class SignatureCheckTests
{
    private static readonly DateTimeOffset s_when = new(2026, 11, 16, 7, 30, 0, TimeSpan.Zero);
    private static readonly X509Certificate2 s_authority = Authority("A mail authority");
    private static readonly X509Certificate2 s_other = Authority("Another authority");
    private static readonly X509Certificate2 s_ana = Person("Ana", "ana@corp.example");
    private static readonly (byte[] Public, PgpSecretKey Secret) s_pgp = PgpKey("Ana <ana@corp.example>");

    /// <summary>What <see cref="Smime"/> is signed under, as a file has it.</summary>
    internal static string AuthorityPem => s_authority.ExportCertificatePem();

    /// <summary>What <see cref="Pgp"/> is signed with, as a file has it.</summary>
    internal static byte[] PublicPgpKey => s_pgp.Public;

    private static readonly MailTrust s_trust = new([s_authority], s_pgp.Public);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_signature_of_the_sender_is_verified(bool detached)
    {
        var signature = Read(Smime("ana@corp.example", detached)).Signature;

        Assert.Equal(
            (MailProtection.Smime, MailSignatureState.Verified, "ana@corp.example", "Ana"),
            (signature.Kind, signature.State, signature.Address, signature.Name)
        );
    }

    [Fact]
    public void What_an_opaque_signature_wraps_is_read() =>
        Assert.Equal("Pay 100 to Robin.", Read(Smime("ana@corp.example", detached: false)).Text);

    [Theory]
    [InlineData("ana@corp.example", "Pay 100", "Pay 900", MailSignatureState.Broken)]
    [InlineData("eve@evil.example", "x", "x", MailSignatureState.Mismatch)]
    [InlineData(
        "ana@corp.example",
        "From: ana@corp.example",
        "From: ana@corp.example, eve@evil.example",
        MailSignatureState.Mismatch
    )]
    [InlineData(
        "ana@corp.example",
        "From: ana@corp.example",
        "From: eve@evil.example\r\nFrom: ana@corp.example",
        MailSignatureState.Mismatch
    )]
    [InlineData(
        "ana@corp.example",
        "From: ana@corp.example",
        "From: \"ana@corp.example\" <eve@evil.example>",
        MailSignatureState.Mismatch
    )]
    public void Another_sender_or_another_text_is_not_vouched_for(
        string from,
        string was,
        string becomes,
        MailSignatureState state
    )
    {
        foreach (var raw in new[] { Smime(from, detached: true), Pgp(from) })
        {
            Assert.Equal(state, Read(raw.Replace(was, becomes, StringComparison.Ordinal)).Signature.State);
        }
    }

    [Fact]
    public void A_signed_part_beside_other_text_vouches_for_nothing()
    {
        foreach (var raw in new[] { Smime("ana@corp.example", detached: true), Pgp("ana@corp.example") })
        {
            var end = raw.IndexOf("Content-Type: multipart/signed", StringComparison.Ordinal);
            var part = raw[end..];
            var head = raw[..end];
            var wrapped =
                head
                + Hostile
                    .Multipart("mixed", "Content-Type: text/plain\n\nPay 900 to Eve.", part)
                    .Replace("\n", "\r\n")
                    .Replace("\r\r", "\r");

            var message = Read(wrapped);

            Assert.Contains("Eve", message.Text, StringComparison.Ordinal);
            Assert.Equal(MailSignatureState.Mismatch, message.Signature.State);
        }
    }

    [Fact]
    public void A_third_part_in_a_signed_message_is_not_signed()
    {
        var raw = Pgp("ana@corp.example");
        var boundary = raw.Split("boundary=\"")[1].Split('"')[0];
        var added = raw.Replace(
            $"--{boundary}--",
            $"--{boundary}\r\nContent-Type: text/plain\r\n\r\nPay 900 to Eve.\r\n--{boundary}--",
            StringComparison.Ordinal
        );

        Assert.Equal(MailSignatureState.Mismatch, Read(added).Signature.State);
    }

    [Fact]
    public void Without_keys_it_is_said_to_be_unverified()
    {
        var strangers = new MailTrust([s_other], ReadOnlyMemory<byte>.Empty);

        foreach (var raw in new[] { Smime("ana@corp.example", detached: true), Pgp("ana@corp.example") })
        {
            Assert.Equal(MailSignatureState.Unverified, Read(raw, strangers).Signature.State);
            Assert.Equal(MailSignatureState.Unverified, Read(raw, null).Signature.State);
        }

        Assert.Equal(
            MailSignatureState.Unverified,
            Read(
                Pgp("ana@corp.example"),
                s_trust with
                {
                    PgpKeyring = PgpKey("Bo <bo@b.example>").Public,
                }
            ).Signature.State
        );
    }

    [Fact]
    public void An_expired_certificate_counts_for_its_own_time_only()
    {
        var raw = Smime("ana@corp.example", detached: true);

        Assert.Equal(MailSignatureState.Verified, Read(raw, s_trust, when: s_when.AddYears(-1)).Signature.State);
        Assert.Equal(MailSignatureState.Unverified, Read(raw, s_trust, when: s_when.AddYears(30)).Signature.State);
    }

    [Fact]
    public void A_certificate_for_web_sites_signs_no_mail()
    {
        var web = Person("Ana", "ana@corp.example", "1.3.6.1.5.5.7.3.1");

        Assert.Equal(
            MailSignatureState.Unverified,
            Read(Smime("ana@corp.example", detached: true, web)).Signature.State
        );
    }

    [Fact]
    public void A_message_that_was_not_read_whole_is_unverified()
    {
        var raw = Smime("ana@corp.example", detached: true);

        Assert.Contains("whole", Read(raw, s_trust, size: raw.Length + 1).Signature.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Pgp_is_verified_with_the_owners_keyring()
    {
        var signature = Read(Pgp("ana@corp.example")).Signature;

        Assert.Equal(
            (MailProtection.Pgp, MailSignatureState.Verified, "ana@corp.example", "Ana"),
            (signature.Kind, signature.State, signature.Address, signature.Name)
        );
    }

    [Theory]
    [InlineData(
        "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream\n\nx\n--b--\n",
        MailProtection.Pgp
    )]
    [InlineData("Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nx", MailProtection.Smime)]
    [InlineData("Content-Type: application/pkcs7-mime; smime-type=compressed-data\n\nx", MailProtection.Smime)]
    [InlineData("\n-----BEGIN PGP MESSAGE-----\n\nx\n-----END PGP MESSAGE-----\n", MailProtection.Pgp)]
    public void What_is_encrypted_is_said_to_be(string body, MailProtection kind)
    {
        var signature = Hostile.Parse(Hostile.Head + body).Signature;

        Assert.Equal((kind, MailSignatureState.Encrypted), (signature.Kind, signature.State));
    }

    [Theory]
    [InlineData("\n-----BEGIN PGP SIGNED MESSAGE-----\n\nx\n", MailSignatureState.Unverified)]
    [InlineData("Content-Type: application/pkcs7-mime; smime-type=signed-data\n\nAAAA", MailSignatureState.Unverified)]
    [InlineData(
        "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=b\n\n--b\n\nx\n--b\n\n--b--\n",
        MailSignatureState.Unverified
    )]
    [InlineData("\nx", MailSignatureState.None)]
    public void What_cannot_be_checked_is_never_verified(string body, MailSignatureState state) =>
        Assert.Equal(state, Hostile.Parse(Hostile.Head + body).Signature.State);

    private static MailMessage Read(string raw) => Read(raw, s_trust);

    private static MailMessage Read(string raw, MailTrust? trust, DateTimeOffset? when = null, long size = 0)
    {
        using var stream = new MemoryStream(Encoding.Latin1.GetBytes(raw));
        var stored = new StoredMail(new MailLocation("INBOX", "1", "1"), when ?? s_when, size, MailFlags.Seen);
        return new MailParser([], trust).Parse(stream, stored);
    }

    internal static string Smime(string from, bool detached, X509Certificate2? certificate = null)
    {
        using var context = new TemporarySecureMimeContext { CheckCertificateRevocation = false };
        var signer = new CmsSigner(certificate ?? s_ana) { DigestAlgorithm = DigestAlgorithm.Sha256 };
        return Written(
            from,
            body =>
                detached
                    ? MultipartSigned.Create(context, signer, body)
                    : ApplicationPkcs7Mime.Sign(context, signer, body)
        );
    }

    internal static string Pgp(string from) =>
        Written(
            from,
            body =>
            {
                var content = SignedBytes.Of(body);
                var generator = new PgpSignatureGenerator(s_pgp.Secret.PublicKey.Algorithm, HashAlgorithmTag.Sha256);
                generator.InitSign(PgpSignature.BinaryDocument, s_pgp.Secret.ExtractPrivateKey("".ToCharArray()));
                generator.Update(content);
                using var armored = new MemoryStream();
                using (var armor = new ArmoredOutputStream(armored))
                {
                    generator.Generate().Encode(armor);
                }

                var signed = new MultipartSigned { body };
                signed.ContentType.Parameters["protocol"] = "application/pgp-signature";
                signed.Add(
                    new MimePart("application", "pgp-signature")
                    {
                        Content = new MimeContent(new MemoryStream(armored.ToArray())),
                    }
                );
                return signed;
            }
        );

    private static string Written(string from, Func<MimeEntity, MimeEntity> protect)
    {
        var body = new TextPart("plain") { Text = "Pay 100 to Robin.\r\n" };
        var message = new MimeMessage { Subject = "Money", Body = protect(body) };
        message.From.Add(MailboxAddress.Parse(from));
        using var written = new MemoryStream();
        var options = FormatOptions.Default.Clone();
        options.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(options, written);
        return Encoding.Latin1.GetString(written.ToArray());
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(s_when.AddYears(-2), s_when.AddYears(20));
    }

    private static X509Certificate2 Person(string name, string address, string use = "1.3.6.1.5.5.7.3.4")
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddEmailAddress(address);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        using var certificate = request.Create(s_authority, s_when.AddYears(-2), s_when.AddYears(10), [1, 2, 3]);
        return X509CertificateLoader.LoadPkcs12(
            certificate.CopyWithPrivateKey(key).Export(X509ContentType.Pkcs12),
            null,
            X509KeyStorageFlags.Exportable
        );
    }

    private static (byte[] Public, PgpSecretKey Secret) PgpKey(string user)
    {
        var generator = new RsaKeyPairGenerator();
        generator.Init(new Org.BouncyCastle.Crypto.KeyGenerationParameters(new SecureRandom(), 2048));
        var pair = new PgpKeyPair(
            PublicKeyAlgorithmTag.RsaGeneral,
            generator.GenerateKeyPair(),
            s_when.UtcDateTime.AddYears(-1)
        );
        var secret = new PgpSecretKey(
            PgpSignature.DefaultCertification,
            pair,
            user,
            SymmetricKeyAlgorithmTag.Aes256,
            "".ToCharArray(),
            true,
            null,
            null,
            new SecureRandom()
        );
        using var ring = new MemoryStream();
        secret.PublicKey.Encode(ring);
        return (ring.ToArray(), secret);
    }
}
