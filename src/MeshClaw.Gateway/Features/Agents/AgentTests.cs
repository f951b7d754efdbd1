using MeshClaw.Core.Runs.Rehearsals;
using MeshClaw.Gateway.Problems;
using MeshClaw.Gateway.Scheduling;
using MeshClaw.Policy;
using MeshClaw.Policy.Guarding;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Http;

namespace MeshClaw.Gateway.Features.Agents;

/// <summary>Shows what an agent would have done with what came lately.</summary>
internal static class AgentTests
{
    private const int MostMinutes = 31 * 24 * 60;
    private const string Inbox = "INBOX";

    public static async Task<IResult> RunAsync(
        string agent,
        AgentTestRequest request,
        GatewayServices services,
        GatewayOptions options,
        CancellationToken cancellationToken
    )
    {
        if (request.Minutes is < 1 or > MostMinutes)
        {
            return new ProblemResult("invalid", $"minutes must be 1 to {MostMinutes}, not {request.Minutes}.");
        }

        var name = new AgentName(agent);
        var listing = services.Agents.FindListing(name);
        if (listing is null)
        {
            return Answer.NotFound($"agent '{agent}'", "meshclaw agents list");
        }

        var limit = request.Limit ?? listing.Definition?.Grant.Limits.ActionsPerRun ?? 1;
        if (request.Limit is not null && Answer.RefuseLimit(limit) is { } refusal)
        {
            return refusal;
        }

        var since = options.Time.GetUtcNow() - TimeSpan.FromMinutes(request.Minutes);
        var seen = await services.Engine.RehearseAsync(name, since, limit, cancellationToken);
        var details = AuditDetails.Of(
            ("agent", agent),
            ("calls", $"{seen.Calls.Length}"),
            ("input", $"{seen.Usage?.Input}"),
            ("output", $"{seen.Usage?.Output}")
        );
        await services.Audit.AppendAsync("agent.tested", details, cancellationToken);
        var starts = services.Agents.Find(name) is { } now ? services.PastStarts.Find(now, seen) : [];
        return Answer.With(Of(seen, starts), ProtocolJson.Default.AgentTestResponse);
    }

    private static AgentTestResponse Of(Rehearsal seen, IReadOnlyList<PastStart> starts) =>
        new()
        {
            Agent = seen.Agent.Value,
            Since = seen.Since,
            Until = seen.Until,
            Starts = [.. starts.Select(s => new AgentTestStart(s.At, s.Why))],
            Messages = seen.Mails.Length,
            InInbox = seen.Mails.Count(m => string.Equals(m.Folder, Inbox, StringComparison.OrdinalIgnoreCase)),
            Calls =
            [
                .. seen.Calls.Select(c => new AgentTestCall(
                    c.Connection.Value,
                    c.Tool.Value,
                    c.Title,
                    c.Arguments,
                    c.Reason,
                    Word(c.Verdict),
                    c.Explanation
                )),
            ],
            Left = seen.Left,
            Reply = seen.Reply,
            Usage = seen.Usage is { } usage
                ? new TurnUsageDto(usage.Input, usage.Output, usage.Cached, seen.IsLocal ? 0 : null)
                : null,
            Notes = [.. seen.Notes],
        };

    private static string Word(Verdict verdict) =>
        verdict switch
        {
            Verdict.Allow => "allow",
            Verdict.Ask => "ask",
            Verdict.Deny => "deny",
        };
}
