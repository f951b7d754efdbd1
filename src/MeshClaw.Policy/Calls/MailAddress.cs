using System.Globalization;

namespace MeshClaw.Policy.Calls;

/// <summary>
/// One spelling for each mailbox: lower case, domain in its ASCII form (RFC 5891), no display name, no surrounding blanks. The
/// local part keeps its dots and tags: <c>ana+x@corp.example</c> is not <c>ana@corp.example</c>.
/// </summary>
public static class MailAddress
{
    private static readonly IdnMapping s_idn = new() { UseStd3AsciiRules = true };

    /// <summary>
    /// Normalises an addr-spec. Null for what is no plain address: no or several <c>@</c>, blanks, control or format characters,
    /// a local part outside ASCII, an invalid domain.
    /// </summary>
    public static string? Normalize(string? address)
    {
        var at = address?.LastIndexOf('@') ?? -1;
        if (address is null || at <= 0 || at == address.Length - 1 || address.Length > 320)
        {
            return null;
        }

        var local = address[..at].Trim();
        if (local.Length == 0 || local.Any(c => c is <= ' ' or >= (char)127 or '@' or '<' or '>' or ',' or ';' or '"'))
        {
            return null;
        }

        var domain = NormalizeDomain(address[(at + 1)..]);
        return domain is null ? null : $"{local.ToLowerInvariant()}@{domain}";
    }

    /// <summary>Normalises a domain to its lower-case ASCII form without a final dot; null where it is none.</summary>
    public static string? NormalizeDomain(string? domain)
    {
        domain = domain?.Trim().TrimEnd('.');
        if (string.IsNullOrEmpty(domain) || domain.Length > 253 || domain.Any(c => c <= ' ' || char.IsControl(c)))
        {
            return null;
        }

        try
        {
            return s_idn.GetAscii(domain).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether an address is meant by a pattern: <c>ana@corp.example</c> is that mailbox alone, <c>@corp.example</c> the domain and
    /// every subdomain of it. Both sides must be normalised; a look-alike that merely ends in the same letters does not match.
    /// </summary>
    public static bool Matches(string address, string pattern)
    {
        if (!pattern.StartsWith('@'))
        {
            return string.Equals(address, pattern, StringComparison.Ordinal);
        }

        var at = address.LastIndexOf('@');
        if (at < 0)
        {
            return false;
        }

        var domain = address.AsSpan(at + 1);
        var wanted = pattern.AsSpan(1);
        return domain.SequenceEqual(wanted)
            || (domain.Length > wanted.Length && domain.EndsWith(wanted) && domain[^(wanted.Length + 1)] == '.');
    }
}
