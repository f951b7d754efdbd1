using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Protocol;

namespace MeshClaw.Gateway.Features.Approvals;

/// <summary>Asks connectors what the calls of an approval would change as things stand. A courtesy: who cannot tell in time tells nothing.</summary>
internal sealed class CallPreview(IConnectorSource connectors, TimeProvider time)
{
    private const int MaxCalls = 25;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>By action; what is missing changes nothing that could be told.</summary>
    public async Task<IReadOnlyDictionary<ActionId, IReadOnlyList<CallChangeDto>>> OfAsync(
        IReadOnlyList<JournalEntry> calls,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<ActionId, IReadOnlyList<CallChangeDto>>();
        using var late = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        foreach (var group in calls.Take(MaxCalls).GroupBy(c => c.Connection))
        {
            try
            {
                using var lease = await connectors.TakeAsync(group.Key, either.Token).ConfigureAwait(false);
                foreach (var call in group)
                {
                    found[call.Id] = await OfAsync(lease.Connector, call, either.Token).ConfigureAwait(false);
                }
            }
            catch (Exception silent)
                when (silent is ConnectorException or IOException
                    || (silent is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                )
            {
                // Another run has the connection, or it is out of reach: the arguments stand on the card all the same.
            }
        }

        return found;
    }

    private static async Task<IReadOnlyList<CallChangeDto>> OfAsync(
        IConnector connector,
        JournalEntry call,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var request = new ToolRequest(call.Connection, call.Tool, call.Arguments);
            var changes = await connector.PreviewAsync(request, cancellationToken).ConfigureAwait(false);
            return [.. changes.Select(c => new CallChangeDto(c.What, c.Before, c.After))];
        }
        catch (ToolException)
        {
            return []; // It is no longer what was proposed, which carrying it out will say.
        }
    }
}
