using System.Collections.Immutable;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Models;

namespace MeshClaw.Models.Triage;

/// <summary>Short questions to a message that several parts of triage ask.</summary>
internal static class MailFacts
{
    /// <summary>The sender's address; empty where there is no plain one.</summary>
    public static string SenderAddress(this MailMessage message) =>
        !message.From.IsDefaultOrEmpty && message.From[0].Address is { } address ? address : "";

    /// <summary>The sender's name as written; empty where there is none.</summary>
    public static string SenderName(this MailMessage message) =>
        message.From.IsDefaultOrEmpty ? "" : message.From[0].Name ?? "";

    /// <summary>What follows the last <c>@</c>; empty where there is none.</summary>
    public static string DomainOf(string address)
    {
        var at = address.LastIndexOf('@');
        return at < 0 ? "" : address[(at + 1)..];
    }

    /// <summary>The first value of a header, at most 512 characters; null where it is missing.</summary>
    public static string? Header(this MailMessage message, string name)
    {
        if (!message.Headers.TryGetValue(name, out var values) || values.IsDefaultOrEmpty)
        {
            return null;
        }

        return values[0].Length > 512 ? values[0][..512] : values[0];
    }

    /// <summary>The identifier of RFC 2919 in lower case: what stands in angle brackets, else the whole value.</summary>
    public static string? ListId(this MailMessage message)
    {
        if (message.Header("list-id") is not { Length: > 0 } value)
        {
            return null;
        }

        var open = value.LastIndexOf('<');
        var close = value.LastIndexOf('>');
        var id = open >= 0 && close > open + 1 ? value[(open + 1)..close] : value;
        return id.Trim().ToLowerInvariant() is { Length: > 0 } plain ? plain : null;
    }

    /// <summary>Whether the owner is a recipient of To.</summary>
    public static bool IsTo(this MailMessage message, Owner owner) => Contains(message.To, owner);

    /// <summary>Whether the owner wrote it, as From claims.</summary>
    public static bool IsFrom(this MailMessage message, Owner owner) => Contains(message.From, owner);

    private static bool Contains(ImmutableArray<MailParty> parties, Owner owner) =>
        !parties.IsDefaultOrEmpty && parties.Any(p => p.Address is { } address && owner.Addresses.Contains(address));
}
