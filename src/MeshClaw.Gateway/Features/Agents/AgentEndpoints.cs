using MeshClaw.Core.Agents;
using MeshClaw.Core.Files;
using MeshClaw.Gateway.Problems;
using MeshClaw.Gateway.Scheduling;
using MeshClaw.Policy;
using MeshClaw.Policy.Grants;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Agents;

/// <summary>The agents: list, look, put on hold, and "always for this sender".</summary>
internal static class AgentEndpoints
{
    private static readonly Lock s_editing = new();

    public static void MapAgents(this RouteGroupBuilder v1)
    {
        v1.MapGet("/agents", List);
        v1.MapGet("/agents/{agent}", Get);
        v1.MapPost("/agents/{agent}/pause", PauseAsync);
        v1.MapPost("/agents/{agent}/resume", ResumeAsync);
        v1.MapPost("/agents/{agent}/rules", AddRuleAsync);
    }

    private static JsonHttpResult<IReadOnlyList<AgentResponse>> List(GatewayServices services, TimeProvider time) =>
        Answer.With(
            [.. services.Agents.List().Select(a => Of(a, services, time))],
            ProtocolJson.Default.IReadOnlyListAgentResponse
        );

    private static IResult Get(string agent, GatewayServices services, GatewayOptions options, TimeProvider time) =>
        services.Agents.FindListing(new AgentName(agent)) is { } found
            ? Whole(found, services, options, time)
            : Unknown(agent);

    private static async Task<IResult> PauseAsync(
        string agent,
        GatewayServices services,
        GatewayOptions options,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var name = new AgentName(agent);
        if (services.Agents.FindListing(name) is null)
        {
            return Unknown(agent);
        }

        services.Agents.Pause(name);
        await services.Audit.AppendAsync("agent.paused", AuditDetails.Of(("agent", agent)), cancellationToken);
        return Get(agent, services, options, time);
    }

    private static async Task<IResult> ResumeAsync(
        string agent,
        GatewayServices services,
        GatewayOptions options,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var name = new AgentName(agent);
        if (services.Agents.FindListing(name) is null)
        {
            return Unknown(agent);
        }

        await services.Audit.AppendAsync("agent.resumed", AuditDetails.Of(("agent", agent)), cancellationToken);
        services.Agents.Resume(name);
        return Get(agent, services, options, time);
    }

    private static async Task<IResult> AddRuleAsync(
        string agent,
        RuleRequest request,
        GatewayServices services,
        GatewayOptions options,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var name = new AgentName(agent);
        if (services.Agents.FindListing(name) is null)
        {
            return Unknown(agent);
        }

        var parsed = AgentRuleParser.Parse(request.Rule ?? "");
        if (parsed.Rule is not { } rule)
        {
            return new ProblemResult("invalid", parsed.Error ?? "That is no rule.");
        }

        var path = options.Home.AgentFile(name);
        lock (s_editing)
        {
            var edit = AgentFileEditor.AddRule(path, File.ReadAllText(path), rule, services.Contexts.Current);
            if (edit.Text is null)
            {
                return new ProblemResult("invalid", edit.Refusal ?? "The rule cannot be added.");
            }

            AtomicFile.Write(path, edit.Text);
        }

        var details = AuditDetails.Of(("agent", agent), ("rule", AgentRuleParser.ToText(rule)));
        await services.Audit.AppendAsync("agent.rule-added", details, cancellationToken);
        return Get(agent, services, options, time);
    }

    private static JsonHttpResult<AgentResponse> Whole(
        AgentListing listing,
        GatewayServices services,
        GatewayOptions options,
        TimeProvider time
    )
    {
        var path = options.Home.AgentFile(listing.Name);
        var text = File.Exists(path) ? File.ReadAllText(path) : null;
        return Answer.With(Of(listing, services, time) with { Text = text }, ProtocolJson.Default.AgentResponse);
    }

    private static AgentResponse Of(AgentListing listing, GatewayServices services, TimeProvider time)
    {
        var definition = listing.Definition;
        var zone = services.Files.Config.Current.Zone;
        return new AgentResponse
        {
            Name = listing.Name.Value,
            Description = definition?.Description ?? "",
            State =
                definition is null ? "invalid"
                : definition.Grant.Paused ? "paused"
                : "active",
            Autonomy = definition is null ? "" : AutonomyOf(definition.Grant.Autonomy),
            Connections = [.. definition?.Grant.Connections.Select(c => c.Value) ?? []],
            When = [.. definition?.When.Select(TextOf) ?? []],
            Next =
                definition is null || definition.Grant.Paused
                    ? null
                    : SchedulePlan.Next(definition, time.GetUtcNow(), zone)?.ToUniversalTime(),
            Problems = [.. listing.Problems],
        };
    }

    private static string AutonomyOf(Autonomy autonomy) =>
        autonomy switch
        {
            Autonomy.Observe => "observe",
            Autonomy.Propose => "propose",
            Autonomy.ActReversibly => "act-reversibly",
            Autonomy.Act => "act",
        };

    private static string TextOf(AgentTrigger trigger) =>
        trigger switch
        {
            AgentTrigger.Schedule schedule => schedule.Text,
            AgentTrigger.Event happening => happening.Name,
            _ => throw new InvalidOperationException($"A trigger of no known kind: {trigger.GetType().Name}."),
        };

    private static ProblemResult Unknown(string agent) => Answer.NotFound($"agent '{agent}'", "meshclaw agents list");
}
