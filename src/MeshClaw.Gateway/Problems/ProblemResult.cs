using MeshClaw.Protocol;
using Microsoft.AspNetCore.Http;

namespace MeshClaw.Gateway.Problems;

/// <summary>A refusal as RFC 9457 problem details; the status follows from the code.</summary>
/// <param name="code">For scripts.</param>
/// <param name="title">What went wrong, one sentence.</param>
/// <param name="detail">What to do.</param>
internal sealed class ProblemResult(string code, string title, string? detail = null) : IResult
{
    /// <summary>For scripts.</summary>
    public string Code { get; } = code;

    /// <summary>HTTP status.</summary>
    public int Status { get; } = StatusOf(code);

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var problem = new Problem(title, Status, detail, Code);
        httpContext.Response.StatusCode = Status;
        return httpContext.Response.WriteAsJsonAsync(
            problem,
            ProtocolJson.Default.Problem,
            "application/problem+json",
            httpContext.RequestAborted
        );
    }

    private static int StatusOf(string code) =>
        code switch
        {
            "bad-request" => 400,
            "unauthorized" => 401,
            "forbidden" => 403,
            "not-found" => 404,
            "method-not-allowed" => 405,
            "too-large" => 413,
            "unsupported-media-type" => 415,
            "invalid" or "connection-failed" or "model-failed" or "refused" => 422,
            "storage" or "shutting-down" => 503,
            "storage-full" => 507,
            "failed" => 500,
            // What is true now and may not be later: paused, busy, stopped, hash-mismatch, expired, already-decided, exists …
            _ => 409,
        };
}
