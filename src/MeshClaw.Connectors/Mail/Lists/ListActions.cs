using System.Text.Json;
using MeshClaw.Connectors.Mail.Writing.Sending;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Diagnostics;
using MeshClaw.Core.Journal;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Connectors.Mail.Lists;

/// <summary>
/// The one request of RFC 8058, made once: the ledger says on the disk how far it came. One that went out without an answer stays unknown
/// and is never made again by itself.
/// </summary>
internal sealed class ListActions(ListContext context)
{
    private const string Prefix = "unsubscribe-";

    /// <summary>Notes what the request will be found by.</summary>
    public static Preparation Prepare() =>
        new Preparation.Ready(
            JsonSerializer.Serialize(new ClickNote($"{Prefix}{Guid.NewGuid():N}"), ListJson.Default.ClickNote)
        );

    /// <summary>Whether a note is of such a request.</summary>
    public static bool IsNoteOf(string note) =>
        JsonSerializer.Deserialize(note, ListJson.Default.ClickNote) is { Key: { } key } // A note of mail has none.
        && key.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Makes it.</summary>
    public async Task<CallOutcome> ExecuteAsync(AuthorizedCall authorized, CancellationToken cancellationToken)
    {
        var call = authorized.Take();
        var key = KeyOf(authorized.Preparation);
        if (!Uri.TryCreate(ListRequest.Parse(call.Arguments).Address, UriKind.Absolute, out var address))
        {
            throw new InvalidOperationException($"{call.Tool} has no address."); // By ListProposals.
        }

        using var click = new OneClick(context.Writing.Reach);
        context.Ledger.Add(key, []);
        context.Ledger.Move(key, OutboxStage.DataBegun);
        KillPoint.Pass("unsubscribe.begun");
        var answer = await click.PostAsync(address, cancellationToken);
        KillPoint.Pass("unsubscribe.answered");
        switch (answer)
        {
            case OneClickAnswer.Taken taken:
                var said = $"answered with {taken.Status}";
                context.Ledger.Move(key, OutboxStage.Filed, said);
                return new CallOutcome.Done(ResultOf(address.IdnHost, said), Undo: null);
            case OneClickAnswer.Refused refused:
                context.Ledger.Move(key, OutboxStage.Refused, refused.Why);
                return new CallOutcome.Failed(refused.Why);
            default:
                throw new InvalidOperationException($"Unknown answer {answer.GetType().Name}.");
        }
    }

    /// <summary>What became of a request that was cut off, as far as the ledger tells: the list's server cannot be asked.</summary>
    public Reconciliation Reconcile(JournalEntry action)
    {
        var host = Uri.TryCreate(ListRequest.Parse(action.Arguments).Address, UriKind.Absolute, out var address)
            ? address.IdnHost
            : "the list";
        if (action.Preparation is not { } noted)
        {
            return Unclear(host);
        }

        var entry = context.Ledger.Find(KeyOf(noted));
        if (entry is null)
        {
            return new Reconciliation.NotHappened(); // It is written down before anything goes out.
        }

        return entry.Stage switch
        {
            OutboxStage.Composed or OutboxStage.Connected => new Reconciliation.NotHappened(),
            OutboxStage.DataBegun => Unclear(host),
            OutboxStage.Accepted or OutboxStage.Filed => new Reconciliation.Happened(
                ResultOf(host, entry.Said),
                Undo: null
            ),
            OutboxStage.Refused => new Reconciliation.Unclear(
                $"{entry.Said} It is not asked again by itself. If the list goes on writing, leave it once more."
            ),
        };
    }

    private static Reconciliation.Unclear Unclear(string host) =>
        new(
            $"The request to {host} may or may not have arrived. It is not made again by itself. If the list still writes in some days, leave it once more: asking twice does no harm."
        );

    private static string KeyOf(string note) => JsonSerializer.Deserialize(note, ListJson.Default.ClickNote)!.Key; // By Prepare.

    private static string ResultOf(string host, string said) =>
        JsonSerializer.Serialize(new ClickResult(host, said), ListJson.Default.ClickResult);
}
