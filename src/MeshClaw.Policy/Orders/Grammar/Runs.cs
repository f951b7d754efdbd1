using System.Buffers;
using System.Globalization;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>Tells what a run of characters without blanks is: an address, a domain, a number or a word.</summary>
internal static class Runs
{
    private static readonly SearchValues<char> s_local = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789.!#$%&+/=^_{|}~-"
    );

    /// <summary>The token, or why the order must be refused. Neither folds an address to another: what is not ASCII is refused.</summary>
    public static (Token? Token, string? Refusal) Classify(string raw)
    {
        var text = Plain(raw);
        if (text.Contains('@', StringComparison.Ordinal))
        {
            return Address(text, raw);
        }

        if (IsNumber(text))
        {
            return (new Token(TokenKind.Number, text.Replace(",", "", StringComparison.Ordinal), raw), null);
        }

        var owner = OwnerOf(text);
        if (Domain(owner ?? text) is { } domain)
        {
            return (new Token(TokenKind.Domain, domain, raw) { Owner = owner is null ? null : domain }, null);
        }

        return LooksLikeForeignDomain(text)
            ? (null, $"“{raw}” has letters outside a-z, so it may look like a domain that it is not.")
            : (new Token(TokenKind.Word, text, raw) { Owner = owner }, null);
    }

    /// <summary>Lower case, Unicode form C, one kind of apostrophe.</summary>
    public static string Plain(string raw) =>
        string.Create(
                raw.Length,
                raw,
                static (span, source) =>
                {
                    for (var i = 0; i < span.Length; i++)
                    {
                        span[i] = source[i] is '’' or '‘' or 'ʼ' or '＇' or '´' or '`' ? '\'' : source[i];
                    }
                }
            )
            .Normalize()
            .ToLowerInvariant();

    private static (Token? Token, string? Refusal) Address(string text, string raw)
    {
        if (!text.All(char.IsAscii))
        {
            return (null, $"“{raw}” has letters outside a-z, so it may look like an address that it is not.");
        }

        var owner = OwnerOf(text);
        var bare = owner ?? text;
        var domain =
            bare.StartsWith("*@", StringComparison.Ordinal) ? bare[2..]
            : bare[0] == '@' ? bare[1..]
            : null;
        var value = domain is null ? Mailbox(bare) : Domain(domain);
        return value is null
            ? (null, $"“{raw}” is no complete mail address.")
            : (
                new Token(domain is null ? TokenKind.Address : TokenKind.Domain, value, raw)
                {
                    Owner = owner is null ? null : value,
                },
                null
            );
    }

    // Stricter than MailAddress: a star or a bracket in a local part would be read as a pattern, which it is not.
    private static string? Mailbox(string text) =>
        text.Count(c => c == '@') == 1
        && text.AsSpan(0, text.IndexOf('@', StringComparison.Ordinal)).IndexOfAnyExcept(s_local) < 0
        && Domain(text[(text.IndexOf('@', StringComparison.Ordinal) + 1)..]) is not null
            ? MailAddress.Normalize(text)
            : null;

    private static string? Domain(string text)
    {
        var dot = text.LastIndexOf('.');
        return
            dot > 0
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-')
            && text.Length - dot > 2
            && text.AsSpan(dot + 1).ContainsAnyInRange('a', 'z')
            && !char.IsAsciiDigit(text[dot + 1])
            ? MailAddress.NormalizeDomain(text)
            : null;
    }

    private static bool LooksLikeForeignDomain(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && dot < text.Length - 1 && !text.All(char.IsAscii);
    }

    private static bool IsNumber(string text) =>
        text.All(c => char.IsAsciiDigit(c) || c == ',')
        && text.Length <= 12
        && int.TryParse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _);

    private static string? OwnerOf(string text) =>
        text.Length > 2 && text.EndsWith("'s", StringComparison.Ordinal) ? text[..^2]
        : text.Length > 2 && text.EndsWith("s'", StringComparison.Ordinal) ? text[..^1]
        : null;
}
