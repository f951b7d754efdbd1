using System.Buffers;
using System.Text.Json;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Turns;
using MeshClaw.Core.Usage;
using MeshClaw.Gateway.Hosting;
using MeshClaw.Gateway.Problems;
using MeshClaw.Policy;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Turns;

/// <summary>Turns of models: ask, follow, go on; and what was said.</summary>
internal static class TurnEndpoints
{
    private const int MaxText = 200_000;
    private const int MaxArguments = 300;
    private const long MaxTokens = 1_000_000_000;
    private const decimal MaxUsd = 10_000;

    public static void MapTurns(this RouteGroupBuilder v1)
    {
        v1.MapPost("/turns", AskAsync);
        v1.MapGet("/turns/{run}", GetAsync);
        v1.MapPost("/turns/{run}/continue", ContinueAsync);
        v1.MapGet("/turns/{run}/events", WatchAsync);
        v1.MapGet("/conversations", ListAsync);
        v1.MapGet("/conversations/{conversation}", LinesAsync);
    }

    private static async Task<IResult> AskAsync(
        AskRequest request,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrWhiteSpace(request.Text) || request.Text.Length > MaxText)
        {
            return new ProblemResult("invalid", $"text must have 1 to {MaxText} characters.");
        }

        ConversationId? conversation = null;
        if (request.Conversation is { } said)
        {
            if (!ConversationId.TryParse(said, out var id))
            {
                return Answer.NotFound($"conversation '{said}'", "meshclaw conversations");
            }

            conversation = id;
        }

        var agent = request.Agent ?? await DefaultAgentAsync(conversation, services, cancellationToken);
        var turn = new TurnRequest(new AgentName(agent), request.Text, conversation, "asked");
        var (run, begun) = await services.Engine.AskAsync(turn, cancellationToken);
        return Answer.With(TurnReader.Begun(run, begun), ProtocolJson.Default.TurnResponse, 202);
    }

    // The agent of the conversation; else the assistant, or the only one that there is.
    private static async Task<string> DefaultAgentAsync(
        ConversationId? conversation,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        if (conversation is { } id && await services.Conversations.FindAsync(id, cancellationToken) is { } found)
        {
            return found.Agent.Value;
        }

        var agents = services.Agents.List();
        return agents is [var only] ? only.Name.Value : AgentTemplates.AssistantName;
    }

    private static async Task<IResult> GetAsync(
        string run,
        GatewayServices services,
        CancellationToken cancellationToken
    ) =>
        RunId.TryParse(run, out var id) && await services.TurnReader.FindAsync(id, cancellationToken) is { } found
            ? Answer.With(found, ProtocolJson.Default.TurnResponse)
            : NoTurn(run);

    private static async Task<IResult> ContinueAsync(
        string run,
        GatewayServices services,
        CancellationToken cancellationToken,
        long? tokens = null,
        decimal? usd = null
    )
    {
        if (tokens is < 1 or > MaxTokens || usd is <= 0 or > MaxUsd)
        {
            return new ProblemResult(
                "invalid",
                $"tokens must be 1 to {MaxTokens}, and usd more than 0 and at most {MaxUsd}."
            );
        }

        if (!RunId.TryParse(run, out var id) || await services.TurnReader.FindAsync(id, cancellationToken) is null)
        {
            return NoTurn(run);
        }

        var more = tokens is null && usd is null ? null : new RunAllowance(tokens ?? 0, NanoUsd.FromUsd(usd ?? 0));
        await services.Engine.ContinueTurnAsync(id, more, cancellationToken);
        var found = await services.TurnReader.FindAsync(id, cancellationToken);
        return Answer.With(found!, ProtocolJson.Default.TurnResponse, 202); // It was there above.
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
        var found = await services.Conversations.ListAsync(only, limit, cancellationToken);
        return Answer.With(
            [
                .. found.Select(c => new ConversationResponse(
                    c.Id.ToString(),
                    c.Agent.Value,
                    c.Title,
                    c.Started,
                    c.Updated,
                    c.Compaction.Count
                )),
            ],
            ProtocolJson.Default.IReadOnlyListConversationResponse
        );
    }

    private static async Task<IResult> LinesAsync(
        string conversation,
        GatewayServices services,
        CancellationToken cancellationToken
    ) =>
        ConversationId.TryParse(conversation, out var id)
        && await services.Conversations.FindAsync(id, cancellationToken) is not null
            ? Answer.With(
                await services.TurnReader.LinesAsync(id, cancellationToken),
                ProtocolJson.Default.IReadOnlyListConversationLine
            )
            : Answer.NotFound($"conversation '{conversation}'", "meshclaw conversations");

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
            return NoTurn(run);
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.Stopping);
        context.Response.ContentType = "text/event-stream";
        try
        {
            await foreach (var happened in services.TurnFeed.Watch(id, ending.Token))
            {
                await SendAsync(context, Of(happened), ending.Token);
            }

            await services.Engine.SettledAsync(id, ending.Token);
            var final = await services.TurnReader.FindAsync(id, ending.Token);
            await SendAsync(context, new TurnProgress { Kind = "final", Final = final }, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested) { }

        return TypedResults.Empty;
    }

    private static TurnProgress Of(TurnEvent happened) =>
        happened switch
        {
            TurnEvent.Words words => new TurnProgress { Kind = "text", Text = words.Delta },
            TurnEvent.Noted noted => new TurnProgress { Kind = "noted", Text = noted.Text },
            TurnEvent.Called called => new TurnProgress
            {
                Kind = "called",
                Name = called.Name,
                Detail = InvisibleText.Line(called.Arguments, MaxArguments),
                Effect = called.Effect?.ToString(),
            },
            TurnEvent.CameBack back => new TurnProgress
            {
                Kind = "returned",
                Name = back.Name,
                Detail = back.Outcome,
                Action = back.Action?.ToString(),
                Foreign = back.Foreign,
            },
            var other => throw new InvalidOperationException($"Unknown event {other.GetType().Name}."),
        };

    private static ProblemResult NoTurn(string run) => Answer.NotFound($"turn '{run}'", "meshclaw conversations");

    private static async Task SendAsync(HttpContext context, TurnProgress progress, CancellationToken cancellationToken)
    {
        var to = context.Response.BodyWriter;
        to.Write("data: "u8);
        using (var json = new Utf8JsonWriter(to))
        {
            JsonSerializer.Serialize(json, progress, ProtocolJson.Default.TurnProgress);
        }

        to.Write("\n\n"u8);
        await to.FlushAsync(cancellationToken);
    }
}
