using MeshClaw.Core.Audit;
using MeshClaw.Gateway.Problems;
using MeshClaw.Protocol;
using MeshClaw.Storage;
using MeshClaw.Storage.Audit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Audit;

/// <summary>The hash-chained log: check it, take it elsewhere.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this RouteGroupBuilder v1)
    {
        v1.MapGet("/audit/verify", VerifyAsync);
        v1.MapGet("/audit/export", ExportAsync);
    }

    private static async Task<IResult> VerifyAsync(
        GatewayServices services,
        GatewayOptions options,
        CancellationToken cancellationToken
    )
    {
        var found = await AuditCheck.RunAsync(services.Audit, options.Home.Root, cancellationToken);
        var response = new AuditVerifyResponse(found.Ok, found.Entries, found.Head, found.BadSequence, found.Finding);
        return Answer.With(response, ProtocolJson.Default.AuditVerifyResponse);
    }

    private static async Task<IResult> ExportAsync(
        HttpContext context,
        GatewayServices services,
        CancellationToken cancellationToken,
        long from = 1
    )
    {
        if (from < 1)
        {
            return new ProblemResult("invalid", $"from must be 1 or more, not {from}.");
        }

        context.Response.ContentType = "application/jsonl; charset=utf-8";
        await AuditExport.WriteAsync(services.Audit, from, context.Response.Body, cancellationToken);
        return Results.Empty;
    }
}

/// <summary>Checks the chain against the heads that are kept beside the database.</summary>
internal static class AuditCheck
{
    public static async Task<AuditVerification> RunAsync(
        IAuditLog audit,
        string home,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var file = HomeFiles.AuditHeads(home);
            var heads = AuditHeads.Read(file);
            var found = await audit.VerifyAsync(heads, cancellationToken);
            // The first head is kept with the first entry: where there is none, somebody took it, and with it the sight of a cut.
            return found.Ok && heads.Count == 0 && found.Entries > 1
                ? found with
                {
                    Ok = false,
                    Finding = $"No head is left in {file}: whether the end of the audit was cut off cannot be told.",
                }
                : found;
        }
        catch (InvalidDataException unreadable)
        {
            return new AuditVerification(false, 0, "", null, unreadable.Message);
        }
    }
}
