using MeshClaw.Gateway.Diagnosis;
using MeshClaw.Gateway.Hosting;
using MeshClaw.Gateway.Problems;
using MeshClaw.Protocol;
using MeshClaw.Storage.Backups;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Operations;

/// <summary>Care of the gateway itself: backup, doctor, end.</summary>
internal static class OperationEndpoints
{
    public static void MapOperations(this RouteGroupBuilder v1)
    {
        v1.MapPost("/backup", BackUpAsync);
        v1.MapPost("/doctor", DiagnoseAsync);
        v1.MapPost("/shutdown", End);
    }

    private static async Task<IResult> BackUpAsync(
        BackupRequest request,
        GatewayServices services,
        GatewayOptions options,
        CancellationToken cancellationToken
    )
    {
        if (request.File is null || !Path.IsPathFullyQualified(request.File) || request.File.Contains('\0'))
        {
            return new ProblemResult("invalid", "file must be a full path.");
        }

        var file = Path.GetFullPath(request.File);
        if (File.Exists(file) && !request.Force)
        {
            return new ProblemResult("exists", $"{file} is there already.", "Choose another name, or add --force.");
        }

        try
        {
            await Backup.CreateAsync(options.Home.Root, file, request.Force, options.Time, cancellationToken);
        }
        catch (Exception e) when (e is IOException and not Storage.StorageException or UnauthorizedAccessException)
        {
            return new ProblemResult("invalid", $"The backup cannot be written: {e.Message}");
        }

        await services.Audit.AppendAsync("backup.made", AuditDetails.Of(("file", file)), cancellationToken);
        return Answer.With(new BackupResponse(file, new FileInfo(file).Length), ProtocolJson.Default.BackupResponse);
    }

    private static async Task<IResult> DiagnoseAsync(
        GatewayServices services,
        GatewayOptions options,
        CancellationToken cancellationToken
    )
    {
        var findings = await Doctor.RunAsync(options, services, cancellationToken);
        return Answer.With(findings, ProtocolJson.Default.IReadOnlyListDoctorFinding);
    }

    private static StatusCodeHttpResult End(GatewayLifetime lifetime)
    {
        lifetime.Ask("asked by a client");
        return TypedResults.StatusCode(StatusCodes.Status202Accepted);
    }
}
