using System.Text;
using CsCheck;

namespace MeshClaw.Connectors.Tests.Mail;

public sealed class MailParserFuzzTests
{
    private static readonly byte[][] s_seeds =
    [
        .. new[]
        {
            "From: =?utf-8?Q?J=C3=BCrgen?= <j@b.example>\r\nTo: a@b.example, Team: c@d.example;\r\nSubject: =?iso-8859-1?Q?Gr=FC=DFe?=\r\nDate: Mon, 16 Nov 2026 08:30:00 +0100\r\n"
                + "Content-Type: multipart/alternative; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=C3=BC=C3=9Fe=\r\n\r\n"
                + "--b\r\nContent-Type: text/html; charset=windows-1252\r\n\r\n<style>.x{display:none}</style><p class=x style='color:#fff;font-size:0'>a&#x202e;b</p><!-- c --><img alt=d><script type=application/ld+json>{\"@type\":[\"Order\"]}</script>\r\n--b--\r\n",
            "Received: from a by b; Mon, 16 Nov 2026 08:30:00 +0100\r\nAuthentication-Results: mx; dkim=pass header.d=x.example; spf=pass smtp.mailfrom=y; dmarc=fail (p=none)\r\nFrom: x@x.example\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n"
                + "--m\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nDESCRIPTION:a\\nb\r\n c\r\nEND:VCALENDAR\r\n--m\r\nContent-Type: message/rfc822\r\n\r\nFrom: i@x\r\n\r\ninner\r\n--m\r\n"
                + "Content-Type: application/pdf; name*=utf-8''a%20b.pdf\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--m--\r\n",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly string[] s_tokens =
    [
        "\r\n",
        "\n\n",
        "--b",
        "--m--",
        "=?",
        "?=",
        "<",
        ">",
        "&#",
        "\0",
        "\u202e",
        ":",
        ";",
        "\"",
        "(",
        "boundary=",
        "charset=utf-16",
        "charset=utf-7",
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n",
        "From: ",
        "base64",
        "<!--",
        "style='",
        "{",
        "\ud83d",
    ];

    [Fact]
    public void Mutated_messages_never_throw_and_stay_bounded()
    {
        var change = Gen.Select(
            Gen.Int[0, 5],
            Gen.Int[0, 100_000],
            Gen.Int[0, 60],
            Gen.Byte,
            Gen.Int[0, s_tokens.Length - 1]
        );
        Gen.Select(Gen.Int[0, s_seeds.Length - 1], change.List[1, 12])
            .Sample(
                (seed, changes) =>
                {
                    var bytes = s_seeds[seed].ToList();
                    foreach (var (kind, where, length, value, token) in changes)
                    {
                        Mutate(bytes, kind, where, length, value, s_tokens[token]);
                    }

                    MailParserTests.AssertBounded(MailParserTests.Parse([.. bytes]));
                },
                iter: 4000
            );
    }

    [Fact]
    public void Random_bytes_never_throw_and_stay_bounded() =>
        Gen
            .Byte.Array[0, 2000]
            .Sample(bytes => MailParserTests.AssertBounded(MailParserTests.Parse(bytes)), iter: 2000);

    private static void Mutate(List<byte> bytes, int kind, int where, int length, byte value, string token)
    {
        var at = where % (bytes.Count + 1);
        var count = Math.Min(length, bytes.Count - at);
        switch (kind)
        {
            case 0:
                bytes.RemoveRange(at, count);
                break;
            case 1:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(token));
                break;
            case 2:
                bytes.InsertRange(at, bytes.GetRange(at, count));
                break;
            case 3:
                bytes.InsertRange(at, Enumerable.Repeat(value, length * 20));
                break;
            default:
                if (at < bytes.Count)
                {
                    bytes[at] = value;
                }

                break;
        }
    }
}
