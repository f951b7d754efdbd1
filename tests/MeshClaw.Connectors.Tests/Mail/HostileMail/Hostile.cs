using System.Text;
using CsCheck;
using MeshClaw.Core.Mail;

namespace MeshClaw.Connectors.Tests.Mail.HostileMail;

/// <summary>Messages, written short.</summary>
internal static class Hostile
{
    public const string Head =
        "From: Ana <ana@corp.example>\nTo: robin@corp.example\nSubject: Hello\nDate: Mon, 16 Nov 2026 08:30:00 +0100\n";

    public static MailMessage Parse(string raw, string trusted = "") => MailParserTests.Parse(raw, trusted);

    public static MailMessage Html(string html) => Parse($"{Head}Content-Type: text/html; charset=utf-8\n\n{html}");

    public static MailMessage Plain(string text) => Parse($"{Head}Content-Type: text/plain; charset=utf-8\n\n{text}\n");

    /// <summary>One of several.</summary>
    public static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    /// <summary>A multipart of parts, each with its header and an empty line.</summary>
    public static string Multipart(string kind, params string[] parts)
    {
        var raw = new StringBuilder($"Content-Type: multipart/{kind}; boundary=\"=b=\"\n\n");
        foreach (var part in parts)
        {
            raw.Append("--=b=\n").Append(part).Append('\n');
        }

        return raw.Append("--=b=--\n").ToString();
    }
}
