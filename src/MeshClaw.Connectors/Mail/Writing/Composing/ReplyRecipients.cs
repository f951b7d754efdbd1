using System.Collections.Immutable;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mail.Writing.Composing;

/// <summary>Addresses to whom an answer goes, normalised.</summary>
internal sealed record Recipients(ImmutableArray<string> To, ImmutableArray<string> Cc);

/// <summary>
/// To whom an answer goes (RFC 5322 3.6.3): where the sender wants answers, else the sender. On a list that asks for answers to itself,
/// the sender all the same: what is meant for one must not reach all because a list changed a header. Never the owner, nobody twice.
/// </summary>
internal static class ReplyRecipients
{
    /// <summary>The recipients of an answer to a message.</summary>
    /// <exception cref="ToolException">There is nobody to answer.</exception>
    public static Recipients Of(MailMessage original, MailMode mode, OwnAddresses own)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var to = new List<string>();
        var cc = new List<string>();
        if (mode == MailMode.ReplyList)
        {
            to.Add(
                ListPost(original)
                    ?? throw new ToolException(
                        "This message came over no list that takes answers: use reply or reply-all."
                    )
            );
            return new Recipients([.. to], []);
        }

        Add(to, Author(original, own));
        if (mode == MailMode.ReplyAll)
        {
            Add(to, original.To);
            Add(cc, original.Cc);
            if (to.Count == 0)
            {
                (to, cc) = (cc, to);
            }
        }

        return to.Count > 0
            ? new Recipients([.. to], [.. cc])
            : throw new ToolException("Nobody can be answered: the message names no sender but yourself. Give 'to'.");

        void Add(List<string> list, IEnumerable<MailParty> parties) =>
            list.AddRange(parties.Select(p => p.Address).OfType<string>().Where(a => !own.Contains(a) && seen.Add(a)));
    }

    /// <summary>The list's own address (RFC 2369 List-Post); null where there is none.</summary>
    public static string? ListPost(MailMessage original)
    {
        foreach (var value in original.Headers.GetValueOrDefault("list-post", []))
        {
            var start = value.IndexOf("<mailto:", StringComparison.OrdinalIgnoreCase);
            var end = start < 0 ? -1 : value.IndexOfAny(['>', '?'], start);
            if (end > 0 && MailAddress.Normalize(value[(start + 8)..end]) is { } address)
            {
                return address;
            }
        }

        return null;
    }

    private static ImmutableArray<MailParty> Author(MailMessage original, OwnAddresses own)
    {
        if (original.From.Any(p => p.Address is { } from && own.Contains(from)))
        {
            return original.To; // To go on with what one wrote oneself.
        }

        var list = ListPost(original);
        var munged = list is not null && original.ReplyTo.All(p => p.Address == list);
        return original.ReplyTo.IsEmpty || munged ? original.From : original.ReplyTo;
    }
}

/// <summary>The owner's addresses, also with a tag: <c>robin+shop@vega.example</c> is <c>robin@vega.example</c>.</summary>
internal sealed class OwnAddresses(IEnumerable<string> addresses)
{
    private readonly ImmutableHashSet<string> _all = [.. addresses.Select(MailAddress.Normalize).OfType<string>()];

    /// <summary>Whether an address is the owner's.</summary>
    public bool Contains(string address) => _all.Contains(address) || _all.Contains(Untagged(address));

    private static string Untagged(string address)
    {
        var at = address.LastIndexOf('@');
        var plus = address.IndexOf('+', StringComparison.Ordinal);
        return plus > 0 && plus < at ? string.Concat(address.AsSpan(0, plus), address.AsSpan(at)) : address;
    }
}
