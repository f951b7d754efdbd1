using MeshClaw.Core.Connectors;
using MeshClaw.Core.Diagnostics;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Stopping;
using MeshClaw.Policy;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Core.Runs;

/// <summary>
/// Finds out what became of actions that were executing when the process died, was stopped, or lost its server, and settles their
/// rows: done, back to intended, or unknown with what to do.
/// </summary>
internal sealed class Reconciler(
    IJournal journal,
    IStopSwitch stopSwitch,
    IConnectorSource connectors,
    TimeProvider time,
    ILogger logger
)
{
    private static readonly TimeSpan[] s_pauses =
    [
        TimeSpan.Zero,
        TimeSpan.FromMilliseconds(200),
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(3),
    ];

    /// <summary>Settles every open row, of one connection or of all; what cannot be checked now becomes unknown.</summary>
    public async Task RunAsync(ConnectionName? only, CancellationToken cancellationToken)
    {
        var open = await journal
            .ListAsync(
                new JournalQuery
                {
                    States = [ActionState.Executing, ActionState.Unknown],
                    Limit = int.MaxValue,
                    NewestFirst = false,
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        foreach (var group in open.Where(e => only is null || e.Connection == only).GroupBy(e => e.Connection))
        {
            await SettleAsync(group.Key, [.. group], s_pauses[..2], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Settles the rows of a batch whose connection broke; tries for some seconds.</summary>
    public Task RunAsync(
        ConnectionName connection,
        IReadOnlyList<JournalEntry> entries,
        CancellationToken cancellationToken
    ) => SettleAsync(connection, entries, s_pauses, cancellationToken);

    private async Task SettleAsync(
        ConnectionName connection,
        IReadOnlyList<JournalEntry> entries,
        TimeSpan[] pauses,
        CancellationToken cancellationToken
    )
    {
        Exception? failure = null;
        foreach (var pause in pauses)
        {
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            }

            try
            {
                await SettleOnceAsync(connection, entries, cancellationToken).ConfigureAwait(false);
                Log.Reconciled(logger, entries.Count, connection);
                return;
            }
            catch (Exception broken) when (broken is IOException or ConnectorException)
            {
                failure = broken;
            }
        }

        Log.CannotReconcile(logger, entries.Count, connection, failure!); // pauses is never empty.
        var why =
            $"{connection} did not answer ({failure!.Message}), so it is not known whether this happened. "
            + "It is checked again at the next start and before the next run; nothing is repeated until then.";
        await journal
            .RecordAsync(
                [.. entries.Select(e => new ActionChange(e.Id, e.State, ActionState.Unknown, why))],
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private async Task SettleOnceAsync(
        ConnectionName connection,
        IReadOnlyList<JournalEntry> entries,
        CancellationToken cancellationToken
    )
    {
        using var lease = await connectors.TakeAsync(connection, cancellationToken).ConfigureAwait(false);
        var stop = await stopSwitch.ReadAsync(cancellationToken).ConfigureAwait(false);
        KillPoint.Pass("reconcile.before");
        var found = await lease
            .Connector.ReconcileAsync(entries, !stop.Stopped, cancellationToken)
            .ConfigureAwait(false);
        var changes = entries.Zip(found, ChangeOf).ToList();
        await journal.RecordAsync(changes, cancellationToken).ConfigureAwait(false);
        KillPoint.Pass("reconcile.committed");
    }

    private static ActionChange ChangeOf(JournalEntry entry, Reconciliation found) =>
        found switch
        {
            Reconciliation.Happened happened => new ActionChange(
                entry.Id,
                entry.State,
                ActionState.Done,
                null,
                happened.Result,
                happened.Undo
            ),
            // Known at once: the run goes on with it. Found out later, when its run is long over: it is closed.
            Reconciliation.NotHappened => entry.State == ActionState.Executing
                ? new ActionChange(entry.Id, entry.State, ActionState.Intended)
                : new ActionChange(entry.Id, entry.State, ActionState.Failed, "It did not happen."),
            Reconciliation.Unclear unclear => new ActionChange(
                entry.Id,
                entry.State,
                ActionState.Unknown,
                unclear.WhatToDo
            ),
            _ => throw new InvalidOperationException($"Unknown reconciliation {found.GetType().Name}."),
        };
}
