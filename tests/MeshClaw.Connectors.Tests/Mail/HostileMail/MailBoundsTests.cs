using System.Text;

namespace MeshClaw.Connectors.Tests.Mail.HostileMail;

/// <summary>Whatever its shape, six times the message costs about six times as much, and no message costs a multiple of its bytes.</summary>
public sealed class MailBoundsTests
{
    private const int MostAllocated = 200; // Times the bytes of the message: tags of three letters each make an element.
    private const double MostGrowth = 18; // Linear is 6, quadratic 36.
    private const int Tries = 10;

    private static readonly Dictionary<string, Func<int, string>> s_shapes = new(StringComparer.Ordinal)
    {
        ["many headers"] = n => Hostile.Head + Repeat("X-A: b\n", n / 7) + "\nbody",
        ["headers without end"] = n => Hostile.Head + Repeat("a:\n", n / 3),
        ["one long header"] = n => Hostile.Head + "X-A: " + new string('h', n) + "\n\nbody",
        ["one long folded header"] = n => Hostile.Head + "Subject: " + Repeat(" h\n", n / 3) + "\n\nbody",
        ["a To without end"] = n => "To: " + Repeat("a@b.example, ", n / 13) + "\n" + Hostile.Head + "\nbody",
        ["nested groups"] = n => "To: " + Repeat("a:", n / 2) + "\n" + Hostile.Head + "\nbody",
        ["nested comments"] = n => "To: " + new string('(', n) + "\n" + Hostile.Head + "\nbody",
        ["encoded words"] = n => "Subject: " + Repeat("=?utf-8?B?YQ==?= ", n / 17) + "\n" + Hostile.Head + "\nbody",
        ["no line ends"] = n => Hostile.Head + "\n" + new string('x', n),
        ["carriage returns only"] = n => Hostile.Head.Replace('\n', '\r') + Repeat("x\r", n / 2),
        ["zero bytes"] = n => Hostile.Head + "\n" + new string('\0', n),
        ["nothing but zero bytes"] = n => new string('\0', n),
        ["empty lines"] = n => Hostile.Head + "\n" + new string('\n', n),
        ["many parts"] = n => Parts(n, "--b\n\n\n", "mixed"),
        ["many named parts"] = n => Parts(n, "--b\nContent-Type: image/png; name=a\n\nx\n", "mixed"),
        ["many alternatives"] = n => Parts(n, "--b\nContent-Type: text/html\n\n<p>x\n", "alternative"),
        ["many boundaries that are none"] = n => Parts(n, "--c\n", "mixed"),
        ["deep multiparts"] = n =>
            Hostile.Head
            + string.Concat(
                Enumerable.Range(0, n / 60).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n")
            ),
        ["deep messages"] = n => Hostile.Head + Repeat("Content-Type: message/rfc822\n\n", n / 30),
        ["many parameters"] = n =>
            Hostile.Head
            + "Content-Type: text/plain"
            + string.Concat(Enumerable.Range(0, n / 10).Select(i => $"; a{i}=b"))
            + "\n\nx",
        ["continued parameters"] = n =>
            Hostile.Head
            + "Content-Type: text/plain"
            + string.Concat(Enumerable.Range(0, n / 12).Select(i => $"; n*{i}=b"))
            + "\n\nx",
        ["base64 of nothing"] = n => Hostile.Head + "Content-Transfer-Encoding: base64\n\n" + new string('!', n),
        ["quoted-printable"] = n =>
            Hostile.Head + "Content-Transfer-Encoding: quoted-printable\n\n" + Repeat("=\n", n / 2),
        ["uuencode without end"] = n =>
            Hostile.Head + "Content-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n" + Repeat("M\n", n / 2),
        ["nested tables"] = n => Page(Repeat("<table><tr><td>", n / 15) + "x"),
        ["unclosed spans"] = n => Page(Repeat("<span>", n / 6) + "x"),
        ["end tags of nothing"] = n => Page(Repeat("<div><span>", n / 40) + Repeat("</b></i></u>", n / 20)),
        ["end tags far below"] = n => Page("<x><div>" + Repeat("<i>", n / 8) + Repeat("</x>", n / 8)),
        ["paragraphs in spans"] = n => Page("<p><table><tr><td>" + Repeat("<i>", n / 8) + Repeat("<div>", n / 8)),
        ["attributes"] = n => Page("<p " + string.Concat(Enumerable.Range(0, n / 8).Select(i => $"a{i}=b ")) + ">x"),
        ["many styled elements"] = n => Page(Repeat("<b style='color:red;font-size:12px'>x</b>", n / 41)),
        ["many rules"] = n =>
            Page(
                "<style>"
                    + string.Concat(Enumerable.Range(0, n / 40).Select(i => $".a b .c{i}{{color:red}}"))
                    + "</style>"
                    + Repeat("<p class=a>x", n / 24)
            ),
        ["rules for everything"] = n =>
            Page("<style>" + Repeat("a b p,i p{x:y}", 200) + "</style>" + Repeat("<p>x", n / 4)),
        ["selectors of nots"] = n => Page("<style>" + Repeat(":not(", n / 5) + "{x:y}</style><p>x"),
        ["media in media"] = n => Page("<style>" + Repeat("@media all{", n / 11) + "p{x:y}</style><p>x"),
        ["unclosed css comments"] = n => Page("<style>" + Repeat("/*", n / 2) + "</style><p>x"),
        ["comments"] = n => Page(Repeat("<!---->", n / 7) + "x"),
        ["unclosed comments"] = n => Page(Repeat("<!--", n / 4) + "x"),
        ["entities"] = n => Page(Repeat("&am", n / 3)),
        ["angle brackets"] = n => Page(new string('<', n)),
        ["links"] = n => Page(Repeat("<a href=http://x.example>", n / 25)),
        ["json"] = n => Page("<script type=application/ld+json>" + new string('[', n) + "</script>"),
        ["invisible characters"] = n =>
            Hostile.Head + "Content-Type: text/plain; charset=utf-8\n\n" + Repeat("\u200B\uFE01", n / 6),
        ["calendar"] = n => Hostile.Head + "Content-Type: text/calendar\n\n" + Repeat("SUMMARY:x\n ", n / 11),
        ["results"] = n =>
            "Authentication-Results: a" + Repeat("; dkim=pass header.d=b", n / 22) + "\n" + Hostile.Head + "\nx",
        ["comments of results"] = n => "Authentication-Results: " + new string('(', n) + "\n" + Hostile.Head + "\nx",
        ["winmail.dat"] = n =>
            Hostile.Head + "Content-Type: application/ms-tnef; name=winmail.dat\n\n\u0001" + new string('x', n),
        ["smime"] = n =>
            Hostile.Head
            + "Content-Type: application/pkcs7-mime; smime-type=signed-data\n\n"
            + Repeat("0\u0080", n / 3),
        ["pgp"] = n =>
            Hostile.Head
            + "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=b\n\n--b\n\n"
            + new string('x', n)
            + "\n--b\nContent-Type: application/pgp-signature\n\n"
            + new string('A', n),
    };

