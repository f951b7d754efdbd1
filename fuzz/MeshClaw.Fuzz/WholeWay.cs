using MeshClaw.Connectors.Mail.Parsing;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Models;
using MeshClaw.Models.Triage;
using MeshClaw.Models.Triage.History;

namespace MeshClaw.Fuzz;

/// <summary>From bytes to what the owner reads: parsing, triage, report, view, prompt. Throws where a promise is broken.</summary>
internal static class WholeWay
{
    private static readonly Owner s_robin = new("Robin Vega", ["robin@corp.example"]);
    private static readonly DateTimeOffset s_now = new(2026, 11, 23, 6, 30, 0, TimeSpan.Zero);
    private static readonly MailParser s_parser = new(["mx.corp.example"]);

    public static void Go(byte[] raw)
    {
        var stored = new StoredMail(new MailLocation("INBOX", "1", "1"), s_now, raw.Length, MailFlags.Seen);
        using var stream = new MemoryStream(raw);
        var message = s_parser.Parse(stream, stored);
        Require(message.Text.Length <= MailMessage.MaxText && message.HiddenText.Length <= MailMessage.MaxText, "text");
        Require(
            message.Attachments.Length <= 200 && message.Defects.Length <= 20 && message.Links.Length <= 200,
            "lists"
        );
        Require(message.Signature.State is not MailSignatureState.Verified, "nothing here was signed");
        Clean(message.Text);
        Clean(message.HiddenText);

        var decision = TriageClassifier.Decide(message, MailboxHistory.Empty, [], s_robin, s_now);
        var report = new TriageReport(s_robin, s_now);
        report.Add(message, decision, true);
        foreach (var item in report.Build().Lines.SelectMany(l => l.Items))
        {
            Clean(item.Title);
            Clean(item.Reason);
        }

        Clean(MailView.Render(message));
    }

    private static void Clean(string text) =>
        Require(!text.Any(c => (char.IsControl(c) && c != '\n') || c is '\u202E' or '\u200B'), "unclean text");

    private static void Require(bool kept, string what)
    {
        if (!kept)
        {
            throw new InvalidDataException(what);
        }
    }
}
