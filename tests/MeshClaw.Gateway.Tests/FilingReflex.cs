using System.Collections.Immutable;
using System.Text.Json;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Models;
using MeshClaw.Core.Runs;
using MeshClaw.Core.Tools;

namespace MeshClaw.Gateway.Tests;

/// <summary>A reflex of three lines: every mail whose subject begins with "Issue" goes to Reading.</summary>
internal sealed class FilingReflex : IReflex
{
    public async Task<ReflexResult> RunAsync(ReflexContext context, CancellationToken cancellationToken)
    {
        var list = new ToolRequest(context.Connection, new("mail.list"), """{"folder":"INBOX","limit":500}""");
        var page = (MailPage)(await context.Read(list, cancellationToken)).Value;
        var proposals = page
            .Messages.Where(m => m.Subject.StartsWith("Issue", StringComparison.Ordinal))
            .Take(context.MaxActions)
            .Select(m => new Proposal(
                new ToolRequest(context.Connection, new("mail.move"), Move(m.Location)),
                "a list you read",
                0.9,
                "newsletters"
            ))
            .ToImmutableArray();
        context.Progress(page.Messages.Length, page.Messages.Length);
        return new ReflexResult(
            proposals,
            new RunReport { Headline = $"Inbox: {page.Messages.Length} messages", Items = page.Messages.Length }
        );
    }

    private static string Move(MailLocation at) =>
        JsonSerializer.Serialize(
            new Dictionary<string, string>
            {
                ["folder"] = at.Folder,
                ["id"] = at.Id,
                ["version"] = at.Version,
                ["to"] = "Reading",
            }
        );
}
