using MeshClaw.Core.Configuration;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Policies;
using MeshClaw.Gateway.Problems;
using MeshClaw.Policy;
using MeshClaw.Policy.Statements;
using MeshClaw.Protocol;
using MeshClaw.Storage.Journal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Policy;

/// <summary>Looks at policy files, tries them out on the timeline, and explains decisions. Changes nothing: POST is for the text's length.</summary>
internal static class PolicyEndpoints
{
    private static readonly TimeSpan s_day = TimeSpan.FromHours(24);

    public static void MapPolicy(this RouteGroupBuilder v1)
    {
        v1.MapPost("/policy/check", Check);
        v1.MapPost("/policy/simulate", SimulateAsync);
        v1.MapGet("/policy/explain/{subject}", ExplainAsync);
    }

    private static JsonHttpResult<PolicyCheckResponse> Check(PolicyRequest request, GatewayOptions options)
    {
        var file = request.File ?? options.Home.PolicyFile;
        return Answer.With(
            PolicyAnswers.Of(file, PolicyFile.Parse(file, request.Text ?? "", StatementSource.Owner)),
            ProtocolJson.Default.PolicyCheckResponse
        );
    }

    private static async Task<IResult> SimulateAsync(
        PolicyRequest request,
        GatewayServices services,
        GatewayOptions options,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var file = request.File ?? options.Home.PolicyFile;
        var parsed = PolicyFile.Parse(file, request.Text ?? "", StatementSource.Owner);
        if (parsed.Value is not { } content)
        {
            return new ProblemResult("invalid", $"{file} has errors.", string.Join('\n', parsed.Errors));
        }

        var since = request.Since ?? time.GetUtcNow() - s_day;
        var entries = await EntriesAsync(services, since, cancellationToken);
        var calls = new List<JournaledCall>(entries.Count);
        foreach (var entry in entries)
        {
            if (JournaledCalls.Rebuild(entry) is { } call)
            {
                calls.Add(new JournaledCall(entry, call));
            }
        }

        var simulator = await SimulatorAsync(services, cancellationToken);
        var now = services.Files.Policy;
        var all = simulator.Compare(calls, now, now.With(options.OwnersPolicy, content));
        return Answer.With(
            PolicyAnswers.Of(since, all, skipped: entries.Count - calls.Count),
            ProtocolJson.Default.PolicySimulationResponse
        );
    }

    private static async Task<IResult> ExplainAsync(
        string subject,
        GatewayServices services,
        GatewayOptions options,
        CancellationToken cancellationToken
    )
    {
        // a12 may be an agent's name too; the agent is meant then.
        if (services.Agents.FindListing(new AgentName(subject)) is { } listing)
        {
            return ExplainAgent(listing.Name, services, options);
        }

        if (!ActionId.TryParse(subject, out var id))
        {
            return Answer.NotFound($"agent '{subject}', and an action is written as a12", "meshclaw agents list");
        }

        if (await services.Journal.FindAsync(id, cancellationToken) is not { } entry)
        {
            return Answer.NotFound($"action {id}", "meshclaw timeline");
        }

        var action = PolicyAnswers.Of(entry);
        if (JournaledCalls.Rebuild(entry) is { } call)
        {
            var simulator = await SimulatorAsync(services, cancellationToken);
            var (snapshot, decision) = simulator.Decide(new JournaledCall(entry, call), services.Files.Policy);
            action = PolicyAnswers.Of(entry, decision, snapshot);
        }

        return Answer.With(new PolicyExplanation(null, action), ProtocolJson.Default.PolicyExplanation);
    }

    private static IResult ExplainAgent(AgentName agent, GatewayServices services, GatewayOptions options)
    {
        var path = options.Home.AgentFile(agent);
        var text = File.Exists(path) ? File.ReadAllText(path) : "";
        var effective = EffectivePolicy.Of(path, text, services.Contexts.Current, services.Files.Policy);
        return effective.Value is { } value
            ? Answer.With(
                new PolicyExplanation(PolicyAnswers.Of(agent, value), null),
                ProtocolJson.Default.PolicyExplanation
            )
            : new ProblemResult("invalid", $"{path} has errors.", string.Join('\n', effective.Errors));
    }

    private static async Task<PolicySimulator> SimulatorAsync(
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        var zone = services.Files.Config.Current.Zone;
        var state = await services.Journal.ReadGuardStateAsync(new RunId(0), services.Engine.Now, cancellationToken);
        return new PolicySimulator(services.Engine.GrantOf, state.Orders, zone);
    }

    /// <summary>What was proposed since a moment, newest first.</summary>
    private static async Task<List<JournalEntry>> EntriesAsync(
        GatewayServices services,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        var entries = new List<JournalEntry>();
        var query = new JournalQuery { Limit = Answer.MaxLimit };
        while (true)
        {
            var page = await services.Journal.ListAsync(query, cancellationToken);
            entries.AddRange(page.Where(e => e.Created >= since));
            if (page.Count < query.Limit || page[^1].Created < since)
            {
                return entries;
            }

            query = query with { Before = page[^1].Id };
        }
    }
}
