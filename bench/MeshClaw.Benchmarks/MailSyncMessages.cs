using System.Globalization;
using System.Text;

namespace MeshClaw.Benchmarks;

/// <summary>Mail as people get it, 2 to 20 KB, the same each time: text, HTML beside text, and small attachments.</summary>
internal static class MailSyncMessages
{
    private static readonly string[] s_words =
        "the quarterly report is ready for review please send your comments before friday we moved the meeting to room four and will call about the invoice contract delivery customer project plan budget travel ticket order number thanks regards".Split(
            ' '
        );

    public static byte[] Make(int n)
    {
        var random = new Random(n);
        var text = Words(random, 120 + random.Next(500));
        var body = (n % 10) switch
        {
            < 4 => Plain(text),
            < 8 => Alternative(text, random),
            _ => Attached(text, random),
        };
        return Encoding.ASCII.GetBytes(Header(n, random) + body);
    }

    public static DateTimeOffset Received(int n) => DateTimeOffset.UnixEpoch.AddDays(20_000).AddMinutes(n);

    private static string Header(int n, Random random)
    {
        var header = new StringBuilder();
        for (var hop = 0; hop < 3; hop++)
        {
            header.Append(
                CultureInfo.InvariantCulture,
                $"Received: from mx{hop}.list{n % 97}.example (mx{hop}.list{n % 97}.example [192.0.2.{hop}])\r\n\tby in{hop}.corp.example with ESMTPS id {random.NextInt64():x};\r\n\tMon, 16 Nov 2026 08:30:00 +0100\r\n"
            );
        }

        header.Append("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=list.example; s=s1;\r\n\tb=");
        header.Append(Convert.ToBase64String(Bytes(random, 192))).Append("\r\n");
        return header
            .Append(CultureInfo.InvariantCulture, $"From: Person {n % 211} <person{n % 211}@list{n % 97}.example>\r\n")
            .Append("To: Robin Vega <robin@corp.example>, team@corp.example\r\n")
            .Append(CultureInfo.InvariantCulture, $"Subject: {Words(random, 6)} {n}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Message-ID: <{n}.{random.NextInt64():x}@list{n % 97}.example>\r\n")
            .Append(CultureInfo.InvariantCulture, $"References: <{n - (n % 7)}@list{n % 97}.example>\r\n")
            .Append("Date: Mon, 16 Nov 2026 08:30:00 +0100\r\nMIME-Version: 1.0\r\n")
            .ToString();
    }

    private static string Plain(string text) =>
        $"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n{Lines(text)}\r\n";

    private static string Alternative(string text, Random random)
    {
        var html = new StringBuilder("<html><head><style>p { color: #333; }</style></head><body><table>");
        foreach (var part in text.Chunk(80))
        {
            html.Append("\r\n<tr><td style=\"padding: 4px\"><p>").Append(part).Append("</p></td></tr>");
        }

        html.Append(
            CultureInfo.InvariantCulture,
            $"\r\n</table><img src=\"https://list.example/{random.Next()}\"></body></html>"
        );
        return "Content-Type: multipart/alternative; boundary=b1\r\n\r\n"
            + $"--b1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{Lines(text)}\r\n"
            + $"--b1\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n--b1--\r\n";
    }

    private static string Attached(string text, Random random) =>
        "Content-Type: multipart/mixed; boundary=b1\r\n\r\n"
        + $"--b1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{Lines(text)}\r\n"
        + "--b1\r\nContent-Type: application/pdf; name=report.pdf\r\nContent-Disposition: attachment; filename=report.pdf\r\n"
        + "Content-Transfer-Encoding: base64\r\n\r\n"
        + Convert.ToBase64String(Bytes(random, 2000 + random.Next(9000)), Base64FormattingOptions.InsertLineBreaks)
        + "\r\n--b1--\r\n";

    private static string Words(Random random, int count) =>
        string.Join(' ', Enumerable.Range(0, count).Select(_ => s_words[random.Next(s_words.Length)]));

    private static string Lines(string text) => string.Join("\r\n", text.Chunk(76).Select(c => new string(c)));

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
