using System.Collections.Immutable;

namespace MeshClaw.Core.Mail;

/// <summary>What became of checking a DKIM signature (RFC 6376).</summary>
public enum DkimState
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>It is right, and covers the whole body.</summary>
    Pass,

    /// <summary>It is wrong, expired, revoked, or leaves part of the body open to changes.</summary>
    Fail,

    /// <summary>It could not be checked: DNS did not answer, or the message is not here whole.</summary>
    NotChecked,
}

/// <summary>A DKIM signature of a message.</summary>
/// <param name="State">What became of checking it.</param>
/// <param name="Domain">The domain that signed (<c>d=</c>), normalised; empty where it names none.</param>
/// <param name="SignedHeaders">
/// Lower-case names of headers every instance of which is signed: a header that stands twice in the message and once in <c>h=</c> is not.
/// </param>
/// <param name="Reason">Why, for people; a sentence.</param>
public sealed record DkimSignature(
    DkimState State,
    string Domain,
    ImmutableHashSet<string> SignedHeaders,
    string Reason
);

/// <summary>What a message's DKIM signatures say.</summary>
/// <param name="Signatures">Those that were looked at, in their order; at most five.</param>
public sealed record DkimResult(ImmutableArray<DkimSignature> Signatures)
{
    /// <summary>The best of the signatures; <see cref="DkimState.None"/> without any.</summary>
    public DkimState State =>
        Signatures.Any(s => s.State == DkimState.Pass) ? DkimState.Pass
        : Signatures.Any(s => s.State == DkimState.NotChecked) ? DkimState.NotChecked
        : Signatures.IsEmpty ? DkimState.None
        : DkimState.Fail;

    /// <summary>
    /// Whether one valid signature covers all of these headers, as RFC 8058 wants of List-Unsubscribe and List-Unsubscribe-Post. Says nothing
    /// of who signed: <see cref="Covers(string, ReadOnlySpan{string})"/> does.
    /// </summary>
    public bool Covers(params ReadOnlySpan<string> headers) => Find(null, headers) is not null;

    /// <summary>The same, signed by a domain or one above it: <c>corp.example</c> signs for <c>mail.corp.example</c>.</summary>
    public bool Covers(string domain, ReadOnlySpan<string> headers)
    {
        ArgumentException.ThrowIfNullOrEmpty(domain);
        return Find(domain, headers) is not null;
    }

    private DkimSignature? Find(string? domain, ReadOnlySpan<string> headers)
    {
        foreach (var signature in Signatures)
        {
            if (signature.State == DkimState.Pass && (domain is null || SignsFor(signature.Domain, domain)))
            {
                var all = !headers.IsEmpty;
                foreach (var header in headers)
                {
                    all &= signature.SignedHeaders.Contains(header.ToLowerInvariant());
                }

                if (all)
                {
                    return signature;
                }
            }
        }

        return null;
    }

    // A signature of "example" alone, a top-level domain, is nobody's.
    private static bool SignsFor(string signer, string domain) =>
        signer.Contains('.', StringComparison.Ordinal)
        && (
            string.Equals(signer, domain, StringComparison.OrdinalIgnoreCase)
            || domain.EndsWith("." + signer, StringComparison.OrdinalIgnoreCase)
        );
}
