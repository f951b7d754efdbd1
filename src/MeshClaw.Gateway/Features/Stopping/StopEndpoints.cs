using System.Globalization;
using MeshClaw.Gateway.Problems;
using MeshClaw.Gateway.Security;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Stopping;

/// <summary><c>stop</c> and <c>resume</c>. They wait for no run and no queue, and a client that hangs up does not undo them.</summary>
internal static class StopEndpoints
{
    public static void MapStop(this RouteGroupBuilder v1)
    {
        v1.MapPost("/stop", StopAsync);
        v1.MapPost("/resume", ResumeAsync);
    }

    private static async Task<IResult> StopAsync(HttpContext context, GatewayServices services, TimeProvider time)
    {
        var arrived = context.Features.Get<RequestArrival>()!.Timestamp; // The gate set it.
        var before = time.GetElapsedTime(arrived).TotalMilliseconds;
        var result = await services.Stop.StopAsync("http", CancellationToken.None);
        var elapsed = Math.Round(before + result.ElapsedMs, 2);
        var response = new StopResponse(true, result.Done, result.NotDone, result.InFlight, elapsed);
        return Answer.With(response, ProtocolJson.Default.StopResponse);
    }

    private static async Task<IResult> ResumeAsync(GatewayServices services)
    {
        var before = await services.Stop.ResumeAsync("http", CancellationToken.None);
        if (before.Locked is { } since)
        {
            return new ProblemResult(
                "locked",
                string.Create(CultureInfo.InvariantCulture, $"The gateway is locked since {since:yyyy-MM-dd HH:mm}Z."),
                "Unlock it first, at the device: meshclaw unlock"
            );
        }

        var response = new ResumeResponse(false, before.Stopped ? before.Since : null);
        return Answer.With(response, ProtocolJson.Default.ResumeResponse);
    }
}
