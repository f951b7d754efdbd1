using System.Text.RegularExpressions;

namespace MeshClaw.Connectors.Mail.Writing.Sending;

/// <summary>What servers mean, by their enhanced status codes (RFC 3463, RFC 7372, RFC 7505) or, without one, by the reply code.</summary>
internal static partial class SmtpWords
{
    private static readonly Dictionary<string, string> s_words = new(StringComparer.Ordinal)
    {
        ["1.1"] = "there is no such mailbox",
        ["1.2"] = "the domain does not exist or takes no mail",
        ["1.3"] = "the address is not written as the server takes it",
        ["1.6"] = "the mailbox has moved",
        ["1.8"] = "your own address is not known to the server",
        ["1.10"] = "the domain takes no mail",
        ["2.0"] = "the mailbox cannot be used",
        ["2.1"] = "the mailbox is switched off",
        ["2.2"] = "the mailbox is full",
        ["2.3"] = "the message is larger than that mailbox takes",
        ["3.1"] = "the receiving system is full",
        ["3.2"] = "the receiving system takes no mail at the moment",
        ["3.4"] = "the message is larger than the server takes",
        ["4.1"] = "the receiving server does not answer",
        ["4.2"] = "the connection was bad",
        ["4.4"] = "no way to the recipient's server was found",
        ["4.5"] = "the mail system is congested",
        ["4.7"] = "it took too long",
        ["5.3"] = "there are too many recipients",
        ["6.1"] = "the message's format is not taken there",
        ["7.0"] = "a rule of the server forbids it",
        ["7.1"] = "the server does not deliver this from you to that address",
        ["7.8"] = "the login was not taken",
        ["7.9"] = "the way of logging in is too weak for the server",
        ["7.26"] = "the message failed the recipient's checks of its sender",
        ["7.28"] = "too much mail came from you in a short time",
    };

    /// <summary>In words, with the server's own code and text behind them.</summary>
    public static string Say(int code, string text)
    {
        var enhanced = Enhanced().Match(text);
        var key = enhanced.Success ? $"{enhanced.Groups[2].Value}.{enhanced.Groups[3].Value}" : "";
        var words =
            s_words.GetValueOrDefault(key)
            ?? code switch
            {
                421 => "the server is not available at the moment",
                450 or 451 or 452 => "the server cannot take it at the moment",
                550 or 551 or 553 => "the server does not take mail for this address",
                552 => "the message is too large or the mailbox is full",
                554 => "the server refused it",
                _ => "the server refused it",
            };
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        line = line.Length > 200 ? line[..200] : line;
        return line.Length == 0 ? $"{words} ({code})" : $"{words} ({code} {line})";
    }

    [GeneratedRegex(@"^\s*([245])\.(\d{1,3})\.(\d{1,3})(?=\s|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Enhanced();
}
