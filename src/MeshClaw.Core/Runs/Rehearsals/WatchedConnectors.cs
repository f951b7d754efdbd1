using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Core.Runs.Rehearsals;

/// <summary>
/// The owner's connections for whoever may only look: reads go through and which mail they gave is noted; what would act throws. Whatever a
/// rehearsal does wrong, nothing outside changes. Used by one rehearsal.
/// </summary>
internal sealed class WatchedConnectors(IConnectorSource connectors, DateTimeOffset since) : IConnectorSource
{
    private readonly Dictionary<(ConnectionName Connection, MailLocation Place), DateTimeOffset> _seen = [];

    /// <summary>The mail that came since, as far as it was read.</summary>
    public IEnumerable<SeenMail> Seen =>
        _seen.Select(s => new SeenMail(s.Key.Connection, s.Key.Place.Folder, s.Key.Place.Id, s.Value));

    /// <inheritdoc />
    public IReadOnlyList<ConnectionName> Connections => connectors.Connections;

    /// <inheritdoc />
    public async Task<IConnectorLease> TakeAsync(ConnectionName connection, CancellationToken cancellationToken) =>
        new Lease(await connectors.TakeAsync(connection, cancellationToken).ConfigureAwait(false), this);

    private void Note(ConnectionName connection, object value)
    {
        IEnumerable<MailMessage> mails = value switch
        {
            MailPage page => page.Messages,
            MailMessage one => [one],
            _ => [],
        };
        foreach (var mail in mails.Where(m => m.Received >= since))
        {
            _seen[(connection, mail.Location)] = mail.Received;
        }
    }

    private sealed class Lease(IConnectorLease lease, WatchedConnectors watched) : IConnectorLease
    {
        public IConnector Connector { get; } = new Watched(lease.Connector, watched);

        public void Dispose() => lease.Dispose();
    }

    private sealed class Watched(IConnector connector, WatchedConnectors watched) : IConnector
    {
        public ConnectionName Connection => connector.Connection;

        public IReadOnlyList<ToolDefinition> Tools => connector.Tools;

        public Task<IReadOnlyList<ProposedCall>> DescribeAsync(
            IReadOnlyList<ToolRequest> requests,
            CancellationToken cancellationToken
        ) => connector.DescribeAsync(requests, cancellationToken);

        public async Task<ToolResult> ReadAsync(AuthorizedRead read, CancellationToken cancellationToken)
        {
            var result = await connector.ReadAsync(read, cancellationToken).ConfigureAwait(false);
            watched.Note(connector.Connection, result.Value);
            return result;
        }

        public Task<IReadOnlyList<Preparation>> PrepareAsync(
            IReadOnlyList<ProposedCall> calls,
            CancellationToken cancellationToken
        ) => throw Refused();

        public Task<IReadOnlyList<CallOutcome>> ExecuteAsync(
            IReadOnlyList<AuthorizedCall> calls,
            CancellationToken cancellationToken
        ) => throw Refused();

        public Task<IReadOnlyList<Reconciliation>> ReconcileAsync(
            IReadOnlyList<JournalEntry> actions,
            bool mayComplete,
            CancellationToken cancellationToken
        ) => throw Refused();

        public ToolRequest? UndoRequest(JournalEntry action) => connector.UndoRequest(action);

        // The lease belongs to the source, and so does the connector.
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static InvalidOperationException Refused() => new("A test of an agent acts on nothing.");
    }
}
