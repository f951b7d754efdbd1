using System.Collections.Immutable;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Connectors.Mail.Tools;

/// <summary>
/// Tools of the mail connector that belong together, and what they do. The connector hands each call to the set that has its tool; the
/// contract of each method is that of the same method of <see cref="IConnector"/>, for calls of this set alone.
/// </summary>
internal interface IMailToolSet
{
    /// <summary>Which tools.</summary>
    ImmutableArray<MailTool> Tools { get; }

    /// <inheritdoc cref="IConnector.DescribeAsync" />
    Task<IReadOnlyList<ProposedCall>> DescribeAsync(
        IReadOnlyList<ToolRequest> requests,
        CancellationToken cancellationToken
    );

    /// <summary>Answers a read that the guard let through.</summary>
    Task<ToolResult> ReadAsync(ProposedCall call, CancellationToken cancellationToken);

    /// <inheritdoc cref="IConnector.PrepareAsync" />
    Task<IReadOnlyList<Preparation>> PrepareAsync(
        IReadOnlyList<ProposedCall> calls,
        CancellationToken cancellationToken
    );

    /// <inheritdoc cref="IConnector.ExecuteAsync" />
    Task<IReadOnlyList<CallOutcome>> ExecuteAsync(
        IReadOnlyList<AuthorizedCall> calls,
        CancellationToken cancellationToken
    );

    /// <inheritdoc cref="IConnector.ReconcileAsync" />
    Task<IReadOnlyList<Reconciliation>> ReconcileAsync(
        IReadOnlyList<JournalEntry> actions,
        bool mayComplete,
        CancellationToken cancellationToken
    );

    /// <inheritdoc cref="IConnector.PreviewAsync" />
    IReadOnlyList<CallChange> Preview(ToolRequest request) => [];

    /// <inheritdoc cref="IConnector.UndoRequest" />
    ToolRequest? UndoRequest(JournalEntry action);
}
