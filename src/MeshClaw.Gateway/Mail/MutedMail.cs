using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Events;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Threads;
using MeshClaw.Core.Models;
using MeshClaw.Core.Runs;
using MeshClaw.Core.Tools;
using MeshClaw.Models.Triage;
using MeshClaw.Policy;
using MeshClaw.Storage.MailIndex;

namespace MeshClaw.Gateway.Mail;

/// <summary>
/// Puts mail away that came into a muted conversation: marked read, into the archive or where the owner said, without a model. It goes
/// through the guard and the journal as a standing wish of the owner. Where an order, a policy or a limit wants to ask, the message stays.
/// </summary>
internal sealed class MutedMail(
    IThreadMuteStore mutes,
    SqliteMailIndex index,
    RunEngine engine,
    IJournal journal,
    IAgentCatalog agents,
    Func<Owner> owner
)
{
    private const string Inbox = "INBOX";

    /// <summary>What is left of an arrival for agents; null where all of it was put away.</summary>
    public async Task<MailArrival?> TakeAsync(MailArrival arrival, CancellationToken cancellationToken)
    {
        var connection = new ConnectionName(arrival.Connection);
        var held = await mutes.ListAsync(connection, cancellationToken).ConfigureAwait(false);
        if (held.Count == 0 || arrival.Folder != Inbox)
        {
            return arrival;
        }

        var left = new List<string>();
        foreach (var id in arrival.Ids)
        {
            if (!await FileAsync(connection, id, held, cancellationToken).ConfigureAwait(false))
            {
                left.Add(id);
            }
        }

        var filed = arrival.Ids.Length - left.Count;
        return arrival.Count == filed ? null : arrival with { Count = arrival.Count - filed, Ids = [.. left] };
    }

    private async Task<bool> FileAsync(
        ConnectionName connection,
        string id,
        IReadOnlyList<ThreadMute> held,
        CancellationToken cancellationToken
    )
    {
        var place = (await index.FindAsync(id, cancellationToken).ConfigureAwait(false)).FirstOrDefault(m =>
            m.Connection == connection && m.Location.Folder == Inbox
        );
        // Reading it costs a round to the server: only for what may be of a muted conversation at all.
        if (place is null || !held.Any(m => m.What.People.Contains(place.From)))
        {
            return false;
        }

        try
        {
            var read = new ToolRequest(connection, MailTools.Read, At(place.Location).ToJsonString());
            var message = (MailMessage)(await engine.ReadAsync(read, cancellationToken).ConfigureAwait(false)).Value; // By the tool's contract.
            if (held.FirstOrDefault(m => m.What.Covers(message)) is not { } mute)
            {
                return false;
            }

            var stays =
                MuteExceptions.Find(message, RulesOf(connection), owner())
                ?? await PutAwayAsync(mute, message.Location, cancellationToken).ConfigureAwait(false);
            await mutes.CountAsync(mute.Id, stays, cancellationToken).ConfigureAwait(false);
            return stays is null;
        }
        catch (Exception refused) when (refused is ToolException or RunRefusedException)
        {
            return false; // Gone, or everything is stopped: then nobody is woken by it either.
        }
    }

    /// <summary>Why it was not put away; null where it was.</summary>
    private async Task<string?> PutAwayAsync(
        ThreadMute mute,
        MailLocation location,
        CancellationToken cancellationToken
    )
    {
        var seen = At(location);
        seen["add"] = new JsonArray("seen");
        var move = At(location);
        if (mute.What.To is { } to)
        {
            move["to"] = to;
        }

        ToolRequest[] calls =
        [
            new(mute.What.Connection, MailTools.Flag, seen.ToJsonString()),
            new(mute.What.Connection, mute.What.To is null ? MailTools.Archive : MailTools.Move, move.ToJsonString()),
        ];
        RunId run;
        try
        {
            run = await engine.StartStandingAsync(calls, $"muted {mute.Name}", cancellationToken).ConfigureAwait(false);
        }
        catch (ToolException refused)
        {
            return refused.Message;
        }

        await engine.WaitAsync(run, cancellationToken).ConfigureAwait(false);
        var actions = await journal.ListAsync(new JournalQuery { Run = run }, cancellationToken).ConfigureAwait(false);
        return actions.FirstOrDefault(e => e.State != ActionState.Done)?.Explanation;
    }

    private ImmutableArray<AgentRule> RulesOf(ConnectionName connection) =>
        [
            .. agents
                .List()
                .Select(a => a.Definition)
                .OfType<AgentDefinition>()
                .Where(a => a.Grant.Connections.Contains(connection))
                .SelectMany(a => a.Rules),
        ];

    private static JsonObject At(MailLocation location) =>
        new()
        {
            ["folder"] = location.Folder,
            ["id"] = location.Id,
            ["version"] = location.Version,
        };
}
