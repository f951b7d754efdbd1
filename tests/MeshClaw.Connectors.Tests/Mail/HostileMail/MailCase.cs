using System.Text;
using MeshClaw.Core.Mail;

namespace MeshClaw.Connectors.Tests.Mail.HostileMail;

/// <summary>A raw message and one thing that must be read from it. The seeds of the fuzzers too.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Raw">Its bytes, one a character.</param>
/// <param name="Read">What is looked at.</param>
/// <param name="Expected">What it must be.</param>
internal sealed record MailCase(string Name, string Raw, Func<MailMessage, string?> Read, string? Expected)
{
    private const string Date = "Date: Mon, 16 Nov 2026 08:30:00 +0100\n";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MailCase> All { get; } =
    [.. MailHeaderCases.All, .. MailPartCases.All, .. MailTextCases.All];

    public byte[] Bytes => Encoding.Latin1.GetBytes(Raw);

    /// <summary>Text as the bytes of its UTF-8.</summary>
    public static string Utf8(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>A message with these headers, and the text "x".</summary>
    public static string Headed(string headers) => $"From: a@b.example\n{Date}{headers}\n\nx\n";

    /// <summary>A message that begins with these headers.</summary>
    public static string First(string headers) => $"{headers}\n{Date}\nx\n";

    /// <summary>A message with a body that begins with its own headers.</summary>
    public static string Of(string body) => $"From: a@b.example\n{Date}MIME-Version: 1.0\n{body}";

    public static string Defects(MailMessage message) => string.Join(" ", message.Defects);

    public static string Files(MailMessage message) =>
        string.Join(", ", message.Attachments.Select(a => $"{a.FileName}|{a.ContentType}|{a.ActualType}|{a.Within}"));

    public static string Froms(MailMessage message) =>
        string.Join(", ", message.From.Select(f => $"{f.Name}<{f.Address}>"));
}
