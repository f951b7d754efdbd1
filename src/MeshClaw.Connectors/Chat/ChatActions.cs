using System.Globalization;
using MeshClaw.Connectors.Chat.Stores;
using MeshClaw.Connectors.Chat.Tools;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Mail.Writing;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Connectors.Chat;

/// <summary>Makes calls, one at a time, and says how each is taken back.</summary>
internal sealed class ChatActions(ChatContext context)
{
    /// <summary>Looks at the target once more, and notes how things are.</summary>
    public async Task<Preparation> PrepareAsync(ProposedCall call, CancellationToken cancellationToken)
    {
        var target = call.Targets[0]; // Each call of chat has one.
        var arguments = ArgumentsOf(call);
        var note = new ChatNote(Guid.NewGuid().ToString("N"), context.Time.GetUtcNow());
        if (call.Tool == ChatTools.Draft)
        {
            return new Preparation.Ready(note.ToJson());
        }

        var place = await context.Store.FindPlaceAsync(target.Collection, cancellationToken).ConfigureAwait(false);
        if (place is null or { IsArchived: true })
        {
            return new Preparation.Gone("The channel is gone or archived.");
        }

        if (call.Tool == ChatTools.Unschedule)
        {
            var waits = await context.Store.ListScheduledAsync(place.Id, cancellationToken).ConfigureAwait(false);
            return waits.FirstOrDefault(w => w.Id == target.Id) is { } found
                ? new Preparation.Ready((note with { Before = found.Text, PostAt = found.At }).ToJson())
                : new Preparation.Gone("It does not wait any more: it was posted, or taken back.");
        }

        if (target.Id.Length == 0)
        {
            return new Preparation.Ready(note.ToJson());
        }

        var message = await context.Store.FindAsync(place.Id, target.Id, cancellationToken).ConfigureAwait(false);
        return message is null ? new Preparation.Gone("The message is gone.")
            : message.Version != target.Version
                ? new Preparation.Gone("The message was changed since you were shown it.")
            : new Preparation.Ready(
                (await NoteAsync(call, arguments, message, note, cancellationToken).ConfigureAwait(false)).ToJson()
            );
    }

    /// <summary>Makes one.</summary>
    public async Task<CallOutcome> ExecuteAsync(AuthorizedCall authorized, CancellationToken cancellationToken)
    {
        var call = authorized.Take();
        var note = ChatNote.Read(authorized.Preparation);
        try
        {
            return await DoAsync(call, note, cancellationToken).ConfigureAwait(false);
        }
        catch (ChatRefusedException refused)
        {
            return new CallOutcome.Failed(refused.Message);
        }
    }

    /// <summary>What a call that happened answers, and how it is taken back.</summary>
    /// <param name="call">The tool, and where.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="note">What was noted before.</param>
    /// <param name="made">The id that the platform gave; null where it gives none.</param>
    public static CallOutcome.Done DoneOf(ChatDeed call, ChatArguments arguments, ChatNote note, string? made)
    {
        var (tool, place, message) = call;
        var undo = new ChatUndoArguments(place);
        var said = new ChatOutcome("") { Channel = place, Message = message.Length > 0 ? message : null };
        return tool == ChatTools.Post || tool == ChatTools.Reply
                ? Done(
                    said with
                    {
                        Said = $"Posted in {place}",
                        Message = made,
                    },
                    new ChatUndo(ChatTools.Delete.Value, undo with { Message = made })
                )
            : tool == ChatTools.React || tool == ChatTools.Unreact
                ? Done(
                    said with
                    {
                        Said = note.WasSo ? "It was so already" : "Done",
                    },
                    note.WasSo ? null : OppositeOf(tool, undo, message, arguments)
                )
            : tool == ChatTools.Schedule
                ? Done(
                    said with
                    {
                        Said = $"Will be posted in {place}",
                        Message = null,
                        Scheduled = made,
                    },
                    new ChatUndo(ChatTools.Unschedule.Value, undo with { Id = made })
                )
            : tool == ChatTools.Unschedule
                ? Done(
                    said with
                    {
                        Said = "It will not be posted",
                        Message = null,
                        Scheduled = message,
                    },
                    AgainOf(undo, note)
                )
            : tool == ChatTools.Edit
                ? Done(
                    said with
                    {
                        Said = "Changed",
                    },
                    new ChatUndo(
                        tool.Value,
                        undo with
                        {
                            Message = message,
                            Text = note.Before,
                            Markup = note.IsMarkup ? true : null,
                        }
                    )
                )
            : Done(said with { Said = "Deleted" }, null);
    }

    /// <summary>The arguments of a call, read.</summary>
    public static ChatArguments ArgumentsOf(ProposedCall call) => ArgumentsOf(call.Tool, call.Arguments);

    /// <summary>The same, of a row of the journal.</summary>
    public static ChatArguments ArgumentsOf(Policy.ToolName tool, string arguments) =>
        ChatArguments.Parse(ChatTools.All.First(t => t.Name == tool), arguments);

