using CsCheck;
using MeshClaw.Core.Mail;

namespace MeshClaw.Connectors.Tests.Mail.HostileMail;

/// <summary>Messages, written short.</summary>
internal static partial class Hostile
{
    public static MailMessage Parse(string raw, string trusted = "") => MailParserTests.Parse(raw, trusted);

    public static MailMessage Html(string html) => Parse($"{Head}Content-Type: text/html; charset=utf-8\n\n{html}");

    public static MailMessage Plain(string text) => Parse($"{Head}Content-Type: text/plain; charset=utf-8\n\n{text}\n");

    /// <summary>One of several.</summary>
    public static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);
}
