using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MeshClaw.Connectors.Mail.Parsing;
using MeshClaw.Core.Connectors;
using Org.BouncyCastle.Bcpg.OpenPgp;

namespace MeshClaw.Connectors.Mail.Verification;

/// <summary>What messages' own signatures are checked against.</summary>
/// <param name="Roots">The authorities whose S/MIME certificates count; empty for those of the system.</param>
/// <param name="PgpKeyring">A public keyring as the owner exported it, armoured or not; empty for none. Every key in it counts as the owner's choice.</param>
public sealed record MailTrust(X509Certificate2Collection Roots, ReadOnlyMemory<byte> PgpKeyring)
{
    private const int MaxFile = 4 * 1024 * 1024;

    /// <summary>The authorities of the system, and no PGP key.</summary>
    public static MailTrust OfSystem { get; } = new([], ReadOnlyMemory<byte>.Empty);

    /// <summary>Reads the owner's files; null for what there is none for.</summary>
    /// <exception cref="ConnectorException">One cannot be read, or holds nothing of the kind: a check against nothing would look like a check.</exception>
    public static MailTrust Read(string? certificatesFile, string? pgpKeysFile) =>
        (certificatesFile, pgpKeysFile) is (null, null)
            ? OfSystem
            : new MailTrust(
                certificatesFile is null ? [] : Certificates(certificatesFile),
                pgpKeysFile is null ? ReadOnlyMemory<byte>.Empty : Keyring(pgpKeysFile)
            );

    private static X509Certificate2Collection Certificates(string file)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(System.Text.Encoding.Latin1.GetString(Bytes(file, "certificates")));
        }
        catch (CryptographicException broken)
        {
            throw NotSuch(file, broken);
        }

        return found.Count > 0 ? found : throw NotSuch(file, null);

        static ConnectorException NotSuch(string file, Exception? broken) =>
            new(
                $"{file} holds no certificates in PEM (-----BEGIN CERTIFICATE-----). Put those of the authorities into it that sign your "
                    + "correspondents' certificates, or take 'certificates' under 'trust' out of config.yaml.",
                broken ?? new InvalidDataException("Nothing in it is a certificate.")
            );
    }

    private static byte[] Keyring(string file)
    {
        var bytes = Bytes(file, "pgp-keys");
        Exception why = new InvalidDataException("Nothing in it is a key.");
        try
        {
            using var decoder = PgpUtilities.GetDecoderStream(new MemoryStream(bytes));
            if (new PgpPublicKeyRingBundle(decoder).Count > 0)
            {
                return bytes;
            }
        }
        catch (Exception malformed) when (SignedContent.IsMalformed(malformed))
        {
            why = malformed;
        }

        throw new ConnectorException(
            $"{file} holds no public PGP keys. Write it with: gpg --armor --export ADDRESS > {file}, or take 'pgp-keys' under 'trust' out of "
                + "config.yaml.",
            why
        );
    }

    private static byte[] Bytes(string file, string key)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length > MaxFile)
            {
                throw new ConnectorException(
                    $"{file} ('{key}' under 'trust') is larger than {MaxFile / 1024 / 1024} MB: name a file with what you need alone."
                );
            }

            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ConnectorException(
                $"{file} cannot be read ({(failure is UnauthorizedAccessException ? "it is not allowed" : "it is not there, or no plain file")}). "
                    + $"Put it there, or change '{key}' under 'trust' in config.yaml.",
                failure
            );
        }
    }
}
