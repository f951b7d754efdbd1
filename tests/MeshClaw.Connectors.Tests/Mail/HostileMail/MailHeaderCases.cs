using static MeshClaw.Connectors.Tests.Mail.HostileMail.MailCase;

namespace MeshClaw.Connectors.Tests.Mail.HostileMail;

internal static class MailHeaderCases
{
    public static MailCase[] All =>
        [
            new("plain", Headed("Subject: Hello"), m => m.Subject, "Hello"),
            new("CRLF", Headed("Subject: Hello").Replace("\n", "\r\n"), m => m.Subject + m.Text, "Hellox"),
            new("mixed line ends", Headed("Subject: Hello\r\nX-A: b"), m => m.Subject + m.Text, "Hellox"),
            new("folded with tab", Headed("Subject: Hel\n\tlo"), m => m.Subject, "Hel lo"),
            new("folded over blank lines", Headed("Subject: Hel\n \n lo"), m => m.Subject, "Hel lo"),
            new("empty subject", Headed("Subject:"), m => m.Subject, ""),
            new("no subject", Headed("X-A: b"), m => m.Subject, ""),
            new("two subjects", Headed("Subject: one\nSubject: two"), m => m.Subject, "one"),
            new("blank before colon", Headed("Subject : Hello"), m => m.Subject, "Hello"),
            new("lower-case field", Headed("subject: Hello"), m => m.Subject, "Hello"),
            new("8-bit latin subject", Headed("Subject: Gr\u00fc\u00dfe"), m => m.Subject, "Grüße"),
            new("8-bit utf-8 subject", Headed("Subject: " + Utf8("Grüße")), m => m.Subject, "Grüße"),
            new("encoded utf-8 Q", Headed("Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?="), m => m.Subject, "Grüße"),
            new("encoded utf-8 B", Headed("Subject: =?UTF-8?b?R3LDvMOfZQ==?="), m => m.Subject, "Grüße"),
            new("encoded latin", Headed("Subject: =?iso-8859-1?Q?Gr=FC=DFe?="), m => m.Subject, "Grüße"),
            new("encoded koi8", Headed("Subject: =?koi8-r?B?8NLJ18XU?="), m => m.Subject, "Привет"),
            new("encoded gb2312", Headed("Subject: =?gb2312?B?xOO6ww==?="), m => m.Subject, "你好"),
            new(
                "encoded over two words",
                Headed("Subject: =?utf-8?B?R3LD?=\n =?utf-8?B?vMOfZQ==?="),
                m => m.Subject,
                "Grüße"
            ),
            new("encoded words joined", Headed("Subject: =?utf-8?Q?a?= =?utf-8?Q?b?="), m => m.Subject, "ab"),
            new("encoded with language", Headed("Subject: =?utf-8*de?Q?Gr=C3=BC=C3=9Fe?="), m => m.Subject, "Grüße"),
            new("encoded unknown charset", Headed("Subject: =?x-none?Q?abc?="), m => m.Subject, "abc"),
            new("encoded broken", Headed("Subject: =?utf-8?B?????="), m => m.Subject.Length < 40 ? "kept" : "", "kept"),
            new("encoded unended", Headed("Subject: =?utf-8?Q?abc"), m => m.Subject, "=?utf-8?Q?abc"),
            new("encoded line break", Headed("Subject: =?utf-8?Q?a=0D=0AX-Evil:_b?="), m => m.Subject, "aX-Evil: b"),
            new("encoded escape", Headed("Subject: =?utf-8?Q?a=1B[31mb?="), m => m.Subject, "a [31mb"),
            new("encoded direction", Headed("Subject: =?utf-8?B?4oCuZXZpbA==?="), m => m.Subject, "evil"),
            new("zero byte in subject", Headed("Subject: a\0b"), m => m.Subject, "a b"),
            new("only an address", First("From: ana@corp.example"), Froms, "<ana@corp.example>"),
            new("name and address", First("From: Ana Ruiz <Ana@Corp.Example>"), Froms, "Ana Ruiz<ana@corp.example>"),
            new(
                "quoted name with comma",
                First("From: \"Ruiz, Ana\" <ana@corp.example>"),
                Froms,
                "Ruiz, Ana<ana@corp.example>"
            ),
            new("comment as name", First("From: ana@corp.example (Ana)"), Froms, "Ana<ana@corp.example>"),
            new("unquoted dot in name", First("From: Ana R. <ana@corp.example>"), Froms, "Ana R.<ana@corp.example>"),
            new(
                "address in name",
                First("From: \"ana@corp.example\" <eve@evil.example>"),
                Froms,
                "ana@corp.example<eve@evil.example>"
            ),
            new("two addresses", First("From: ana@corp.example, eve@evil.example"), m => m.From.Length.ToString(), "2"),
            new(
                "two froms",
                First("From: ana@corp.example\nFrom: eve@evil.example"),
                m => m.From.Length.ToString(),
                "2"
            ),
            new("group", First("From: Team: ana@corp.example, bo@corp.example;"), m => m.From.Length.ToString(), "2"),
            new("empty group", First("From: undisclosed:;"), m => m.From.Length.ToString(), "0"),
            new("route", First("From: <@a.example,@b.example:ana@corp.example>"), Froms, "<ana@corp.example>"),
            new(
                "international domain",
                First("From: ana@" + Utf8("münchen.example")),
                Froms,
                "<ana@xn--mnchen-3ya.example>"
            ),
            new(
                "international local part",
                First("From: " + Utf8("jürgen") + "@corp.example"),
                m => m.From.Any(f => f.Address is not null) ? "plain" : "none",
                "none"
            ),
            new(
                "zero byte in address",
                First("From: ana@corp.example\0.evil.example"),
                m => m.From.Any(f => f.Address == "ana@corp.example") ? "fooled" : "not",
                "not"
            ),
            new(
                "two ats",
                First("From: ana@corp.example@evil.example"),
                m => m.From.Any(f => f.Address == "ana@corp.example") ? "fooled" : "not",
                "not"
            ),
            new(
                "no address",
                First("From: Ana"),
                m => m.From.Any(f => f.Address is not null) ? "plain" : "none",
                "none"
            ),
            new("no from", "To: a@b.example\n\nx\n", Defects, "It has no From. It has no readable Date."),
            new("encoded name", First("From: =?utf-8?Q?J=C3=BCrgen?= <j@b.example>"), Froms, "Jürgen<j@b.example>"),
            new(
                "encoded comma in name",
                First("From: =?utf-8?Q?eve=40evil.example=2C_x?= <ana@corp.example>"),
                Froms,
                "eve@evil.example, x<ana@corp.example>"
            ),
            new("message id", Headed("Message-ID: <1@x>"), m => m.MessageId, "1@x"),
            new("message id folded", Headed("Message-ID:\n <1@x>"), m => m.MessageId, "1@x"),
            new("message id without brackets", Headed("Message-ID: 1@x"), m => m.MessageId ?? "none", "none"),
            new(
                "references",
                Headed("References: <1@x>\n <2@x>\nIn-Reply-To: <3@x>"),
                m => string.Join(" ", m.References),
                "1@x 2@x 3@x"
            ),
            new(
                "references of junk",
                Headed("References: junk <1@x junk <2@x>"),
                m => m.References.Length <= 2 ? "few" : "",
                "few"
            ),
            new("no date", "From: a@b.example\n\nx\n", Defects, "It has no readable Date."),
            new("date of junk", "From: a@b.example\nDate: yesterday\n\nx\n", Defects, "It has no readable Date."),
            new("list id", Headed("List-Id: News <n.x.example>"), m => m.Headers["list-id"][0], "News <n.x.example>"),
            new("same header twice", Headed("X-A: 1\nx-a: 2"), m => string.Join(",", m.Headers["x-a"]), "1,2"),
            new(
                "mbox line first",
                "From a@b.example Mon Nov 16 08:30:00 2026\n" + Headed("Subject: Hello"),
                m => m.Subject,
                "Hello"
            ),
            new(
                "line without colon",
                Headed("this is no header\nSubject: Hello"),
                m => m.Subject + m.Text.Length.ToString() is { Length: > 0 } ? "kept" : "",
                "kept"
            ),
            new("colon first", Headed(": x\nSubject: Hello"), m => m.From.Length.ToString(), "1"),
            new("forged results above", Headed("X-A: b"), m => m.Authentication.ToString(), "None"),
            new(
                "results within received",
                "Received: from x; Authentication-Results: mx; dmarc=pass\n" + Headed("X-A: b"),
                m => m.Authentication.ToString(),
                "None"
            ),
        ];
}
