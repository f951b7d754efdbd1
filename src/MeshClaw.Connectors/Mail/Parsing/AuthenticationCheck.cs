using System.Collections.Immutable;
using MeshClaw.Core.Mail;
using MimeKit;
using MimeKit.Cryptography;
using MailAddress = MeshClaw.Policy.Calls.MailAddress;

namespace MeshClaw.Connectors.Mail.Parsing;

/// <summary>
/// What the owner's own server found about the sender (RFC 8601). Only the topmost Authentication-Results can be the server's: anybody
/// may write one into a message, but not above those that the server adds.
/// </summary>
internal static class AuthenticationCheck
{
    private static readonly string[] s_failures = ["fail", "softfail", "hardfail", "permerror", "policy"];

    public static MailAuthentication Of(
        HeaderList headers,
        ImmutableArray<MailParty> from,
        ImmutableArray<string> trusted
    )
    {
        return Believed(headers, trusted) is { } results && from is [{ Address: { } address }]
            ? Judge(results, address[(address.LastIndexOf('@') + 1)..])
            : MailAuthentication.None;
    }

    /// <summary>The domains a signature of which the owner's own server found right, normalised; empty where it says nothing that is believed.</summary>
    public static ImmutableHashSet<string> SignersOf(HeaderList headers, ImmutableArray<string> trusted) =>
        Believed(headers, trusted) is not { } results
            ? []
            :
            [
                .. results
                    .Results.Where(r => Is(r.Method, "dkim") && Is(r.Result, "pass"))
                    .SelectMany(r => r.Properties)
                    .Where(p => Is(p.PropertyType, "header") && Is(p.Property, "d"))
                    .Select(p => MailAddress.NormalizeDomain(p.Value))
                    .OfType<string>(),
            ];

    /// <summary>What the owner's own server wrote; null where nothing that it wrote can be told from what others did.</summary>
    private static AuthenticationResults? Believed(HeaderList headers, ImmutableArray<string> trusted)
    {
        var header = headers.FirstOrDefault(h => h.Id == HeaderId.AuthenticationResults);
        if (header is null || !AuthenticationResults.TryParse(header.RawValue, out var results))
        {
            return null;
        }

        if (results.Instance is not null)
        {
            return null; // Of a chain of others (RFC 8617), written where it does not belong.
        }

        var server = NameOf(results.AuthenticationServiceIdentifier);
        var believed = trusted.IsDefaultOrEmpty
            ? headers.TakeWhile(h => h != header).All(h => h.Id != HeaderId.Received)
            : trusted.Any(t => NameOf(t) == server);
        return believed ? results : null;
    }

    private static MailAuthentication Judge(AuthenticationResults results, string domain)
    {
        // DMARC has looked at the others already; several verdicts count as the worst of them.
        var dmarc = results.Results.Where(r => Is(r.Method, "dmarc")).ToList();
        if (dmarc.Any(r => s_failures.Contains(r.Result, StringComparer.OrdinalIgnoreCase)))
        {
            return MailAuthentication.Fail;
        }

        // What the server took for the sender must be what we do: parsers differ, and senders know it.
        if (
            dmarc.Any(r => Is(r.Result, "pass"))
            && dmarc.SelectMany(r => r.Properties).Where(IsFrom).All(p => IsSame(p.Value, domain))
        )
        {
            return MailAuthentication.Pass;
        }

        var checks = results.Results.Where(r => Is(r.Method, "dkim") || Is(r.Method, "spf")).ToList();
        if (checks.Any(r => Is(r.Result, "pass") && IsAligned(r, domain)))
        {
            return MailAuthentication.Pass;
        }

        return checks.Count > 0 && checks.All(r => s_failures.Contains(r.Result, StringComparer.OrdinalIgnoreCase))
            ? MailAuthentication.Fail
            : MailAuthentication.None;
    }

    private static bool IsFrom(AuthenticationMethodProperty property) =>
        Is(property.PropertyType, "header") && Is(property.Property, "from");

    // Servers name themselves by a host as a rule, in letters of any script.
    private static string NameOf(string? server) =>
        MailAddress.NormalizeDomain(server) ?? server?.Trim().ToLowerInvariant() ?? "";

    private static bool IsAligned(AuthenticationMethodResult result, string domain) =>
        result.Properties.Any(p =>
            (Is(result.Method, "dkim") && Is(p.PropertyType, "header") && (Is(p.Property, "d") || Is(p.Property, "i")))
            || (Is(result.Method, "spf") && Is(p.PropertyType, "smtp") && Is(p.Property, "mailfrom"))
                ? IsSame(p.Value, domain)
                : false
        );

    // Relaxed alignment without a list of public suffixes: one is the other, or lies in it, and neither is a top-level domain.
    private static bool IsSame(string? value, string domain)
    {
        var checkedDomain = MailAddress.NormalizeDomain(value?[(value.LastIndexOf('@') + 1)..]);
        return checkedDomain is not null
            && checkedDomain.Contains('.', StringComparison.Ordinal)
            && domain.Contains('.', StringComparison.Ordinal)
            && (
                checkedDomain == domain
                || checkedDomain.EndsWith("." + domain, StringComparison.Ordinal)
                || domain.EndsWith("." + checkedDomain, StringComparison.Ordinal)
            );
    }

    private static bool Is(string? value, string wanted) =>
        string.Equals(value, wanted, StringComparison.OrdinalIgnoreCase);
}
