using MeshClaw.Core.Channels;
using MeshClaw.Gateway.Problems;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Channels;

/// <summary>Who may speak through channels: pairing, the list, and an end to it.</summary>
internal static class PeopleEndpoints
{
    private static readonly ChannelRights[] s_rights =
    [
        ChannelRights.Ask,
        ChannelRights.Approve,
        ChannelRights.Stop,
        ChannelRights.Administer,
    ];

    public static void MapPeople(this RouteGroupBuilder v1)
    {
        v1.MapPost(
            "/channels/{kind}/pair",
            (string kind, PairRequest? request, GatewayServices s, TimeProvider t, CancellationToken c) =>
                PairAsync(kind, request, s, t, c)
        );
        v1.MapPost(
            "/channels/{kind}/{name}/pair",
            (string kind, string name, PairRequest? request, GatewayServices s, TimeProvider t, CancellationToken c) =>
                PairAsync($"{kind}/{name}", request, s, t, c)
        );
        v1.MapPost(
            "/channels/{kind}/test",
            (string kind, GatewayServices s, CancellationToken c) => TestAsync(kind, s, c)
        );
        v1.MapPost(
            "/channels/{kind}/{name}/test",
            (string kind, string name, GatewayServices s, CancellationToken c) => TestAsync($"{kind}/{name}", s, c)
        );
        v1.MapGet("/people", ListAsync);
        v1.MapDelete("/people/{id:long}", RemoveAsync);
    }

    private static async Task<IResult> PairAsync(
        string channel,
        PairRequest? request,
        GatewayServices services,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (!IsConnected(services, channel))
        {
            return Unknown(channel);
        }

        var (rights, refusal) = RightsOf(request?.Rights);
        if (refusal is not null)
        {
            return new ProblemResult("invalid", refusal, $"Rights: {string.Join(", ", s_rights.Select(Answer.Word))}.");
        }

        var name = new ChannelName(channel);
        var link = await services.Channels.LinkAsync(name, cancellationToken);
        var now = time.GetUtcNow();
        var code = await services.Channels.PeopleStore.NewCodeAsync(name, rights, cancellationToken);
        var response = new PairResponse(
            code,
            now + Storage.Channels.SqlitePeople.CodeServes,
            Words(rights),
            link?.AbsoluteUri
        );
        return Answer.With(response, ProtocolJson.Default.PairResponse);
    }

    private static async Task<IResult> TestAsync(
        string channel,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        if (!IsConnected(services, channel))
        {
            return Unknown(channel);
        }

        var sent = await services.Channels.Test.SendAsync(new ChannelName(channel), cancellationToken);
        return sent.Count == 0
            ? new ProblemResult(
                "nobody-paired",
                $"Nobody is paired with {channel}.",
                $"Pair yourself: meshclaw channels pair {channel}"
            )
            : Answer.With(sent, ProtocolJson.Default.IReadOnlyListChannelTestResponse);
    }

    private static async Task<JsonHttpResult<IReadOnlyList<PersonResponse>>> ListAsync(
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        var people = await services.Channels.People.ListAsync(cancellationToken);
        return Answer.With(
            [
                .. people.Select(p => new PersonResponse(
                    p.Id,
                    p.Channel.Value,
                    p.Sender,
                    p.Name,
                    Words(p.Rights),
                    p.Paired
                )),
            ],
            ProtocolJson.Default.IReadOnlyListPersonResponse
        );
    }

    private static async Task<IResult> RemoveAsync(
        long id,
        GatewayServices services,
        CancellationToken cancellationToken
    ) =>
        await services.Channels.People.RemoveAsync(id, cancellationToken)
            ? TypedResults.NoContent()
            : Answer.NotFound($"person {id}", "meshclaw channels people");

    private static bool IsConnected(GatewayServices services, string channel) =>
        services.Files.Config.Current.Channels.ContainsKey(new ChannelName(channel));

    private static ProblemResult Unknown(string channel) =>
        Answer.NotFound($"channel '{channel}'", "meshclaw channels");

    private static (ChannelRights Rights, string? Refusal) RightsOf(IReadOnlyList<string>? words)
    {
        if (words is null)
        {
            return (ChannelRights.All, null);
        }

        var rights = ChannelRights.None;
        foreach (var word in words)
        {
            var right = s_rights.FirstOrDefault(r => Answer.Word(r) == word);
            if (right == ChannelRights.None)
            {
                return (right, $"There is no right '{word}'.");
            }

            rights |= right;
        }

        return rights == ChannelRights.None ? (rights, "An empty list gives no rights.") : (rights, null);
    }

    private static IReadOnlyList<string> Words(ChannelRights rights) =>
        [.. s_rights.Where(r => (rights & r) != 0).Select(Answer.Word)];
}
