using MeshClaw.Connectors.Chat.Stores;
using MeshClaw.Connectors.Chat.Tools;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;

namespace MeshClaw.Connectors.Chat;

/// <summary>
/// Finds out what became of a call that was cut off, from what the platform shows now. A request may still be on its way when the connection is gone:
/// so what is not there soon after is looked for once more, a little later.
/// </summary>
internal sealed class ChatReconciler(ChatContext context)
{
    private const int MostLooked = 200;
    private static readonly TimeSpan s_slack = TimeSpan.FromMinutes(2); // The platform's clock is not ours.
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    /// <summary>What became of one action.</summary>
    public async Task<Reconciliation> ReconcileAsync(JournalEntry action, CancellationToken cancellationToken)
    {
        if (action.Preparation is not { } noted)
        {
            return new Reconciliation.Unclear(
                "Nothing was noted before this call. Look into the channel; it was not made again."
            );
        }

        var note = ChatNote.Read(noted);
        var arguments = ChatActions.ArgumentsOf(action.Tool, action.Arguments);
        if (action.Tool == ChatTools.Draft)
        {
            var draft = context.Drafts is { } drafts
                ? await drafts.FindByKeyAsync(note.Key, cancellationToken).ConfigureAwait(false)
                : null;
            return draft is null
                ? new Reconciliation.NotHappened()
                : new Reconciliation.Happened(
                    new ChatOutcome("Kept") { Draft = draft.Id.ToString() }.ToJson(),
                    Undo: null
                );
        }

        try
        {
            var deed = await DeedOfAsync(action, arguments, cancellationToken).ConfigureAwait(false);
            var found = await LookAsync(deed, arguments, note, cancellationToken).ConfigureAwait(false);
            if (found is Reconciliation.NotHappened && context.Time.GetUtcNow() - note.At < s_fresh)
            {
                await Task.Delay(s_pause, context.Time, cancellationToken).ConfigureAwait(false);
                found = await LookAsync(deed, arguments, note, cancellationToken).ConfigureAwait(false);
            }

            return found;
        }
        catch (ChatRefusedException refused)
        {
            return new Reconciliation.Unclear(
                $"It may or may not have happened: {refused.Message} Look into the channel."
            );
        }
    }

    // The row keeps the arguments; a name in them leads where it led then, or the channel was renamed meanwhile.
    private async Task<ChatDeed> DeedOfAsync(
        JournalEntry action,
        ChatArguments arguments,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var place = await context.PlaceAsync(arguments.Need("channel"), cancellationToken).ConfigureAwait(false);
            return new ChatDeed(action.Tool, place.Id, arguments.Text("message") ?? arguments.Text("id") ?? "");
        }
        catch (Core.Tools.ToolException gone)
        {
            throw new ChatRefusedException("channel_not_found", gone.Message);
        }
    }

    private Task<Reconciliation> LookAsync(
        ChatDeed deed,
        ChatArguments arguments,
        ChatNote note,
        CancellationToken cancellationToken
    ) =>
        deed.Tool == ChatTools.Post || deed.Tool == ChatTools.Reply
            ? LookForPostAsync(deed, arguments, note, cancellationToken)
        : deed.Tool == ChatTools.Schedule || deed.Tool == ChatTools.Unschedule
            ? LookForWaitingAsync(deed, arguments, note, cancellationToken)
        : LookAtMessageAsync(deed, arguments, note, cancellationToken);

    private async Task<Reconciliation> LookForPostAsync(
        ChatDeed deed,
        ChatArguments arguments,
        ChatNote note,
        CancellationToken cancellationToken
    )
    {
        var me = await context.Store.WhoAmIAsync(cancellationToken).ConfigureAwait(false);
        var range = new ChatRange(MostLooked)
        {
            Thread = note.Thread,
            After = Slack.SlackChatTime.Write(note.At - s_slack),
        };
        while (true)
        {
            var page = await context.Store.ReadAsync(deed.Place, range, cancellationToken).ConfigureAwait(false);
            // Anybody may put such a key on a message: only the owner's own proves anything.
            if (page.Messages.FirstOrDefault(m => m.Author == me.User && m.Keys.Contains(note.Key)) is { } found)
            {
                return HappenedOf(ChatActions.DoneOf(deed, arguments, note, found.Id));
            }

            if (page.Next is not { } before)
            {
                return new Reconciliation.NotHappened();
            }

            range = range with { Before = before };
        }
    }

    private async Task<Reconciliation> LookForWaitingAsync(
        ChatDeed deed,
        ChatArguments arguments,
        ChatNote note,
        CancellationToken cancellationToken
    )
    {
        var waits = await context.Store.ListScheduledAsync(deed.Place, cancellationToken).ConfigureAwait(false);
        if (deed.Tool == ChatTools.Unschedule)
        {
            return waits.Any(w => w.Id == deed.Message) ? new Reconciliation.NotHappened()
                : note.PostAt <= context.Time.GetUtcNow()
                    ? new Reconciliation.Unclear(
                        "It does not wait any more: it was taken back, or posted at its time. Look into the channel."
                    )
                : HappenedOf(ChatActions.DoneOf(deed, arguments, note, null));
        }

        // What waits carries no key; the same words for the same second are taken for the same.
        var at = arguments.Time("at");
        var same = waits
            .Where(w => w.At.ToUnixTimeSeconds() == at.ToUnixTimeSeconds() && w.Text == arguments.Need("text"))
            .ToList();
        return same.Count > 0 ? HappenedOf(ChatActions.DoneOf(deed, arguments, note, same[0].Id))
            : at <= context.Time.GetUtcNow()
                ? new Reconciliation.Unclear("Its time is over: it may have been posted. Look into the channel.")
            : new Reconciliation.NotHappened();
    }

    private async Task<Reconciliation> LookAtMessageAsync(
        ChatDeed deed,
        ChatArguments arguments,
        ChatNote note,
        CancellationToken cancellationToken
    )
    {
        var message = await context.Store.FindAsync(deed.Place, deed.Message, cancellationToken).ConfigureAwait(false);
        if (deed.Tool == ChatTools.Delete)
        {
            return message is null
                ? HappenedOf(ChatActions.DoneOf(deed, arguments, note, null))
                : new Reconciliation.NotHappened();
        }

        if (message is null)
        {
            return new Reconciliation.Unclear("The message is gone, so nobody can tell whether it was changed before.");
        }

        if (deed.Tool == ChatTools.Edit)
        {
            var isThere = arguments.Switch("markup")
                ? message.Markup == arguments.Need("text")
                : message.Keys.Contains(note.Key);
            return isThere
                ? HappenedOf(ChatActions.DoneOf(deed, arguments, note, null))
                : new Reconciliation.NotHappened();
        }

        var me = await context.Store.WhoAmIAsync(cancellationToken).ConfigureAwait(false);
        var isOn = ChatActions.HasReaction(message, arguments.Need("emoji"), me.User);
        return isOn == (deed.Tool == ChatTools.React)
            ? HappenedOf(ChatActions.DoneOf(deed, arguments, note, null))
            : new Reconciliation.NotHappened();
    }

    private static Reconciliation.Happened HappenedOf(CallOutcome.Done done) => new(done.Result, done.Undo);
}
