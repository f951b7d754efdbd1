using MeshClaw.Connectors.Mail.Sync;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Gateway.Problems;
using MeshClaw.Policy;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Mail;

/// <summary>The local index of mail: how far it is, bringing it up to date, and searching it.</summary>
internal static class MailEndpoints
{
    private const int MaxHits = 500;

    public static void MapMail(this RouteGroupBuilder v1)
    {
        v1.MapGet("/mail/status", StatusAsync);
        v1.MapPost("/mail/sync", SyncAsync);
        v1.MapGet("/mail/search", SearchAsync);
    }

    private static async Task<IResult> StatusAsync(GatewayServices services, CancellationToken cancellationToken) =>
        Answer.With(
            await ReadAsync(services, cancellationToken),
            ProtocolJson.Default.IReadOnlyListMailAccountResponse
        );

    private static async Task<IResult> SyncAsync(GatewayServices services, CancellationToken cancellationToken)
    {
        await services.MailSync.SyncNowAsync(cancellationToken);
        return await StatusAsync(services, cancellationToken);
    }

    // Asks the index alone: works while every account is out of reach.
    private static async Task<IResult> SearchAsync(
        GatewayServices services,
        CancellationToken cancellationToken,
        string q = "",
        int limit = 50,
        string? cursor = null
    )
    {
        if (limit is < 1 or > MaxHits)
        {
            return new ProblemResult("invalid", $"limit must be 1 to {MaxHits}, not {limit}.");
        }

        try
        {
            var query = MailQueryText.Parse(q, services.Files.Config.Current.Zone) with
            {
                Limit = limit,
                Cursor = cursor,
            };
            var hits = await services.MailIndex.SearchAsync(query, cancellationToken);
            var progress = await services.MailIndex.ProgressAsync(cancellationToken);
            var response = new MailSearchResponse(
                [.. hits.Hits.Select(Of)],
                hits.Next,
                progress.Sum(p => p.Known),
                progress.Sum(p => p.Total)
            );
            return Answer.With(response, ProtocolJson.Default.MailSearchResponse);
        }
        catch (Exception unfit) when (unfit is MailQueryException or ArgumentException)
        {
            return new ProblemResult("invalid", unfit.Message);
        }
    }

    private static async Task<IReadOnlyList<MailAccountResponse>> ReadAsync(
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        var names = services.Files.Config.Current.Connections.Keys.Where(c => c.Connector == "mail").ToList();
        if (names.Count == 0)
        {
            return []; // The index need not be opened to know that.
        }

        var watched = services.MailSync.Status;
        var progress = (await services.MailIndex.ProgressAsync(cancellationToken)).ToDictionary(p => p.Connection);
        return
        [
            .. names
                .OrderBy(n => n.Value, StringComparer.Ordinal)
                .Select(n => Of(n, watched.GetValueOrDefault(n), progress.GetValueOrDefault(n))),
        ];
    }

    private static MailAccountResponse Of(ConnectionName name, MailWatchStatus? status, IndexProgress? progress) =>
        new()
        {
            Connection = name.Value,
            State = status is null ? "off" : Word(status.Phase),
            Since = status?.Since,
            Why = status?.Why,
            NextTry = status?.NextTry,
            LastSync = status?.LastSync,
            Folders = progress?.Folders ?? 0,
            Complete = progress?.Complete ?? 0,
            Known = progress?.Known ?? 0,
            Total = progress?.Total ?? 0,
            Faults = [.. (status?.LastResult?.Faults ?? []).Select(f => $"{f.Folder}: {f.Why}")],
        };

    private static MailHitResponse Of(MailHit hit) =>
        new()
        {
            Mail = hit.Mail.ToString(),
            Connection = hit.Connection.Value,
            Folder = hit.Location.Folder,
            Id = hit.Location.Id,
            Version = hit.Location.Version,
            Received = hit.Received,
            From = hit.From,
            FromName = hit.FromName,
            Subject = hit.Subject,
            Snippet = hit.Snippet,
            Marks =
            [
                .. Enum.GetValues<MailMarks>()
                    .Where(m => m != MailMarks.None && hit.Marks.HasFlag(m))
                    .Select(Answer.Word),
            ],
        };

    private static string Word(MailWatchPhase phase) =>
        phase switch
        {
            MailWatchPhase.Waiting => "waiting",
            MailWatchPhase.Synchronising => "synchronising",
            MailWatchPhase.Watching => "watching",
            MailWatchPhase.BackingOff => "backing-off",
            MailWatchPhase.Refused => "refused",
            MailWatchPhase.Stopped => "stopped",
        };
}