    public static TheoryData<string> Shapes => [.. s_shapes.Keys];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Six_times_the_message_costs_about_six_times(string shape)
    {
        var (small, large) = (
            Encoding.UTF8.GetBytes(s_shapes[shape](100_000)),
            Encoding.UTF8.GetBytes(s_shapes[shape](600_000))
        );
        MailParserTests.AssertBounded(MailParserTests.Parse(large));

        // Other tests run meanwhile: what is too much once counts where it is too much each time.
        var (one, six, bytes) = (double.MaxValue, double.MaxValue, 0L);
        for (var i = 0; i < Tries && (i == 0 || !IsLinear(one, six)); i++)
        {
            (var milliseconds, bytes) = Cost(large);
            (one, six) = (Math.Min(one, Cost(small).Milliseconds), Math.Min(six, milliseconds));
        }

        Assert.True(IsLinear(one, six), $"{one:0.0} ms, then {six:0.0} ms");
        Assert.True(bytes < MostAllocated * (long)large.Length, $"{bytes / (double)large.Length:0} times its bytes");

        // Below a millisecond the clock tells nothing.
        static bool IsLinear(double one, double six) => six / Math.Max(1, one) < MostGrowth || six < 60;
    }

    [Fact]
    public void A_part_of_50_MB_is_not_copied()
    {
        var raw = Encoding.ASCII.GetBytes(
            Hostile.Head
                + Hostile.Multipart(
                    "mixed",
                    "Content-Type: text/plain\n\nSee the file.",
                    "Content-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: base64\n\nUEsDBA=="
                        + Repeat(new string('A', 76) + "\n", 50_000_000 / 77),
                    "Content-Type: text/plain\n\nThe end."
                )
        );

        var allocated = Cost(raw).Bytes;
        var message = MailParserTests.Parse(raw);

        Assert.Equal("See the file.\nThe end.", message.Text.Replace("\n\n", "\n"));
        Assert.Equal("application/zip", Assert.Single(message.Attachments).ActualType);
        Assert.InRange(allocated, 0, raw.Length / 10);
    }

