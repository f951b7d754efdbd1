using System.Collections.Immutable;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using MeshClaw.Policy.Orders;

namespace MeshClaw.Gateway.Connections;

/// <summary>What a connection showed.</summary>
/// <param name="Folders">Its folders.</param>
/// <param name="Messages">How many messages INBOX holds.</param>
internal sealed record ProbeResult(ImmutableArray<MailFolderInfo> Folders, int Messages);

/// <summary>Tries a connection: logs in and lists its folders, through the guard like every read. Changes nothing.</summary>
internal static class ConnectionProbe
{
    /// <summary>Tries it.</summary>
    /// <exception cref="ConnectorException">It does not work; the message says why and what to do.</exception>
    public static async Task<ProbeResult> RunAsync(
        IConnector connector,
        PolicyInForce policy,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var request = new ToolRequest(connector.Connection, MailTools.Folders, "{}");
        var calls = await connector.DescribeAsync([request], cancellationToken).ConfigureAwait(false);
        var decision = Guard.Decide(calls[0], Snapshot(connector.Connection, policy, time.GetUtcNow()));
        if (decision.Verdict != Verdict.Allow)
        {
            throw new ConnectorException(decision.Explanation);
        }

        var result = await connector.ReadAsync(Guard.OpenRead(decision), cancellationToken).ConfigureAwait(false);
        var folders = ((MailFolderList)result.Value).Folders;
        var inbox = folders.FirstOrDefault(f => f.Name.Equals("INBOX", StringComparison.OrdinalIgnoreCase));
        return new ProbeResult(folders, inbox?.Messages ?? 0);
    }

    private static GuardSnapshot Snapshot(ConnectionName connection, PolicyInForce policy, DateTimeOffset now) =>
        new()
        {
            Run = new RunId(0),
            Proposer = Proposer.Agent,
            Grant = new AgentGrant
            {
                Agent = new AgentName("owner"),
                Tools = [MailTools.Folders.Value],
                Connections = [connection],
                Autonomy = Autonomy.Observe,
            },
            Ceiling = policy.Ceiling,
            Statements = policy.Statements,
            Orders = OrderBook.Empty,
            Stopped = false, // The owner looks; nothing acts.
            StopEpoch = 0,
            PolicyVersion = "",
            Now = now,
            Used = new Dictionary<string, long>(),
        };
}
