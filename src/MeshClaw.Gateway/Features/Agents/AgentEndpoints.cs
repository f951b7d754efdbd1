using MeshClaw.Core.Agents;
using MeshClaw.Core.Files;
using MeshClaw.Gateway.Agents;
using MeshClaw.Gateway.Problems;
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
    /// <summary>Held while an agent's file is read, changed and written.</summary>
    internal static readonly Lock Editing = new();

    public static void MapAgents(this RouteGroupBuilder v1)
    {
        v1.MapGet("/agents", ListAsync);
        v1.MapGet("/agents/{agent}", GetAsync);
        v1.MapPost("/agents/{agent}/pause", PauseAsync);
        v1.MapPost("/agents/{agent}/resume", ResumeAsync);
        v1.MapPost("/agents/{agent}/rules", AddRuleAsync);
        v1.MapAgentFiles();
        v1.MapPost("/agents/{agent}/test", AgentTests.RunAsync);
    }

    private static async Task<JsonHttpResult<IReadOnlyList<AgentResponse>>> ListAsync(
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        var agents = new List<AgentResponse>();
        foreach (var listing in services.Agents.List())
        {
            agents.Add(await OfAsync(listing, services, cancellationToken));
        }

        return Answer.With(agents, ProtocolJson.Default.IReadOnlyListAgentResponse);
    }

    /// <summary>One agent whole.</summary>
    internal static async Task<IResult> GetAsync(
        string agent,
        GatewayServices services,
        GatewayOptions options,
        CancellationToken cancellationToken
    ) =>
        services.Agents.FindListing(new AgentName(agent)) is { } found
            ? await WholeAsync(found, services, options, cancellationToken)
            : Unknown(agent);

    private static async Task<IResult> PauseAsync(
        string agent,
        GatewayServices services,
        GatewayOptions options,
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
        return await GetAsync(agent, services, options, cancellationToken);
    }

    private static async Task<IResult> ResumeAsync(
        string agent,
        GatewayServices services,
        GatewayOptions options,
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
        return await GetAsync(agent, services, options, cancellationToken);
    }

    private static async Task<IResult> AddRuleAsync(
        string agent,
        RuleRequest request,
        GatewayServices services,
        GatewayOptions options,
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
        lock (Editing)
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
        return await GetAsync(agent, services, options, cancellationToken);
    }

    private static async Task<JsonHttpResult<AgentResponse>> WholeAsync(
        AgentListing listing,
        GatewayServices services,
        GatewayOptions options,
        CancellationToken cancellationToken
    )
    {
        var path = options.Home.AgentFile(listing.Name);
        var text = File.Exists(path) ? await File.ReadAllTextAsync(path, cancellationToken) : null;
        var agent = await OfAsync(listing, services, cancellationToken);
        return Answer.With(
            agent with
            {
                Text = text,
                Version = AgentFiles.VersionOf(path),
                Can = listing.Definition is { } definition ? AgentContexts.Describe(definition.Grant) : null,
            },
            ProtocolJson.Default.AgentResponse
        );
    }

    private static async Task<AgentResponse> OfAsync(
        AgentListing listing,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        var definition = listing.Definition;
        var next = definition is null ? null : await services.NextStarts.FindAsync(definition, cancellationToken);
        var quiet = definition?.Quiet ?? services.Files.Config.Current.Quiet;
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
            When = [.. definition?.When.Select(t => t.ToWords()) ?? []],
            Zone = definition?.Zone?.Id,
            Quiet = definition is null || quiet.IsNone ? null : quiet.Text,
            Next = next?.At,
            NextWhy = next?.Why,
            Problems = [.. listing.Problems],
        };
    }

    internal static string AutonomyOf(Autonomy autonomy) =>
        autonomy switch
        {
            Autonomy.Observe => "observe",
            Autonomy.Propose => "propose",
            Autonomy.ActReversibly => "act-reversibly",
            Autonomy.Act => "act",
        };

    private static ProblemResult Unknown(string agent) => Answer.NotFound($"agent '{agent}'", "meshclaw agents list");
}
