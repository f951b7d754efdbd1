using MeshClaw.Connectors.Mail.Parsing;
using MeshClaw.Connectors.Text;
using MeshClaw.Core.Mail;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;
using MailAddress = MeshClaw.Policy.Calls.MailAddress;

namespace MeshClaw.Connectors.Mail.Verification;

/// <summary>Checks a PGP/MIME signature (RFC 3156) against the owner's own keyring. No key server, no web of trust.</summary>
internal static class PgpCheck
{
    private const int MaxBlob = 64 * 1024;
    private const int MaxSignatures = 4;

    public static SignerFound Of(MultipartSigned root, MailTrust trust)
    {
        if (trust.PgpKeyring.IsEmpty)
        {
            return Found(MailSignatureState.Unverified, [], "", "No PGP keyring is configured.");
        }

        if (root[1] is not MimePart blob)
        {
            return Found(MailSignatureState.Unverified, [], "", "Its signature could not be read.");
        }

        var keys = new PgpPublicKeyRingBundle(
            PgpUtilities.GetDecoderStream(new MemoryStream(trust.PgpKeyring.ToArray()))
        );
        var content = SignedBytes.Of(root[0]);
        SignerFound? best = null;
        foreach (var signature in Signatures(new PartReader([]).Start(blob, MaxBlob).ToArray()))
        {
            var found = keys.GetPublicKey(signature.KeyId) is { } key
                ? Check(signature, key, keys.GetPublicKeyRing(signature.KeyId).GetPublicKey(), content)
                : Found(MailSignatureState.Unverified, [], "", "Its key is not in your keyring.");
            if (found.State is MailSignatureState.Broken)
            {
                return found;
            }

            best = best?.State is MailSignatureState.Verified ? best : found;
        }

        return best ?? Found(MailSignatureState.Unverified, [], "", "Its signature could not be read.");
    }

    private static IEnumerable<PgpSignature> Signatures(byte[] blob)
    {
        using var decoder = PgpUtilities.GetDecoderStream(new MemoryStream(blob));
        // Compressed signatures are allowed by the format and sent by nobody: not unpacked.
        return new PgpObjectFactory(decoder).NextPgpObject() is PgpSignatureList list
            ? [.. Enumerable.Range(0, Math.Min(MaxSignatures, list.Count)).Select(i => list[i])]
            : [];
    }

    private static SignerFound Check(PgpSignature signature, PgpPublicKey key, PgpPublicKey master, byte[] content)
    {
        var users = master.GetUserIds().Take(20).ToList();
        var addresses = users.Select(AddressOf).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var name = TextCleaner.Line(users.FirstOrDefault()?.Split('<')[0] ?? "", 200);
        SignerFound Say(MailSignatureState state, string reason) => Found(state, addresses, name, reason);
        if (signature.SignatureType is not (PgpSignature.BinaryDocument or PgpSignature.CanonicalTextDocument))
        {
            return Say(MailSignatureState.Unverified, "Its signature is not of a document.");
        }

        if (signature.HashAlgorithm is HashAlgorithmTag.MD5 or HashAlgorithmTag.Sha1 or HashAlgorithmTag.MD2)
        {
            return Say(MailSignatureState.Unverified, "Its signature uses a hash that can be forged.");
        }

        signature.InitVerify(key);
        signature.Update(content);
        if (!signature.Verify())
        {
            return Say(MailSignatureState.Broken, "What was signed is not what is here.");
        }

        if (key.HasRevocation() || master.HasRevocation())
        {
            return Say(MailSignatureState.Unverified, "Its key was revoked.");
        }

        var seconds = key.GetValidSeconds();
        return seconds > 0 && signature.CreationTime > key.CreationTime.AddSeconds(seconds)
            ? Say(MailSignatureState.Unverified, "Its key had expired.")
            : Say(MailSignatureState.Verified, "The key is in your keyring.");
    }

    private static string? AddressOf(string user)
    {
        var open = user.LastIndexOf('<');
        var close = user.LastIndexOf('>');
        return MailAddress.Normalize(open >= 0 && close > open ? user[(open + 1)..close] : user);
    }

    private static SignerFound Found(
        MailSignatureState state,
        IReadOnlyList<string> addresses,
        string name,
        string reason
    ) => new(MailProtection.Pgp, state, addresses, name, reason);
}
