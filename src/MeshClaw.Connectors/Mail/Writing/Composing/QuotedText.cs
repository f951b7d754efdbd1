using System.Globalization;
using System.Text;
using MeshClaw.Core.Mail;

namespace MeshClaw.Connectors.Mail.Writing.Composing;

/// <summary>
/// What of a message is shown again in an answer or when it is passed on: what a reader of it saw, bounded. Text that it hid is not
/// passed on, nor are its attachments.
/// </summary>
internal static class QuotedText
{
    private const int MaxQuote = 10_000;
    private const string Omitted = "[…]";

    /// <summary>"On … Ana wrote:" and its text with <c>&gt; </c> before each line.</summary>
    public static string Reply(MailMessage original, TimeZoneInfo zone)
    {
        var quote = new StringBuilder();
        quote.Append(
            CultureInfo.InvariantCulture,
            $"On {Date(original, zone)}, {Who(original.From.FirstOrDefault())} wrote:"
        );
        foreach (var line in Bounded(original.Text).Split('\n'))
        {
            quote.Append('\n').Append(line.StartsWith('>') ? ">" : "> ").Append(line.TrimEnd());
        }

        return quote.ToString();
    }

    /// <summary>Its main headers and its text as it is.</summary>
    public static string Forward(MailMessage original, TimeZoneInfo zone)
    {
        var text = new StringBuilder("---------- Forwarded message ----------");
        text.Append("\nFrom: ").Append(Full(original.From.FirstOrDefault()));
        text.Append("\nDate: ").Append(Date(original, zone));
        text.Append("\nSubject: ").Append(original.Subject);
        AppendParties("To", original.To);
        AppendParties("Cc", original.Cc);
        return text.Append("\n\n").Append(Bounded(original.Text)).ToString();

        void AppendParties(string name, IReadOnlyList<MailParty> parties)
        {
            if (parties.Count > 0)
            {
                text.Append('\n').Append(name).Append(": ").AppendJoin(", ", parties.Take(20).Select(Full));
                text.Append(parties.Count > 20 ? ", …" : "");
            }
        }
    }

    private static string Bounded(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Trim('\n');
        if (lines.Length <= MaxQuote)
        {
            return lines;
        }

        var end = char.IsHighSurrogate(lines[MaxQuote - 1]) ? MaxQuote - 1 : MaxQuote;
        return $"{lines[..end]}\n{Omitted}";
    }

    private static string Date(MailMessage original, TimeZoneInfo zone) =>
        TimeZoneInfo
            .ConvertTime(original.Received, zone)
            .ToString("ddd, d MMM yyyy 'at' HH:mm zzz", CultureInfo.InvariantCulture);

    private static string Who(MailParty? party) =>
        party is null ? "somebody"
        : party.Name.Length > 0 ? party.Name
        : party.Address ?? "somebody";

    private static string Full(MailParty? party) =>
        party is null ? "(unknown)"
        : party.Name.Length == 0 ? party.Address ?? "(unknown)"
        : party.Address is null ? party.Name
        : $"{party.Name} <{party.Address}>";
}
