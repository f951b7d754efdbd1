using System.Collections.Immutable;
using MeshClaw.Connectors.Mail.Parsing;
using MeshClaw.Core.Mail;
using MimeKit;
using MimeKit.Cryptography;
using MailAddress = MeshClaw.Policy.Calls.MailAddress;

namespace MeshClaw.Connectors.Mail.Verification;

/// <summary>
/// Checks DKIM signatures (RFC 6376, RFC 8463) by ourselves, where the whole message is at hand. Stricter than the standard: a signature that
/// leaves the end of the body open (<c>l=</c>), does not sign From, or signs with SHA-1 is none.
/// </summary>
/// <param name="keys">Finds public keys; throws <see cref="DkimKeyException"/> where it cannot ask.</param>
/// <param name="time">For signatures that expire.</param>
internal sealed class DkimCheck(IDkimPublicKeyLocator keys, TimeProvider time)
{
    private const int MaxSignatures = 5;
    private const int MaxSignature = 16 * 1024;
    private const int LeastRsa = 1024;
    private static readonly TimeSpan s_future = TimeSpan.FromHours(1);

    /// <summary>Checks a message.</summary>
    /// <param name="raw">All of its bytes; must be seekable.</param>
    /// <param name="cancellationToken">Stops asking for keys.</param>
    public async Task<DkimResult> CheckAsync(Stream raw, CancellationToken cancellationToken)
    {
        MimeMessage mime;
        try
        {
            var options = new ParserOptions { MaxMimeDepth = MailBody.MaxDepth };
            var cuts = new List<string>();
            mime = await MimeMessage.LoadAsync(
                options,
                RawBounds.Cut(raw, options, cuts),
                persistent: true,
                cancellationToken
            );
            if (cuts.Count > 0)
            {
                mime.Dispose();
                return new DkimResult([Said(DkimState.NotChecked, "", "The message is too entangled to be checked.")]);
            }
        }
        catch (Exception malformed) when (MailParser.IsMalformed(malformed))
        {
            return new DkimResult([]);
        }

        using (mime)
        {
            var found = ImmutableArray.CreateBuilder<DkimSignature>();
            foreach (var header in mime.Headers.Where(h => h.Id == HeaderId.DkimSignature).Take(MaxSignatures))
            {
                found.Add(await CheckAsync(mime, header, cancellationToken));
            }

            return new DkimResult(found.ToImmutable());
        }
    }

    private async Task<DkimSignature> CheckAsync(MimeMessage mime, Header header, CancellationToken cancellationToken)
    {
        if (header.RawValue.Length > MaxSignature || DkimTags.Parse(header.Value) is not { } tags)
        {
            return Said(DkimState.Fail, "", "Its signature is malformed.");
        }

        var domain = MailAddress.NormalizeDomain(tags["d"]) ?? "";
        if (Refusal(tags, domain) is { } refusal)
        {
            return Said(DkimState.Fail, domain, refusal);
        }

        try
        {
            var verifier = new DkimVerifier(keys) { MinimumRsaKeyLength = LeastRsa };
            if (!await verifier.VerifyAsync(mime, header, cancellationToken))
            {
                return Said(DkimState.Fail, domain, "What was signed is not what is here, or the key is not good.");
            }
        }
        catch (DkimKeyException unknown)
        {
            return Said(
                unknown.IsFinal ? DkimState.Fail : DkimState.NotChecked,
                domain,
                unknown.IsFinal ? "Its domain has no such key." : "The DNS did not answer."
            );
        }
        catch (Exception malformed) when (SignedContent.IsMalformed(malformed))
        {
            return Said(DkimState.Fail, domain, "Its signature is malformed.");
        }

        return new DkimSignature(DkimState.Pass, domain, Covered(mime.Headers, tags["h"]), $"Signed by {domain}.");
    }

    private string? Refusal(DkimTags tags, string domain)
    {
        if (domain.Length == 0 || tags["h"] is null)
        {
            return "Its signature is malformed.";
        }

        if (!Names(tags["h"]).Contains("from", StringComparer.Ordinal))
        {
            return "It does not sign the sender.";
        }

        if (tags["l"] is not null)
        {
            return "It signs the beginning of the body only: anything may have been added.";
        }

        // An identity outside the domain that signs (RFC 6376, 3.5).
        if (tags["i"] is { } identity)
        {
            var named = MailAddress.NormalizeDomain(identity[(identity.LastIndexOf('@') + 1)..]);
            if (named != domain && named?.EndsWith("." + domain, StringComparison.Ordinal) != true)
            {
                return "It signs for another domain than its own.";
            }
        }

        var now = time.GetUtcNow();
        return DkimTags.Time(tags["x"]) is { } end && end < now ? "It has expired."
            : DkimTags.Time(tags["t"]) is { } start && start > now + s_future ? "It was signed in the future."
            : null;
    }

    // A name in h= signs one instance, from the last one up: only where it names all of them none was added.
    internal static ImmutableHashSet<string> Covered(HeaderList headers, string? names)
    {
        var signed = Names(names).GroupBy(n => n, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count());
        var present = headers
            .GroupBy(h => h.Field.ToLowerInvariant(), StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Count());
        return [.. signed.Where(s => present.TryGetValue(s.Key, out var count) && count <= s.Value).Select(s => s.Key)];
    }

    private static IEnumerable<string> Names(string? names) =>
        (names ?? "").Split(':').Select(n => n.Trim().ToLowerInvariant()).Where(n => n.Length > 0);

    private static DkimSignature Said(DkimState state, string domain, string reason) => new(state, domain, [], reason);
}
