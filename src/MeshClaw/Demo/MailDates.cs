using System.Globalization;
using System.Text;
using MimeKit.Utils;

namespace MeshClaw.Demo;

/// <summary>
/// Moves the dates in a mail's Date and Received headers, so that a mail written "two days ago" still is. Every other byte stays; a
/// date that cannot be read stays too, since broken mails are part of the sample.
/// </summary>
internal static class MailDates
{
    /// <summary>The mail with its dates moved, and when it arrived by them: by the topmost Received header, else by Date.</summary>
    public static (byte[] Mail, DateTimeOffset? Arrived) Shift(byte[] mail, TimeSpan by)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var text = Encoding.Latin1.GetString(mail); // One character for each byte, there and back.
        var end = EndOfHeaders(text);
        var headers = new StringBuilder(end + 64);
        DateTimeOffset? received = null;
        DateTimeOffset? dated = null;
        foreach (var header in Split(text[..end]))
        {
            var (shifted, at) = ShiftHeader(header, by);
            headers.Append(shifted);
            received ??= IsNamed(header, "Received") ? at : null;
            dated ??= IsNamed(header, "Date") ? at : null;
        }

        return (Encoding.Latin1.GetBytes(headers.Append(text, end, text.Length - end).ToString()), received ?? dated);
    }

    private static (string Header, DateTimeOffset? At) ShiftHeader(string header, TimeSpan by)
    {
        var start =
            IsNamed(header, "Date") ? header.IndexOf(':', StringComparison.Ordinal) + 1
            : IsNamed(header, "Received") ? header.LastIndexOf(';') + 1
            : 0;
        var value = header[start..];
        if (start == 0 || !DateUtils.TryParse(Encoding.Latin1.GetBytes(value.Trim()), out var date))
        {
            return (header, null);
        }

        var at = date + by;
        var lineEnd = value[value.TrimEnd('\r', '\n').Length..];
        var written = at.ToString("ddd, d MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + Zone(at.Offset);
        return ($"{header[..start]} {written}{lineEnd}", at);
    }

    private static string Zone(TimeSpan offset) =>
        (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString("hhmm", CultureInfo.InvariantCulture);

    private static bool IsNamed(string header, string name) =>
        header.Length > name.Length
        && header[name.Length] == ':'
        && header.StartsWith(name, StringComparison.OrdinalIgnoreCase);

    private static int EndOfHeaders(string text)
    {
        int[] ends =
        [
            text.IndexOf("\r\n\r\n", StringComparison.Ordinal),
            text.IndexOf("\n\n", StringComparison.Ordinal),
        ];
        var end = ends.Where(e => e >= 0).DefaultIfEmpty(-1).Min();
        return end < 0 ? text.Length : end + (text[end] == '\r' ? 2 : 1);
    }

    /// <summary>Headers with their folded lines and line ends.</summary>
    private static IEnumerable<string> Split(string headers)
    {
        var start = 0;
        while (start < headers.Length)
        {
            var end = start;
            do
            {
                var feed = headers.IndexOf('\n', end);
                end = feed < 0 ? headers.Length : feed + 1;
            } while (end < headers.Length && headers[end] is ' ' or '\t');

            yield return headers[start..end];
            start = end;
        }
    }
}
