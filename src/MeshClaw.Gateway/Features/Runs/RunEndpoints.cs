using System.Text.Json;
using MeshClaw.Core.Runs;
using MeshClaw.Gateway.Hosting;
using MeshClaw.Gateway.Problems;
using MeshClaw.Policy;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Runs;

/// <summary>Runs: start, look, follow, and take back.</summary>
internal static class RunEndpoints
{
    private static readonly AgentName s_owner = new("owner");

    public static void MapRuns(this RouteGroupBuilder v1)
    {
        v1.MapPost("/runs", StartAsync);
        v1.MapGet("/runs", ListAsync);
        v1.MapGet("/runs/{run}", GetAsync);
        v1.MapGet("/runs/{run}/events", WatchAsync);
        v1.MapPost("/undo", UndoAsync);
    }

    private static async Task<IResult> StartAsync(
        RunRequest request,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrWhiteSpace(request.Agent))
        {
            return new ProblemResult("invalid", "agent must be named.");
        }

        var run = await services.Engine.StartAsync(new AgentName(request.Agent), "asked", cancellationToken);
        return await services.RunReader.AcceptedAsync(run, cancellationToken);
    }

    private static async Task<IResult> UndoAsync(
        UndoRequest request,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        var run = await services.Engine.StartUndoAsync(request.Target, cancellationToken);
        return await services.RunReader.AcceptedAsync(run, cancellationToken);
    }

    private static async Task<IResult> ListAsync(
        GatewayServices services,
        CancellationToken cancellationToken,
        string? agent = null,
        int limit = 20
    )
    {
        if (Answer.RefuseLimit(limit) is { } refusal)
        {
            return refusal;
        }

        var only = agent is null ? (AgentName?)null : new AgentName(agent);
        var responses = new List<RunResponse>();
        foreach (var run in await services.Runs.ListAsync(only, null, limit, cancellationToken))
        {
            responses.Add(await services.RunReader.ReadAsync(run, cancellationToken));
        }

        return Answer.With(responses, ProtocolJson.Default.IReadOnlyListRunResponse);
    }

    private static async Task<IResult> GetAsync(
        string run,
        GatewayServices services,
        CancellationToken cancellationToken
    ) =>
        RunId.TryParse(run, out var id) && await services.RunReader.FindAsync(id, cancellationToken) is { } found
            ? Answer.With(found, ProtocolJson.Default.RunResponse)
            : Answer.NotFound($"run '{run}'", "meshclaw timeline");

    // Watching begins before the state is read, so that no end falls between.
    private static async Task<IResult> WatchAsync(
        string run,
        HttpContext context,
        GatewayServices services,
        GatewayLifetime lifetime,
        CancellationToken cancellationToken
    )
    {
        if (!RunId.TryParse(run, out var id) || await services.Runs.FindAsync(id, cancellationToken) is null)
        {
            return Answer.NotFound($"run '{run}'", "meshclaw timeline");
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.Stopping);
        context.Response.ContentType = "text/event-stream";
        await using var steps = services.Feed.Watch(id, ending.Token).GetAsyncEnumerator(ending.Token);
        try
        {
            var next = steps.MoveNextAsync().AsTask();
            var current = await services.Runs.FindAsync(id, ending.Token);
            while (current?.State == RunState.Running && await next && steps.Current.Phase != RunPhase.Ended)
            {
                await SendAsync(context, Of(steps.Current, current), ending.Token);
                next = steps.MoveNextAsync().AsTask();
            }

            var final = await FinalAsync(id, services, ending.Token);
            await SendAsync(context, new RunProgress(run, "ended", 0, 0, final), ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client hung up, or the gateway ends: the stream just breaks off, and the client sees that no end was sent.
        }

        return Results.Empty;
    }

    private static async Task<RunResponse?> FinalAsync(
        RunId run,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        await services.Engine.WaitAsync(run, cancellationToken);
        return await services.RunReader.FindAsync(run, cancellationToken);
    }

    private static RunProgress Of(RunStep step, RunRecord run) =>
        new(
            step.Run.ToString(),
            step.Phase == RunPhase.Acting && run.Agent == s_owner ? "undoing" : Answer.Word(step.Phase),
            step.Done,
            step.Total,
            null
        );

    private static async Task SendAsync(HttpContext context, RunProgress progress, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(progress, ProtocolJson.Default.RunProgress);
        await context.Response.Body.WriteAsync("data: "u8.ToArray(), cancellationToken);
        await context.Response.Body.WriteAsync(json, cancellationToken);
        await context.Response.Body.WriteAsync("\n\n"u8.ToArray(), cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }
}
