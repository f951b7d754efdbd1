using MeshClaw.Connectors.Mail.Parsing;
using MeshClaw.Connectors.Mail.Verification;
using MeshClaw.Core.Mail;
using MimeKit;
using MailAddress = MeshClaw.Policy.Calls.MailAddress;

namespace MeshClaw.Connectors.Mail.Lists;

/// <summary>
/// Whether what a message says about leaving its list is signed, as RFC 8058 demands: else anybody could have the owner's device send a
/// request anywhere by sending a mail. A signature says who stands for the address, not that it is a good one.
/// </summary>
internal sealed class ListSignature(ListContext context)
{
    private static readonly string[] s_headers = ["list-unsubscribe", "list-unsubscribe-post"];

    /// <summary>Null where both headers are signed; else why not, a sentence.</summary>
    public async Task<string?> FaultAsync(byte[] raw, HeaderList headers, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(raw, writable: false);
        var check = new DkimCheck(context.Writing.Reach.Keys(), context.Writing.Time);
        var found = await check.CheckAsync(stream, cancellationToken);
        if (found.Covers(s_headers))
        {
            return null;
        }

        return found.State switch
        {
            DkimState.None => "The message is not signed.",
            DkimState.Pass =>
                "The message's signature leaves out its address for leaving: anybody may have put that in.",
            DkimState.Fail => $"The message's signature is not good: {Reason(found, DkimState.Fail)}",
            DkimState.NotChecked => IsVouchedFor(headers)
                ? null
                : $"The message's signature could not be checked: {Reason(found, DkimState.NotChecked)}",
        };
    }

    private static string Reason(DkimResult found, DkimState state) =>
        found.Signatures.First(s => s.State == state).Reason;

    /// <summary>
    /// Whether the owner's own server checked it when it came. It names the domain alone, so that domain must have signed once: else one
    /// good signature would stand for another that nobody checked.
    /// </summary>
    private bool IsVouchedFor(HeaderList headers)
    {
        var signers = AuthenticationCheck.SignersOf(headers, context.Account.TrustedAuthServers);
        var signatures = headers
            .Where(h => h.Id == HeaderId.DkimSignature)
            .Select(h => DkimTags.Parse(h.Value))
            .ToList();
        return signatures.TrueForAll(t => t is not null)
            && signatures
                .OfType<DkimTags>()
                .GroupBy(t => MailAddress.NormalizeDomain(t["d"]) ?? "", StringComparer.Ordinal)
                .Any(g =>
                    signers.Contains(g.Key)
                    && g.ToList() is [var only]
                    && only["l"] is null
                    && s_headers.All(DkimCheck.Covered(headers, only["h"]).Contains)
                );
    }
}
