using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Cms;

namespace MeshClaw.Connectors.Mail.Parsing;

/// <summary>What an opaque S/MIME signature wraps: readable without any key, whether or not the signature is right.</summary>
internal static class SignedContent
{
    private const int MaxSize = 8 * 1024 * 1024;

    /// <summary>The wrapped part; null where it is encrypted, compressed (never unpacked), too large, or none.</summary>
    public static MimeEntity? Open(ApplicationPkcs7Mime part, List<string> defects)
    {
        if (part.SecureMimeType is not SecureMimeType.SignedData || part.Content is not { Stream: { } stream } whole)
        {
            return null;
        }

        if (stream.Length > MaxSize)
        {
            defects.Add("Its S/MIME part is too large to look into.");
            return null;
        }

        try
        {
            using var decoded = new MemoryStream();
            whole.DecodeTo(decoded);
            var signed = new CmsSignedData(decoded.ToArray());
            using var content = new MemoryStream();
            signed.SignedContent?.Write(content);
            content.Position = 0;
            return content.Length == 0 ? null : MimeEntity.Load(content);
        }
        catch (Exception malformed) when (IsMalformed(malformed))
        {
            defects.Add("Its S/MIME part could not be read.");
            return null;
        }
    }

    /// <summary>What the cryptography library throws for what strangers made.</summary>
    public static bool IsMalformed(Exception failure) =>
        MailParser.IsMalformed(failure)
        || failure
            is CmsException
                or IOException
                or Org.BouncyCastle.Security.GeneralSecurityException
                or Org.BouncyCastle.Crypto.CryptoException
                or InvalidCastException
                or OverflowException
                or NullReferenceException // It leaves optional fields unchecked.
                or ArithmeticException;
}
