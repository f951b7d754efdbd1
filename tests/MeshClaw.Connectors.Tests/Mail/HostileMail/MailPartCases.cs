using static MeshClaw.Connectors.Tests.Mail.HostileMail.MailCase;

namespace MeshClaw.Connectors.Tests.Mail.HostileMail;

internal static class MailPartCases
{
    private const string Html = "Content-Type: text/html\n\n<p>Hello <b>Robin</b></p>";
    private const string Plain = "Content-Type: text/plain\n\nHello Robin";
    private const string Zip =
        "Content-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: base64\n\nUEsDBA==";

    public static MailCase[] All =>
        [
            new(
                "two plain parts",
                Of(Hostile.Multipart("mixed", Plain, "\nand more")),
                m => m.Text.Replace("\n\n", "\n"),
                "Hello Robin\nand more"
            ),
            new(
                "alternative",
                Of(Hostile.Multipart("alternative", Plain, Html)),
                m => m.Text + m.HiddenText,
                "Hello Robin"
            ),
            new(
                "alternative html first",
                Of(Hostile.Multipart("alternative", Html, Plain)),
                m => m.Text,
                "Hello Robin"
            ),
            new(
                "alternative in related",
                Of(Hostile.Multipart("related", Html, "Content-Type: image/png\nContent-ID: <1>\n\nx")),
                m => m.Text + m.Attachments.Length,
                "Hello Robin0"
            ),
            new(
                "attachment",
                Of(Hostile.Multipart("mixed", Plain, Zip)),
                MailCase.Files,
                "a.zip|application/zip|application/zip|"
            ),
            new(
                "attachment by disposition",
                Of(
                    Hostile.Multipart(
                        "mixed",
                        Plain,
                        "Content-Type: text/plain\nContent-Disposition: attachment; filename=n.txt\n\nnote"
                    )
                ),
                m => m.AttachedText,
                "note"
            ),
            new(
                "attachment name encoded",
                Of(Hostile.Multipart("mixed", Plain, "Content-Type: image/png; name=\"=?utf-8?Q?=C3=BC.png?=\"\n\nx")),
                MailCase.Files,
                "ü.png|image/png||"
            ),
            new(
                "attachment name of RFC 2231",
                Of(
                    Hostile.Multipart(
                        "mixed",
                        Plain,
                        "Content-Type: image/png; name*0*=utf-8''%C3%BC; name*1=.png\n\nx"
                    )
                ),
                MailCase.Files,
                "ü.png|image/png||"
            ),
            new(
                "attachment name turned around",
                Of(
                    Hostile.Multipart(
                        "mixed",
                        Plain,
                        "Content-Type: application/x-a; name=\"=?utf-8?Q?a=E2=80=AEgpj.exe?=\"\n\nx"
                    )
                ),
                MailCase.Files,
                "agpj.exe|application/x-a||"
            ),
            new(
                "attachment name with path",
                Of(Hostile.Multipart("mixed", Plain, "Content-Type: application/x-a; name=\"../../etc/passwd\"\n\nx")),
                MailCase.Files,
                "../../etc/passwd|application/x-a||"
            ),
            new(
                "attachment that lies",
                Of(
                    Hostile.Multipart(
                        "mixed",
                        Plain,
                        "Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\nTVqQAAMAAAAEAAAA"
                    )
                ),
                MailCase.Files,
                "a.pdf|application/pdf|application/vnd.microsoft.portable-executable|"
            ),
            new(
                "attached message",
                Of(
                    Hostile.Multipart(
                        "mixed",
                        Plain,
                        "Content-Type: message/rfc822\n\nFrom: i@x.example\nSubject: In\n\ninner"
                    )
                ),
                m => m.Text.Contains("inner") ? "read" : "",
                "read"
            ),
            new(
                "attached message in base64",
                Of(
                    Hostile.Multipart(
                        "mixed",
                        Plain,
                        "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nRnJvbTogYQ=="
                    )
                ),
                m => m.Text.Contains("Hello") ? "read" : "",
                "read"
            ),
            new(
                "delivery status",
                Of(
                    Hostile.Multipart(
                        "report",
                        Plain,
                        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nAction: failed"
                    )
                ),
                m => m.Text,
                "Hello Robin"
            ),
            new(
                "external body",
                Of(
                    "Content-Type: message/external-body; access-type=URL; URL=\"http://evil.example\"\n\nContent-Type: image/png\n\n"
                ),
                m => m.RemoteImages.ToString(),
                "0"
            ),
            new(
                "partial",
                Of("Content-Type: message/partial; id=1; number=1; total=2\n\nSubject: x\n\nhello"),
                m => m.Text,
                ""
            ),
            new(
                "no closing boundary",
                Of("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello"),
                m => m.Text,
                "Hello"
            ),
            new(
                "no boundary at all",
                Of("Content-Type: multipart/mixed; boundary=b\n\nHello"),
                m => m.Text.Length.ToString(),
                "0"
            ),
            new(
                "boundary missing",
                Of("Content-Type: multipart/mixed\n\n--b\n\nHello\n--b--"),
                m => m.Text.Length is >= 0 ? "kept" : "",
                "kept"
            ),
            new(
                "boundary with blanks",
                Of("Content-Type: multipart/mixed; boundary=\"a b\"\n\n--a b\n\nHello\n--a b--"),
                m => m.Text,
                "Hello"
            ),
            new(
                "boundary line with trailing blanks",
                Of("Content-Type: multipart/mixed; boundary=b\n\n--b  \n\nHello\n--b--  \n"),
                m => m.Text,
                "Hello"
            ),
            new(
                "boundary that begins another",
                Of("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--bc\nstill\n--b--"),
                m => m.Text.Contains("still") ? "still" : "cut",
                "still"
            ),
            new(
                "boundary twice declared",
                Of("Content-Type: multipart/mixed; boundary=a; boundary=b\n\n--a\n\nHello\n--a--"),
                m => m.Text.Contains("Hello") || m.Text.Length == 0 ? "kept" : "",
                "kept"
            ),
            new(
                "same boundary within",
                Of(
                    "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b--\n--b--"
                ),
                m => m.Text.Contains("Hello") ? "read" : "",
                "read"
            ),
            new(
                "preamble and epilogue",
                Of("Content-Type: multipart/mixed; boundary=b\n\npreamble\n--b\n\nHello\n--b--\nepilogue"),
                m => m.Text,
                "Hello"
            ),
            new(
                "part without header",
                Of("Content-Type: multipart/mixed; boundary=b\n\n--b\nHello there\n--b--"),
                m => m.Text.Length >= 0 ? "kept" : "",
                "kept"
            ),
            new(
                "two content types",
                Of("Content-Type: text/plain\nContent-Type: text/html\n\n<p>Hello</p>"),
                m => m.Text.Contains("Hello") ? "read" : "",
                "read"
            ),
            new("content type of junk", Of("Content-Type: ;;;\n\nHello"), m => m.Text + m.Attachments.Length, "Hello0"),
            new("content type without subtype", Of("Content-Type: text\n\nHello"), m => m.Text, "Hello"),
            new("content type in capitals", Of("CONTENT-TYPE: TEXT/HTML\n\n<p>Hello</p>"), m => m.Text, "Hello"),
            new("unknown multipart", Of(Hostile.Multipart("x-strange", Plain)), m => m.Text, "Hello Robin"),
            new("unknown text", Of("Content-Type: text/x-strange\n\nHello"), m => m.Text, "Hello"),
            new(
                "calendar",
                Of("Content-Type: text/calendar; method=CANCEL\n\nBEGIN:VCALENDAR\nSUMMARY:Lunch\nEND:VCALENDAR"),
                m => m.CalendarMethod + m.Text,
                "CANCELLunch"
            ),
            new(
                "calendar folded",
                Of("Content-Type: text/calendar\n\nMETHOD:REQUEST\nSUMMARY:Lun\n ch"),
                m => m.CalendarMethod + m.Text,
                "REQUESTLunch"
            ),
            new(
                "winmail.dat of junk",
                Of("Content-Type: application/ms-tnef; name=winmail.dat\n\njunk"),
                m => m.Attachments.Length.ToString(),
                "1"
            ),
            new(
                "winmail.dat cut short",
                Of(
                    "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\neJ8+IgAA"
                ),
                MailCase.Files,
                "winmail.dat|application/ms-tnef|application/vnd.ms-tnef|"
            ),
            new(
                "winmail.dat with a text",
                Of(
                    "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
                        + Tnef.WithFile("report.doc", "hello")
                ),
                m => m.Attachments.Length > 1 ? m.Attachments[1].FileName + m.Attachments[1].Within : "",
                "report.docwinmail.dat"
            ),
            new("archive is not opened", Of(Hostile.Multipart("mixed", Plain, Zip)), m => m.AttachedText, ""),
            new("empty part", Of(Hostile.Multipart("mixed", "", Plain)), m => m.Text, "Hello Robin"),
            new("no body", "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n", m => m.Text, ""),
            new(
                "three versions",
                Of(
                    Hostile.Multipart(
                        "alternative",
                        Plain,
                        "Content-Type: text/enriched\n\n<bold>Hello</bold> Robin",
                        Html
                    )
                ),
                m => m.Text,
                "Hello Robin"
            ),
        ];
}
