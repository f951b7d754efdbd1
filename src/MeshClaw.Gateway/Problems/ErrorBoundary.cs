using System.Text.Json;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Models;
using MeshClaw.Core.Runs;
using MeshClaw.Core.Tools;
using MeshClaw.Gateway.Logging;
using MeshClaw.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Problems;

/// <summary>Turns whatever a request runs into into problem details. Says what the owner may read, never a stack trace.</summary>
internal sealed class ErrorBoundary(RequestDelegate next, ILogger<ErrorBoundary> logger)
{
    /// <summary>Runs the request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return; // Nobody listens any more.
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            var problem = ProblemOf(failure);
            if (problem.Status >= 500)
            {
                Log.RequestFailed(logger, context.Request.Path, failure);
            }

            context.Response.Clear();
            await problem.ExecuteAsync(context);
            return;
        }

        if (ProblemOf(context.Response) is { } bare)
        {
            await bare.ExecuteAsync(context);
        }
    }

    private static ProblemResult ProblemOf(Exception failure) =>
        failure switch
        {
            RunRefusedException refused => new ProblemResult(refused.Code, refused.Message),
            ConnectorException broken => new ProblemResult("connection-failed", broken.Message),
            ModelCallException broken => new ProblemResult("model-failed", broken.Message),
            ToolException refused => new ProblemResult("invalid", refused.Message),
            StorageException { Fault: StorageFault.Full } full => new ProblemResult("storage-full", full.Message),
            StorageException broken => new ProblemResult("storage", broken.Message),
            BadHttpRequestException { StatusCode: 413 } => new ProblemResult("too-large", "The body is too large."),
            BadHttpRequestException { StatusCode: 415 } => new ProblemResult(
                "unsupported-media-type",
                "The body must be application/json."
            ),
            BadHttpRequestException { InnerException: JsonException json } => new ProblemResult(
                "bad-request",
                "The body is not what is expected here.",
                $"At {json.Path ?? "$"}, line {json.LineNumber + 1}: unknown, missing or of another type."
            ),
            BadHttpRequestException bad => new ProblemResult("bad-request", bad.Message),
            _ => new ProblemResult(
                "failed",
                $"The gateway failed unexpectedly ({failure.GetType().Name}).",
                "logs/gateway.log in the home has more."
            ),
        };

    // What routing answers by itself has a status and no body.
    private static ProblemResult? ProblemOf(HttpResponse response)
    {
        if (response.HasStarted || response.ContentLength > 0)
        {
            return null;
        }

        return response.StatusCode switch
        {
            404 => new ProblemResult("not-found", "There is no such thing here."),
            405 => new ProblemResult("method-not-allowed", "That cannot be asked in this way."),
            413 => new ProblemResult("too-large", "The body is too large."),
            415 => new ProblemResult("unsupported-media-type", "The body must be application/json."),
            >= 400 and < 500 => new ProblemResult("bad-request", "The request cannot be understood."),
            >= 500 => new ProblemResult("failed", "The gateway failed unexpectedly."),
            _ => null,
        };
    }
}