    [Fact]
    public void What_was_cut_is_told()
    {
        var cuts = new Dictionary<string, string>
        {
            ["headers without end"] = "header is too long",
            ["one long header"] = "header is too long",
            ["many headers"] = "header is too long",
            ["many parts"] = "parts",
            ["deep multiparts"] = "deep",
            ["deep messages"] = "deep",
            ["no line ends"] = "longer",
        };

        foreach (var (shape, told) in cuts)
        {
            var message = Hostile.Parse(s_shapes[shape](500_000));
            Assert.True(
                message.Defects.Any(d => d.Contains(told, StringComparison.Ordinal)),
                $"{shape}: {string.Join(" ", message.Defects)}"
            );
        }
    }

    [Fact]
    public void A_body_behind_a_header_without_measure_is_read()
    {
        var message = Hostile.Parse("X-A: " + new string('h', 10_000_000) + "\n" + Hostile.Head + "\nThe body.\n");

        Assert.Equal("The body.", message.Text);
        Assert.Equal("ana@corp.example", Assert.Single(message.From).Address);
    }

    [Fact]
    public void Archives_are_never_unpacked()
    {
        using var packed = new MemoryStream();
        using (
            var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.SmallestSize)
        )
        {
            gzip.Write(new byte[20_000_000]);
        }

        var base64 = Convert.ToBase64String(packed.ToArray());
        var raw = Encoding.ASCII.GetBytes(
            Hostile.Head
                + Hostile.Multipart(
                    "mixed",
                    "\nhello",
                    $"Content-Type: text/plain; name=a.txt.gz\nContent-Transfer-Encoding: base64\n\n{base64}",
                    $"Content-Type: application/pkcs7-mime; smime-type=compressed-data; name=smime.p7z\nContent-Transfer-Encoding: base64\n\n{base64}"
                )
        );

        var allocated = Cost(raw).Bytes;

        Assert.InRange(allocated, 0, 3_000_000);
        Assert.Equal("application/gzip", MailParserTests.Parse(raw).Attachments[0].ActualType);
    }

    private static (double Milliseconds, long Bytes) Cost(byte[] raw)
    {
        var (best, allocated) = (double.MaxValue, 0L);
        for (var i = 0; i < 3; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            // Processor time: what else the machine does is not ours.
            var start = Environment.CpuUsage.TotalTime;
            MailParserTests.Parse(raw);
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - start).TotalMilliseconds);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        return (best, allocated);
    }

    private static string Parts(int size, string part, string kind) =>
        $"{Hostile.Head}Content-Type: multipart/{kind}; boundary=b\n\n{Repeat(part, size / part.Length)}--b--\n";

    private static string Page(string html) => $"{Hostile.Head}Content-Type: text/html; charset=utf-8\n\n{html}";

    private static string Repeat(string text, int count) =>
        new StringBuilder(text.Length * count).Insert(0, text, count).ToString();
}
