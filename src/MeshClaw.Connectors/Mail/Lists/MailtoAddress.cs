using System.Diagnostics.CodeAnalysis;
using MailAddress = MeshClaw.Policy.Calls.MailAddress;

namespace MeshClaw.Connectors.Mail.Lists;

/// <summary>
/// A <c>mailto</c> URI (RFC 6068) with one recipient. Subject and body are taken from it and nothing else: no headers, no files, whatever
/// it asks for. One that asks for further recipients is refused.
/// </summary>
/// <param name="To">The recipient, normalised.</param>
/// <param name="Subject">One line; <c>unsubscribe</c> where it has none.</param>
/// <param name="Body">Text; <c>unsubscribe</c> where it has none.</param>
internal sealed record MailtoAddress(string To, string Subject, string Body)
{
    private const string Default = "unsubscribe";
    private const int Longest = 1_000;

    /// <summary>Reads one.</summary>
    public static bool TryParse(string uri, [NotNullWhen(true)] out MailtoAddress? address)
    {
        address = null;
        if (!uri.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var parts = uri["mailto:".Length..].Split('?', 2);
        if (Decode(parts[0]) is not { } recipient || MailAddress.Normalize(recipient) is not { } to)
        {
            return false;
        }

        var (subject, body) = (Default, Default);
        foreach (var field in parts.Length == 2 ? parts[1].Split('&') : [])
        {
            var pair = field.Split('=', 2);
            var value = pair.Length == 2 ? Decode(pair[1]) : null;
            switch (Decode(pair[0])?.ToLowerInvariant())
            {
                case "subject" when value is { Length: > 0 and <= Longest } && !value.Any(char.IsControl):
                    subject = value;
                    break;
                case "body"
                    when value is { Length: > 0 and <= Longest }
                        && !value.Any(static c => char.IsControl(c) && c is not ('\r' or '\n')):
                    body = value;
                    break;
                case null or "to" or "cc" or "bcc":
                    return false; // Whoever else it would reach.
                default:
                    break;
            }
        }

        address = new MailtoAddress(to, subject, body);
        return true;
    }

    private static string? Decode(string text)
    {
        var decoded = Uri.UnescapeDataString(text);
        return decoded.Contains('\0', StringComparison.Ordinal) || decoded.Contains('\uFFFD', StringComparison.Ordinal)
            ? null
            : decoded;
    }
}
