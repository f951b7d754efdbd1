using MeshClaw.Connectors.Mail.Parsing;
using MeshClaw.Core.Mail;
using MimeKit;
using MimeKit.Cryptography;

namespace MeshClaw.Connectors.Mail.Verification;

/// <summary>
/// What a message's own signature says of it. It counts only where all that a reader sees lies inside it, and where its key names the sender:
/// a signed part beside other text, and a good signature by somebody else, vouch for nothing. Asks nobody: neither for revocations nor for
/// missing certificates.
/// </summary>
internal static class SignatureCheck
{
    private const int MaxVisited = 1000;
    private const long MaxSize = 32 * 1024 * 1024;

    public static MailSignature Of(MimeMessage mime, MailMessage message, bool isWhole, MailTrust trust)
    {
        try
        {
            return Find(mime, message, isWhole, trust);
        }
        catch (Exception malformed) when (SignedContent.IsMalformed(malformed))
        {
            return new MailSignature(
                MailProtection.Smime,
                MailSignatureState.Unverified,
                null,
                "",
                "Its signature could not be read."
            );
        }
    }

    private static MailSignature Find(MimeMessage mime, MailMessage message, bool isWhole, MailTrust trust)
    {
        var root = mime.Body;
        if (KindOf(root) is { } outermost)
        {
            return outermost.IsEncrypted ? Encrypted(outermost.Kind)
                : !isWhole ? Unverified(outermost.Kind, "The message was not read whole.")
                : SizeOf(root!) > MaxSize ? Unverified(outermost.Kind, "It is too large to be checked.")
                : root is MultipartSigned { Count: not 2 } ? Partial(outermost.Kind)
                : Judge(Verify(root!, outermost.Kind, message, trust), message);
        }

        var left = MaxVisited;
        if (Inner(root, ref left) is { } inner)
        {
            return inner.IsEncrypted
                ? Encrypted(inner.Kind) with
                {
                    Reason =
                        "A part of it is encrypted and cannot be read here; the rest is neither encrypted nor signed.",
                }
                : Partial(inner.Kind);
        }

        return Inline(root);
    }

    private static SignerFound Verify(MimeEntity root, MailProtection kind, MailMessage message, MailTrust trust) =>
        kind is MailProtection.Pgp
            ? PgpCheck.Of((MultipartSigned)root, trust)
            : SmimeCheck.Of(root, message.Received, trust);

    private static MailSignature Judge(SignerFound found, MailMessage message)
    {
        var said = new MailSignature(
            found.Kind,
            found.State,
            found.Addresses is [var first, ..] ? first : null,
            found.Name,
            found.Reason
        );
        if (found.State is not MailSignatureState.Verified)
        {
            return said;
        }

        // Several From, or a Sender besides: nobody can say whom a reader takes for the sender.
        if (message.From is not [{ Address: { } from }])
        {
            return said with { State = MailSignatureState.Mismatch, Reason = "It has not one plain sender." };
        }

        return found.Addresses.Contains(from, StringComparer.Ordinal)
            ? said with
            {
                Address = from,
            }
            : said with
            {
                State = MailSignatureState.Mismatch,
                Reason = $"It was signed by {said.Address ?? "a key without an address"}, not by {from}.",
            };
    }

    private static (MailProtection Kind, bool IsEncrypted)? KindOf(MimeEntity? entity) =>
        entity switch
        {
            MultipartSigned signed => (
                signed.ContentType.Parameters["protocol"]?.Contains("pgp", StringComparison.OrdinalIgnoreCase) == true
                    ? MailProtection.Pgp
                    : MailProtection.Smime,
                false
            ),
            MultipartEncrypted => (MailProtection.Pgp, true),
            ApplicationPkcs7Mime smime => (MailProtection.Smime, smime.SecureMimeType is not SecureMimeType.SignedData),
            _ => null,
        };

    private static (MailProtection Kind, bool IsEncrypted)? Inner(MimeEntity? entity, ref int left)
    {
        if (KindOf(entity) is { } kind)
        {
            return kind;
        }

        if (entity is Multipart multipart)
        {
            foreach (var part in multipart)
            {
                if (--left < 0)
                {
                    return null;
                }

                if (Inner(part, ref left) is { } found)
                {
                    return found;
                }
            }
        }

        return null;
    }

    // Only what stands between its marks is signed, and a reader cannot tell where they are.
    private static MailSignature Inline(MimeEntity? root)
    {
        var text =
            root as TextPart ?? (root as Multipart)?.Take(20).OfType<TextPart>().FirstOrDefault(p => !p.IsAttachment);
        if (text is null)
        {
            return MailSignature.None;
        }

        var start = new PartReader([]).Start(text, 64 * 1024);
        return start.IndexOf("-----BEGIN PGP MESSAGE-----"u8) >= 0 ? Encrypted(MailProtection.Pgp)
            : start.IndexOf("-----BEGIN PGP SIGNED MESSAGE-----"u8) >= 0
                ? Unverified(
                    MailProtection.Pgp,
                    "Its signature is within the text and covers only what stands between its marks."
                )
            : MailSignature.None;
    }

    private static long SizeOf(MimeEntity entity) =>
        entity switch
        {
            Multipart multipart => multipart.Sum(SizeOf),
            MessagePart { Message.Body: { } body } => SizeOf(body),
            MimePart { Content.Stream: { } stream } => stream.Length,
            _ => 0,
        };

    private static MailSignature Unverified(MailProtection kind, string reason) =>
        new(kind, MailSignatureState.Unverified, null, "", reason);

    private static MailSignature Partial(MailProtection kind) =>
        new(kind, MailSignatureState.Mismatch, null, "", "Only a part of it is signed, the rest is not.");

    private static MailSignature Encrypted(MailProtection kind) =>
        new(kind, MailSignatureState.Encrypted, null, "", "It is encrypted, and no key for it is here.");
}

/// <summary>A signer, before anybody asked whether it is the sender.</summary>
/// <param name="Kind">S/MIME or PGP.</param>
/// <param name="State">What became of the check.</param>
/// <param name="Addresses">What the key names, normalised.</param>
/// <param name="Name">The name in the key.</param>
/// <param name="Reason">A sentence.</param>
internal sealed record SignerFound(
    MailProtection Kind,
    MailSignatureState State,
    IReadOnlyList<string> Addresses,
    string Name,
    string Reason
);
