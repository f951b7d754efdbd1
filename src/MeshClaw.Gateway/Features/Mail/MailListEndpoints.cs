using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Mail;

/// <summary>The mailing lists that write to the owner. Asks the index alone: works while every account is out of reach.</summary>
internal static class MailListEndpoints
{
    private const int MaxLists = 500;

    public static void MapMailLists(this RouteGroupBuilder v1) => v1.MapGet("/mail/lists", ListsAsync);

    private static async Task<IResult> ListsAsync(
        GatewayServices services,
        TimeProvider time,
        CancellationToken cancellationToken,
        bool unreadOnly = false
    )
    {
        var since = time.GetUtcNow() - MailLists.Recent;
        var accounts = new List<MailListsResponse>();
        foreach (
            var name in services
                .Files.Config.Current.Connections.Keys.Where(c => c.Connector == "mail")
                .OrderBy(c => c.Value, StringComparer.Ordinal)
        )
        {
            var found = await services.MailIndex.ListsAsync(name, since, MaxLists, cancellationToken);
            accounts.Add(Of(name, MailLists.Of(found, unreadOnly)));
        }

        return Answer.With(accounts, ProtocolJson.Default.IReadOnlyListMailListsResponse);
    }

    private static MailListsResponse Of(ConnectionName name, MailLists lists) =>
        new()
        {
            Connection = name.Value,
            Known = lists.Known,
            Total = lists.Total,
            Note = lists.Note,
            Lists = [.. lists.Lists.Select(Of)],
        };

    private static MailListResponse Of(IndexedList list) =>
        new()
        {
            List = list.List,
            Name = list.Name,
            Messages = list.Messages,
            Recent = list.Recent,
            Read = list.Read,
            LastReceived = list.LastReceived,
            LastRead = list.LastRead,
            Leaving = list.Leaving switch
            {
                ListLeaving.None => "none",
                ListLeaving.OneClick => "one-click",
                ListLeaving.Mail => "mail",
                ListLeaving.Page => "page",
            },
        };
}
