using static MeshClaw.Connectors.Tests.Mail.HostileMail.MailCase;

namespace MeshClaw.Connectors.Tests.Mail.HostileMail;

internal static class MailTextCases
{
    public static MailCase[] All =>
        [
            new("utf-8", Of("Content-Type: text/plain; charset=utf-8\n\n" + Utf8("Grüße")), m => m.Text, "Grüße"),
            new("latin", Of("Content-Type: text/plain; charset=iso-8859-1\n\nGr\u00fc\u00dfe"), m => m.Text, "Grüße"),
            new(
                "windows-1252",
                Of("Content-Type: text/plain; charset=windows-1252\n\n\u0093Hi\u0094"),
                m => m.Text,
                "“Hi”"
            ),
            new(
                "shift_jis",
                Of("Content-Type: text/plain; charset=shift_jis\n\n\u0093\u00fa\u0096{"),
                m => m.Text,
                "日本"
            ),
            new(
                "utf-16 declared, ascii meant",
                Of("Content-Type: text/plain; charset=utf-16\n\nab"),
                m => m.Text.Length > 0 ? "kept" : "",
                "kept"
            ),
            new(
                "utf-7 is not believed",
                Of("Content-Type: text/plain; charset=utf-7\n\n+ADw-script+AD4-"),
                m => m.Text,
                "+ADw-script+AD4-"
            ),
            new(
                "ascii with 8 bits",
                Of("Content-Type: text/plain; charset=us-ascii\n\n" + Utf8("Grüße")),
                m => m.Text,
                "Grüße"
            ),
            new("no charset with 8 bits", Of("\n" + Utf8("Grüße")), m => m.Text, "Grüße"),
            new("charset of junk", Of("Content-Type: text/plain; charset=\"\u00ff\"\n\nHello"), m => m.Text, "Hello"),
            new("8-bit garbage", Of("\n\u0080\u0081\u00fe\u00ff\u00c3("), m => m.Text.Length > 0 ? "kept" : "", "kept"),
            new(
                "overlong utf-8",
                Of("Content-Type: text/plain; charset=utf-8\n\n\u00c0\u00bcscript"),
                m => m.Text.Contains('<') ? "fooled" : "not",
                "not"
            ),
            new(
                "quoted-printable",
                Of(
                    "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=C3=\n=9Fe"
                ),
                m => m.Text,
                "Grüße"
            ),
            new(
                "quoted-printable broken",
                Of("Content-Transfer-Encoding: quoted-printable\n\na=ZZb=4"),
                m => m.Text.StartsWith('a') ? "kept" : "",
                "kept"
            ),
            new(
                "base64",
                Of("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nR3LDvMOfZQ=="),
                m => m.Text,
                "Grüße"
            ),
            new(
                "base64 without padding",
                Of("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nSGVsbG8"),
                m => m.Text.StartsWith("Hel", StringComparison.Ordinal) ? "kept" : "",
                "kept"
            ),
            new("base64 with junk", Of("Content-Transfer-Encoding: base64\n\nSG!Vs\nbG8="), m => m.Text, "Hello"),
            new(
                "base64 padded within",
                Of("Content-Transfer-Encoding: base64\n\nSGk=SGk="),
                m => m.Text.StartsWith("Hi", StringComparison.Ordinal) ? "kept" : "",
                "kept"
            ),
            new(
                "uuencode",
                Of("Content-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n%2&5L;&\\`\n`\nend\n"),
                m => m.Text,
                "Hello"
            ),
            new("unknown encoding", Of("Content-Transfer-Encoding: x-none\n\nHello"), m => m.Text, "Hello"),
            new(
                "encoding of a multipart",
                Of(
                    "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\n--b\n\nHello\n--b--"
                ),
                m => m.Text.Length >= 0 ? "kept" : "",
                "kept"
            ),
            new(
                "format flowed",
                Of("Content-Type: text/plain; format=flowed\n\nHello \nRobin"),
                m => m.Text,
                "Hello\nRobin"
            ),
            new(
                "escape sequences",
                Of("\n\u001b[31mred\u001b[0m"),
                m => m.Text.Contains('\u001b') ? "raw" : "clean",
                "clean"
            ),
            new("zero bytes", Of("\na\0b"), m => m.Text, "a b"),
            new("html without end", Of("Content-Type: text/html\n\n<p>Hello <b"), m => m.Text, "Hello"),
            new(
                "html script",
                Of("Content-Type: text/html\n\n<script>alert('x')</script><p onclick=alert(1)>Hello"),
                m => m.Text + m.HiddenText,
                "Hello"
            ),
            new(
                "html entities",
                Of("Content-Type: text/html\n\nGr&uuml;&szlig;e &lt;b&gt; &#x48;&#105;"),
                m => m.Text,
                "Grüße <b> Hi"
            ),
            new(
                "html entity of nothing",
                Of("Content-Type: text/html\n\n&#0;&#xFFFFFFFF;&nosuch;x"),
                m => m.Text.EndsWith('x') ? "kept" : "",
                "kept"
            ),
            new(
                "html in utf-8 by meta",
                Of("Content-Type: text/html\n\n<meta charset=utf-8>" + Utf8("Grüße")),
                m => m.Text,
                "Grüße"
            ),
            new(
                "html doctype and xml",
                Of("Content-Type: text/html\n\n<?xml version='1.0'?><!DOCTYPE html [<!ENTITY a 'b'>]><p>Hello"),
                m => m.Text.Contains("Hello") ? "read" : "",
                "read"
            ),
            new(
                "html tables",
                Of("Content-Type: text/html\n\n<table><tr><td>a<td>b<tr><td>c</table>"),
                m => m.Text.Replace("\n\n", "\n"),
                "a b\nc"
            ),
            new(
                "html image alone",
                Of("Content-Type: text/html\n\n<img src=http://x.example/1.gif alt='pay now'>"),
                m => $"{m.Text}|{m.HiddenText}|{m.RemoteImages}",
                "|pay now|1"
            ),
            new(
                "html base",
                Of("Content-Type: text/html\n\n<base href=http://evil.example><a href=x>Hello</a>"),
                m => m.Links[0].Target,
                "x"
            ),
            new(
                "html plaintext tag",
                Of("Content-Type: text/html\n\nHello<plaintext><p>x"),
                m => m.Text.StartsWith("Hello", StringComparison.Ordinal) ? "read" : "",
                "read"
            ),
            new(
                "html in plain",
                Of("Content-Type: text/plain\n\n<p style='display:none'>Hello</p>"),
                m => m.Text,
                "<p style='display:none'>Hello</p>"
            ),
            new(
                "tag characters",
                Of("Content-Type: text/plain; charset=utf-8\n\nHi" + Utf8("\U000E0061\U000E0062\U000E0063")),
                m => m.Text + m.HiddenText.Contains("abc"),
                "HiTrue"
            ),
            new(
                "lone surrogates",
                Of("Content-Type: text/plain; charset=utf-8\n\na\u00ed\u00a0\u0080b"),
                m => m.Text.StartsWith('a') ? "kept" : "",
                "kept"
            ),
            new(
                "byte order mark",
                Of("Content-Type: text/plain; charset=utf-8\n\n" + Utf8("\uFEFFHello")),
                m => m.Text,
                "Hello"
            ),
            new("empty", "", m => m.Text, ""),
            new("one line end", "\n", m => m.Text, ""),
            new("no header", "Hello there, no header at all", m => m.Defects.Length > 0 ? "told" : "", "told"),
        ];
}
