using System.Collections.Immutable;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;
using MimeKit;

namespace MeshClaw.Connectors.Mail.Writing.Recipients;

/// <summary>
/// Makes addresses of what stands in a recipient's place: an address, or a name of the address book. Between two it never chooses, and
/// people who merely were written to are offered, not taken.
/// </summary>
internal static class RecipientResolver
{
    private const int MostNamed = 5;

    /// <summary>The normalised address.</summary>
    /// <exception cref="ToolException">Nobody or several are meant; the message lists whom it may mean.</exception>
    public static string Resolve(
        string text,
        IReadOnlyDictionary<string, ImmutableArray<string>> contacts,
        IEnumerable<string> writtenTo
    )
    {
        var wanted = text.Trim();
        if (wanted.Contains('@', StringComparison.Ordinal))
        {
            return AddressOf(wanted)
                ?? throw new ToolException($"'{wanted}' is no mail address. Write it as ana@corp.example.");
        }

        var named = contacts.Where(c => c.Key.Equals(wanted, StringComparison.OrdinalIgnoreCase)).ToList();
        if (named.Count == 0)
        {
            named = [.. contacts.Where(c => HasWords(c.Key, wanted))];
        }

        var addresses = named.SelectMany(c => c.Value.Select(a => (c.Key, Address: a))).ToList();
        if (named.Count == 1 && addresses.Count == 1)
        {
            return addresses[0].Address;
        }

        if (addresses.Count > 0)
        {
            var list = string.Join(", ", addresses.Take(MostNamed).Select(a => $"{a.Key} <{a.Address}>"));
            throw new ToolException($"'{wanted}' may mean: {list}. Give the address.");
        }

        var offered = writtenTo
            .Where(a => wanted.Length > 1 && a.Contains(wanted, StringComparison.OrdinalIgnoreCase))
            .Take(MostNamed)
            .ToList();
        throw new ToolException(
            $"'{wanted}' is no mail address and not in the address book."
                + (offered.Count == 0 ? "" : $" You have written to {string.Join(", ", offered)}: give the address.")
        );
    }

    /// <summary>All of a list, nobody twice.</summary>
    public static ImmutableArray<string> All(
        IEnumerable<string> texts,
        IReadOnlyDictionary<string, ImmutableArray<string>> contacts,
        IReadOnlyList<string> writtenTo
    ) => [.. texts.Select(t => Resolve(t, contacts, writtenTo)).Distinct(StringComparer.Ordinal)];

    private static string? AddressOf(string text)
    {
        if (MailAddress.Normalize(text) is { } plain)
        {
            return plain;
        }

        // "Ana Duarte <ana@corp.example>": what stands beside the address is dropped, it says nothing that is certain.
        return MailboxAddress.TryParse(text, out var mailbox) && text.EndsWith('>')
            ? MailAddress.Normalize(mailbox.Address)
            : null;
    }

    /// <summary>Whether each word that is wanted is a word of the name.</summary>
    private static bool HasWords(string name, string wanted)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var parts = wanted.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 0 && parts.All(p => words.Contains(p, StringComparer.OrdinalIgnoreCase));
    }
}
