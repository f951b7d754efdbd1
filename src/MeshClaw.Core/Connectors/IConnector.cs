using MeshClaw.Core.Journal;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Core.Connectors;

/// <summary>
/// One connection to the outside. Reads need an <see cref="AuthorizedRead"/>, acting an <see cref="AuthorizedCall"/>: both come only
/// from the guard. Methods are called by one run at a time. A world that is broken (server gone, disk full) is an
/// <see cref="IOException"/> or a <see cref="ConnectorException"/>; a single message that is gone is an outcome.
/// </summary>
public interface IConnector : IAsyncDisposable
{
    /// <summary>Which account.</summary>
    ConnectionName Connection { get; }

    /// <summary>What it offers.</summary>
    IReadOnlyList<ToolDefinition> Tools { get; }

    /// <summary>
    /// Describes what requests would do: effect, verbs, typed targets with facts from the store itself, destinations. Reads the store
    /// at the most. The results stand in the order of the requests.
    /// </summary>
    /// <exception cref="ToolException">An unknown tool or bad arguments.</exception>
    Task<IReadOnlyList<ProposedCall>> DescribeAsync(
        IReadOnlyList<ToolRequest> requests,
        CancellationToken cancellationToken
    );

    /// <summary>Answers a read.</summary>
    Task<ToolResult> ReadAsync(AuthorizedRead read, CancellationToken cancellationToken);

    /// <summary>
    /// Looks at the targets once more, just before the intents are written, and notes what will show after a crash whether the effect
    /// happened. Changes nothing. May defer calls that cannot share a batch with earlier ones.
    /// </summary>
    Task<IReadOnlyList<Preparation>> PrepareAsync(
        IReadOnlyList<ProposedCall> calls,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Makes the calls. One outcome for each, in order. When it throws or is cancelled, nothing is known about any of them: the caller
    /// asks <see cref="ReconcileAsync"/>.
    /// </summary>
    Task<IReadOnlyList<CallOutcome>> ExecuteAsync(
        IReadOnlyList<AuthorizedCall> calls,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Finds out what became of actions that were executing when the process died or the connection broke. Reads, and completes a move
    /// of which only the copy was made when <paramref name="mayComplete"/> is true; otherwise such an action stays unknown.
    /// </summary>
    Task<IReadOnlyList<Reconciliation>> ReconcileAsync(
        IReadOnlyList<JournalEntry> actions,
        bool mayComplete,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// What a call would change as things stand now, for the card of an approval, where its arguments do not say it. Reads at the most, and
    /// promises nothing: what was approved are the arguments.
    /// </summary>
    Task<IReadOnlyList<CallChange>> PreviewAsync(ToolRequest request, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CallChange>>([]);

    /// <summary>The request that takes a done action back, from what its outcome kept in <see cref="JournalEntry.Undo"/>; null where there is none.</summary>
    ToolRequest? UndoRequest(JournalEntry action);
}

/// <summary>One thing that a call would change.</summary>
/// <param name="What">Such as <c>folder</c>, or the path of a file.</param>
/// <param name="Before">As it is; null where there is nothing yet.</param>
/// <param name="After">As it would be; null where nothing would be left.</param>
public sealed record CallChange(string What, string? Before, string? After);

/// <summary>What <see cref="IConnector.PrepareAsync"/> found.</summary>
public abstract record Preparation
{
    private Preparation() { }

    /// <summary>
    /// For calls that cannot share a batch, so that what breaks one leaves no doubt about another: looks at one after the other until one is
    /// ready, and defers the rest.
    /// </summary>
    public static async Task<IReadOnlyList<Preparation>> OneAtATimeAsync(
        IReadOnlyList<ProposedCall> calls,
        Func<ProposedCall, Task<Preparation>> prepare
    )
    {
        ArgumentNullException.ThrowIfNull(calls);
        ArgumentNullException.ThrowIfNull(prepare);
        var prepared = new Preparation[calls.Count];
        Array.Fill(prepared, new Deferred());
        for (var i = 0; i < calls.Count && (i == 0 || prepared[i - 1] is not Ready); i++)
        {
            prepared[i] = await prepare(calls[i]).ConfigureAwait(false);
        }

        return prepared;
    }

    /// <summary>May go ahead.</summary>
    /// <param name="Note">JSON kept with the intent.</param>
    public sealed record Ready(string Note) : Preparation;

    /// <summary>Must wait for a later batch.</summary>
    public sealed record Deferred : Preparation;

    /// <summary>Its target is no longer what was proposed.</summary>
    /// <param name="Why">One sentence for the owner.</param>
    public sealed record Gone(string Why) : Preparation;
}

/// <summary>What became of one call.</summary>
public abstract record CallOutcome
{
    private CallOutcome() { }

    /// <summary>It happened.</summary>
    /// <param name="Result">JSON for the run and the timeline.</param>
    /// <param name="Undo">JSON that <see cref="IConnector.UndoRequest"/> needs; null where it cannot be taken back.</param>
    public sealed record Done(string Result, string? Undo) : CallOutcome
    {
        /// <summary>What the call gave back, labelled: the output of a command, a fetched page. Null where it only acts.</summary>
        public Observation? Seen { get; init; }
    }

    /// <summary>It did not happen.</summary>
    /// <param name="Why">One sentence for the owner.</param>
    public sealed record Failed(string Why) : CallOutcome;
}

/// <summary>What <see cref="IConnector.ReconcileAsync"/> found about one action.</summary>
public abstract record Reconciliation
{
    private Reconciliation() { }

    /// <summary>The effect is there.</summary>
    public sealed record Happened(string Result, string? Undo) : Reconciliation;

    /// <summary>The effect is not there, and the target is as before: it may be tried again.</summary>
    public sealed record NotHappened : Reconciliation;

    /// <summary>It cannot be told.</summary>
    /// <param name="WhatToDo">One or two sentences for the owner: what was seen, and what to do.</param>
    public sealed record Unclear(string WhatToDo) : Reconciliation;
}

/// <summary>The outside is broken or refuses. The message may be shown; secrets and protocol detail are not in it.</summary>
public sealed class ConnectorException : Exception
{
    /// <summary>With a message that says what to do.</summary>
    public ConnectorException(string message)
        : base(message) { }

    /// <summary>With the failure behind it.</summary>
    public ConnectorException(string message, Exception inner)
        : base(message, inner) { }

    /// <summary>For serializers.</summary>
    public ConnectorException() { }
}
