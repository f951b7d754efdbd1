using System.Globalization;
using System.Text.Json;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Mail.Writing;
using MeshClaw.Core.Tools;
using MeshClaw.Gateway.Problems;
using MeshClaw.Policy;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Mail;

/// <summary>Drafts, and answers that the owner waits for.</summary>
internal static class DraftEndpoints
{
    public static void MapDrafts(this RouteGroupBuilder v1)
    {
        v1.MapGet("/drafts", DraftsAsync);
        v1.MapGet("/drafts/{draft}", DraftAsync);
        v1.MapGet("/follow-ups", FollowUpsAsync);
        v1.MapPost("/follow-ups", FollowUpAsync);
        v1.MapPost("/follow-ups/{followUp}/close", CloseAsync);
    }

    private static async Task<IResult> DraftsAsync(
        GatewayServices services,
        CancellationToken cancellationToken,
        string? connection = null,
        int limit = 100
    )
    {
        if (Answer.RefuseLimit(limit) is { } refusal)
        {
            return refusal;
        }

        var drafts = new List<Draft>();
        var mine = services.Connectors.Connections.Where(c => c.Connector == "mail"); // Chat has drafts of another kind.
        foreach (var name in mine.Where(c => connection is null || c.Value == connection))
        {
            drafts.AddRange(await services.Drafts.ListAsync(name, limit, cancellationToken));
        }

        return Answer.With(
            [.. drafts.OrderByDescending(d => d.Updated).Take(limit).Select(Of)],
            ProtocolJson.Default.IReadOnlyListDraftResponse
        );
    }

    private static async Task<IResult> DraftAsync(
        string draft,
        GatewayServices services,
        CancellationToken cancellationToken
    ) =>
        DraftId.TryParse(draft, out var id) && await services.Drafts.FindAsync(id, cancellationToken) is { } found
            ? Answer.With(Of(found), ProtocolJson.Default.DraftResponse)
            : Answer.NotFound($"draft '{draft}'", "meshclaw mail drafts list");

    private static async Task<IResult> FollowUpsAsync(
        GatewayServices services,
        CancellationToken cancellationToken,
        int limit = 100
    )
    {
        if (Answer.RefuseLimit(limit) is { } refusal)
        {
            return refusal;
        }

        var all = await services.FollowUps.ListAsync(null, limit, cancellationToken);
        return Answer.With([.. all.Select(Of)], ProtocolJson.Default.IReadOnlyListFollowUpResponse);
    }

    private static async Task<IResult> FollowUpAsync(
        FollowUpRequest request,
        GatewayServices services,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (!ActionId.TryParse(request.Of, out var id))
        {
            return new ProblemResult("invalid", $"'{request.Of}' is no action. Write it as a12.");
        }

        var action = await services.Journal.FindAsync(id, cancellationToken);
        if (action is not { State: ActionState.Done, Result: { } result } || action.Tool != MailTools.Send)
        {
            return new ProblemResult("invalid", $"{request.Of} sent no mail.", "See what was sent: meshclaw timeline");
        }

        var parsed = FollowUpPhrase.Parse(request.Text ?? "", time.GetUtcNow(), services.Files.Config.Current.Zone);
        if (parsed.Refusal is { } refusal)
        {
            return new ProblemResult("invalid", refusal);
        }

        var arguments = new Dictionary<string, string>
        {
            ["messageId"] = JsonElement.Parse(result).GetProperty("messageId").GetString() ?? "",
            ["by"] = parsed.Due.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
            ["note"] = $"You sent it with {action.Id}: {action.Title}",
        };
        if (parsed.Person is { } person)
        {
            arguments["person"] = person;
        }

        var call = new ToolRequest(
            action.Connection,
            MailTools.FollowUp,
            JsonSerializer.Serialize(arguments, MailEndpointJson.Default.DictionaryStringString)
        );
        var run = await services.Engine.StartCallsAsync([call], "mail follow-up", cancellationToken);
        return await services.RunReader.AcceptedAsync(run, cancellationToken);
    }

    private static async Task<IResult> CloseAsync(
        string followUp,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        var missing = Answer.NotFound($"follow-up '{followUp}'", "meshclaw mail follow-ups");
        if (
            !followUp.StartsWith('f')
            || !long.TryParse(followUp.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        )
        {
            return missing;
        }

        await services.FollowUps.CloseAsync(id, FollowUpState.Closed, cancellationToken);
        return await services.FollowUps.FindAsync(id, cancellationToken) is { } found
            ? Answer.With(Of(found), ProtocolJson.Default.FollowUpResponse)
            : missing;
    }

    private static DraftResponse Of(Draft draft) =>
        new(
            draft.Id.ToString(),
            draft.Connection.Value,
            draft.Revision,
            JsonElement.Parse(draft.Content),
            draft.Updated
        );

    private static FollowUpResponse Of(FollowUp followUp) =>
        new(
            followUp.Name,
            followUp.What.Connection.Value,
            followUp.What.MessageId,
            followUp.What.Person,
            followUp.What.Due,
            followUp.What.Note,
            Answer.Word(followUp.State)
        );
}

/// <summary>JSON of the calls that are made here.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class MailEndpointJson : System.Text.Json.Serialization.JsonSerializerContext;
