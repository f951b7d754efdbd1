using System.Collections.Immutable;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Models;

namespace MeshClaw.Models.Tests.Triage;

/// <summary>Messages and rules for tests, written short.</summary>
internal static class Mails
{
    public static readonly Owner Robin = new("Robin Vega", ["robin@corp.example"]);

    public static readonly DateTimeOffset Now = new(2026, 11, 23, 6, 30, 0, TimeSpan.Zero);

    public static readonly ImmutableArray<AgentRule> Rules =
    [
        Rule(MailCategory.Newsletter, "Reading"),
        Rule(MailCategory.Build, "Builds"),
        Rule(MailCategory.Receipt, "Receipts"),
        Rule(MailCategory.Travel, "Travel"),
        Rule(MailCategory.Notification, "Notifications"),
    ];

    private static int s_next;

    public static AgentRule Rule(MailCategory category, string folder) =>
        new($"{category} -> {folder}", 0, new RuleCondition.Category(category), new RuleDisposition.File(folder));

    public static AgentRule Rule(RuleCondition condition, RuleDisposition disposition) =>
        new("a rule", 0, condition, disposition);

    public static MailMessage From(
        string address,
        string subject,
        string text = "",
        string name = "",
        params string[] headers
    )
    {
        var id = Interlocked.Increment(ref s_next);
        return new MailMessage
        {
            Location = new MailLocation("INBOX", $"{id}", "1"),
            MessageId = $"m{id}@{address[(address.LastIndexOf('@') + 1)..]}",
            From = [new MailParty(name, address)],
            To = [new MailParty("Robin Vega", "robin@corp.example")],
            Subject = subject,
            Text = text,
            Received = Now.AddHours(-10),
            Headers = headers
                .Select(h => h.Split(": ", 2))
                .ToImmutableDictionary(h => h[0].ToLowerInvariant(), h => ImmutableArray.Create(h[1])),
        };
    }

    public static MailMessage Sent(string to, string name, DateTimeOffset at, string? answers = null) =>
        From("robin@corp.example", "Re: it") with
        {
            To = [new MailParty(name, to)],
            References = answers is null ? [] : [answers],
            Received = at,
        };
}
