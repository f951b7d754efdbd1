using System.Collections.Immutable;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Core.Mail.Threads;
using MeshClaw.Core.Models;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mail.Threads;

/// <summary>
/// What muting a message's conversation comes to. Who takes part is read off the message itself: a later stranger is none of them.
/// What it refers to, its sender chose, and could name another conversation, so that muting a nuisance would hide that one. So a
/// reference counts only where the local index knows messages of that id, and its sender took part in each of them; the people that it
/// is addressed to say nothing, since its sender chose those too.
/// </summary>
internal sealed class MutedPeople(MailAccount account, Func<Owner> owner, IMailIndex? index)
{
    private const int MostIds = 100;
    private const int MostPeople = 200;

    /// <summary>The mute; null where no id is left by which the conversation could be told.</summary>
    /// <param name="message">The message.</param>
    /// <param name="to">Where later ones go; null for the archive.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<NewThreadMute?> ReadAsync(MailMessage message, string? to, CancellationToken cancellationToken)
    {
        // What claims to come from the owner is nobody's to hide.
        var own = owner().Addresses.Add(account.From ?? "").Add(MailAddress.Normalize(account.User) ?? "");
        var people = message
            .From.Concat(message.To)
            .Concat(message.Cc)
            .Select(p => p.Address)
            .OfType<string>()
            .Where(a => IsPlain(a) && !own.Contains(a))
            .Distinct()
            .Take(MostPeople);
        var ids = await IdsAsync(message, own, cancellationToken);
        return ids.IsEmpty ? null : new NewThreadMute(account.Connection, ids, [.. people], message.Subject, to);
    }

    private async Task<ImmutableArray<string>> IdsAsync(
        MailMessage message,
        ImmutableArray<string> own,
        CancellationToken cancellationToken
    )
    {
        ImmutableArray<string> references = message.References.IsDefault
            ? []
            : [.. message.References.Take(MostIds).Where(IsPlain).Distinct()];
        var id = message.MessageId is { } mine && IsPlain(mine) ? mine : null;
        // A sender that nobody can be, or that the owner's server found forged, vouches for nothing.
        var sender =
            message.Authentication != MailAuthentication.Fail
            && message.From is [{ Address: { } from }]
            && !own.Contains(from)
                ? from
                : null;
        var found = index is null
            ? []
            : await index.PeopleAsync(
                account.Connection,
                [.. references, .. id is null ? (string[])[] : [id]],
                cancellationToken
            );
        var known = found.ToLookup(m => m.MessageId, StringComparer.Ordinal);
        return
        [
            .. references.Where(r => r != id && known[r].Any() && TookPart(r)),
            // Its own id may be another's that it took, too.
            .. id is not null && (known[id].Count() < 2 || TookPart(id)) ? (string[])[id] : [],
        ];

        bool TookPart(string reference) => sender is not null && known[reference].All(m => m.Has(sender));
    }

    // They are kept one a line.
    private static bool IsPlain(string text) => text.Length is > 0 and <= 998 && !text.Any(char.IsControl);
}