    private static async Task<CallOutcome.Done> DraftAsync(
        IDraftStore drafts,
        ProposedCall call,
        ChatArguments arguments,
        ChatNote note,
        CancellationToken cancellationToken
    )
    {
        var words = new DraftWords(arguments.Need("channel"), arguments.Text("thread"), arguments.Need("text"));
        DraftId? id = DraftId.TryParse(arguments.Text("draft"), out var given) ? given : null;
        var draft =
            await drafts
                .WriteAsync(id, call.Connection, words.ToJson(), note.Key, cancellationToken)
                .ConfigureAwait(false)
            ?? throw new ChatRefusedException("no_draft", "The draft is gone.");
        return Done(new ChatOutcome("Kept") { Draft = draft.Id.ToString() }, null);
    }

    private async Task<CallOutcome> DoAsync(ProposedCall call, ChatNote note, CancellationToken cancellationToken)
    {
        var arguments = ArgumentsOf(call);
        if (call.Tool == ChatTools.Draft)
        {
            var drafts = context.Drafts ?? throw new ChatRefusedException("no_drafts", "Drafts are not kept here.");
            return await DraftAsync(drafts, call, arguments, note, cancellationToken).ConfigureAwait(false);
        }

        var (store, target) = (context.Store, call.Targets[0]); // Each call of chat has one.
        var (place, message) = (target.Collection, target.Id);
        string? made = null;
        if (call.Tool == ChatTools.Post || call.Tool == ChatTools.Reply)
        {
            made = await store.PostAsync(PostingOf(call, arguments, note), cancellationToken).ConfigureAwait(false);
        }
        else if (call.Tool == ChatTools.Schedule)
        {
            var posting = PostingOf(call, arguments, note);
            made = await store.ScheduleAsync(posting, arguments.Time("at"), cancellationToken).ConfigureAwait(false);
        }
        else if (call.Tool == ChatTools.Unschedule)
        {
            await store.UnscheduleAsync(place, message, cancellationToken).ConfigureAwait(false);
        }
        else if (call.Tool == ChatTools.Edit)
        {
            var edit = new ChatEdit(place, message, arguments.Need("text"), arguments.Switch("markup"), note.Key);
            await store.EditAsync(edit, cancellationToken).ConfigureAwait(false);
        }
        else if (call.Tool == ChatTools.Delete)
        {
            await store.DeleteAsync(place, message, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            var emoji = arguments.Need("emoji");
            var isOn = call.Tool == ChatTools.React;
            var changed = await store.ReactAsync(place, message, emoji, isOn, cancellationToken).ConfigureAwait(false);
            note = note with { WasSo = !changed };
        }

        return DoneOf(new ChatDeed(call.Tool, place, message), arguments, note, made);
    }

    private async Task<ChatNote> NoteAsync(
        ProposedCall call,
        ChatArguments arguments,
        ChatMessage message,
        ChatNote note,
        CancellationToken cancellationToken
    )
    {
        if (call.Tool == ChatTools.Edit)
        {
            // Its own words come back as they were; what was written in Slack comes back as Slack keeps it.
            var isPlain = !message.Keys.IsEmpty;
            return note with { Before = isPlain ? message.Text : message.Markup, IsMarkup = !isPlain };
        }

        note = note with { Thread = message.Thread ?? message.Id };
        if (arguments.Text("emoji") is not { } emoji)
        {
            return note;
        }

        var me = await context.Store.WhoAmIAsync(cancellationToken).ConfigureAwait(false);
        return note with { WasSo = HasReaction(message, emoji, me.User) == (call.Tool == ChatTools.React) };
    }

    /// <summary>Whether somebody's reaction is on a message.</summary>
    public static bool HasReaction(ChatMessage message, string emoji, string user) =>
        message.Reactions.Any(r => r.Emoji == emoji && r.Users.Contains(user));

    private static ChatPosting PostingOf(ProposedCall call, ChatArguments arguments, ChatNote note) =>
        new(call.Targets[0].Collection, arguments.Need("text"), note.Key)
        {
            Thread = note.Thread,
            Wakes = arguments.Text("notify"),
        };

    private static ChatUndo OppositeOf(
        Policy.ToolName tool,
        ChatUndoArguments undo,
        string message,
        ChatArguments arguments
    ) =>
        new(
            (tool == ChatTools.React ? ChatTools.Unreact : ChatTools.React).Value,
            undo with
            {
                Message = message,
                Emoji = arguments.Need("emoji"),
            }
        );

    private static ChatUndo AgainOf(ChatUndoArguments undo, ChatNote note) =>
        new(
            ChatTools.Schedule.Value,
            undo with
            {
                Text = note.Before,
                At = note.PostAt?.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            }
        );

    private static CallOutcome.Done Done(ChatOutcome outcome, ChatUndo? undo) => new(outcome.ToJson(), undo?.ToJson());
}

/// <summary>What was done where.</summary>
/// <param name="Tool">By which tool.</param>
/// <param name="Place">Where.</param>
/// <param name="Message">To which message, or to what waits; empty for none.</param>
internal readonly record struct ChatDeed(Policy.ToolName Tool, string Place, string Message);
