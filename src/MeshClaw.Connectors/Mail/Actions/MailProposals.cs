using MeshClaw.Connectors.Mail.Labels;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mail.Actions;

/// <summary>Describes what requests would do; the facts come from the store, whatever the caller said.</summary>
internal sealed class MailProposals(ConnectionName connection, IMailStore store, MailDestinations destinations)
{
    public async Task<IReadOnlyList<ProposedCall>> DescribeAsync(
        IReadOnlyList<ToolRequest> requests,
        CancellationToken cancellationToken
    )
    {
        var parsed = requests.Select(r => MailRequest.Parse(r.Tool, r.Arguments)).ToList();
        var acting = parsed.Where(r => !r.Tool.Effect.IsPureRead).ToList();
        if (acting.Count == 0)
        {
            return [.. requests.Select((request, i) => Propose(request, parsed[i], Verbs.None, TargetFacts.Unknown))];
        }

        var map = await destinations.ReadAsync(cancellationToken);
        foreach (var request in acting.Where(r => map.Of(r) is { } to && to == r.Folder))
        {
            throw new ToolException(
                $"The message lies in '{request.Folder}' already: {request.Name} would do nothing."
            );
        }

        var locations = acting.Select(r => r.Location).Distinct().ToList();
        var facts = await store.DescribeAsync(locations, cancellationToken);
        var byLocation = new Dictionary<MailLocation, TargetFacts>(locations.Count);
        for (var i = 0; i < locations.Count; i++)
        {
            byLocation[locations[i]] = facts[i];
        }

        return
        [
            .. requests.Select(
                (request, i) =>
                    Propose(
                        request,
                        parsed[i],
                        map.VerbsOf(parsed[i]),
                        byLocation.GetValueOrDefault(parsed[i].Location, TargetFacts.Unknown)
                    )
            ),
        ];
    }

    private ProposedCall Propose(ToolRequest request, MailRequest parsed, Verbs verbs, TargetFacts facts)
    {
        Target[] targets =
            parsed.Id.Length > 0
                ? [new Target(connection, parsed.Folder, parsed.Id, parsed.Location.Version, facts)]
                : [];
        return new ProposedCall(
            connection,
            parsed.Name,
            parsed.Tool.Effect,
            verbs,
            request.Arguments,
            targets,
            values: MailValues.Of(connection, parsed, request.Arguments)
        );
    }
}
