using System.Collections.Immutable;
using MeshClaw.Connectors.Chat.Slack;
using MeshClaw.Connectors.Chat.Tools;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Chat;

/// <summary>
/// The tools of chat. What puts words before others is irreversible and sends, as mail is: it waits in the undo window, and what was read stays read
/// even where the platform lets it be deleted or changed back, which is how it is undone after that.
/// </summary>
public static class ChatTools
{
    internal const int MaxPage = 50;
    internal const int UsualPage = 20;
    internal const int MostPlaces = 20;
    internal const int UsualPlaces = 10;

    private static readonly Effect s_read = new(EffectClass.Read);
    private static readonly Effect s_draft = new(EffectClass.Draft);
    private static readonly Effect s_says = new(EffectClass.Irreversible, EffectTraits.Sends);
    private static readonly Effect s_shows = new(EffectClass.Reversible, EffectTraits.Sends);
    private static readonly Effect s_cancels = new(EffectClass.Reversible, EffectTraits.Destroys);
    private static readonly Effect s_deletes = new(EffectClass.Irreversible, EffectTraits.Destroys);

    private static readonly ChatParameter s_channel = Line("channel", true, "Id (C0123), or #name of one of yours.");
    private static readonly ChatParameter s_message = Line("message", true, "The message's id, as chat.read gave it.");
    private static readonly ChatParameter s_thread = Line("thread", false, "Id of the thread's first message.");
    private static readonly ChatParameter s_cursor = Line("cursor", false, "'cursor' of an earlier answer.");
    private static readonly ChatParameter s_emoji = Line("emoji", true, "Its name without colons: thumbsup.");
    private static readonly ChatParameter s_text = new(
        "text",
        ChatParameterKind.Lines,
        true,
        "Plain text: no markup or @mention takes effect."
    )
    {
        Max = SlackChatWords.MaxText,
    };
    private static readonly ChatParameter s_wakes = Line(
        "notify",
        false,
        "Wakes everybody there. Left out: nobody."
    ) with
    {
        Allowed = ["channel", "here", "everyone"],
    };

    /// <summary><c>chat.search</c>.</summary>
    public static ToolName Search { get; } = new("chat.search");

    /// <summary><c>chat.read</c>.</summary>
    public static ToolName Read { get; } = new("chat.read");

    /// <summary><c>chat.unread</c>.</summary>
    public static ToolName Unread { get; } = new("chat.unread");

    /// <summary><c>chat.people</c>.</summary>
    public static ToolName People { get; } = new("chat.people");

    /// <summary><c>chat.draft</c>.</summary>
    public static ToolName Draft { get; } = new("chat.draft");

    /// <summary><c>chat.drafts</c>.</summary>
    public static ToolName Drafts { get; } = new("chat.drafts");

    /// <summary><c>chat.post</c>.</summary>
    public static ToolName Post { get; } = new("chat.post");

    /// <summary><c>chat.reply</c>.</summary>
    public static ToolName Reply { get; } = new("chat.reply");

    /// <summary><c>chat.react</c>.</summary>
    public static ToolName React { get; } = new("chat.react");

    /// <summary><c>chat.unreact</c>.</summary>
    public static ToolName Unreact { get; } = new("chat.unreact");

    /// <summary><c>chat.schedule</c>.</summary>
    public static ToolName Schedule { get; } = new("chat.schedule");

    /// <summary><c>chat.unschedule</c>.</summary>
    public static ToolName Unschedule { get; } = new("chat.unschedule");

    /// <summary><c>chat.edit</c>.</summary>
    public static ToolName Edit { get; } = new("chat.edit");

    /// <summary><c>chat.delete</c>.</summary>
    public static ToolName Delete { get; } = new("chat.delete");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ToolDefinition> Definitions => [.. All.Select(t => t.Definition)];

    internal static ImmutableArray<ChatTool> All { get; } =
    [
        new(
            Search,
            "Searches the messages that you can see, the newest first.",
            s_read,
            [Line("query", true, "Words, and Slack's own modifiers: in:#name from:@name."), Limit(MaxPage), s_cursor]
        ),
        new(
            Read,
            "Reads a channel or a thread, the newest first.",
            s_read,
            [s_channel, s_thread, Limit(MaxPage), s_cursor]
        ),
        new(
            Unread,
            "What you have not seen yet in your channels, with how often you were mentioned.",
            s_read,
            [Limit(MostPlaces) with { Description = "How many channels are looked at; 10 where left out." }, s_cursor]
        ),
        new(
            People,
            "Who is who, of the workspace or of a channel.",
            s_read,
            [Line("query", false, "Part of a name."), s_channel with { Required = false }, Limit(MaxPage), s_cursor]
        ),
        new(
            Draft,
            "Keeps a message on this device to be posted later, or changes one.",
            s_draft,
            [s_channel, s_thread, s_text, Line("draft", false, "A draft's id: d3.")]
        ),
        new(Drafts, "Lists the drafts of messages.", s_read, []),
        new(Post, "Posts a message in a channel.", s_says, [s_channel, s_text, s_wakes]),
        new(Reply, "Answers a message in its thread.", s_says, [s_channel, s_message, s_text, s_wakes]),
        new(React, "Puts your reaction on a message.", s_shows, [s_channel, s_message, s_emoji]),
        new(Unreact, "Takes your reaction off a message.", s_shows, [s_channel, s_message, s_emoji]),
        new(
            Schedule,
            "Has a message posted at a time.",
            s_shows,
            [
                s_channel,
                s_thread,
                s_text,
                s_wakes,
                new("at", ChatParameterKind.Time, true, "When, with its offset; at least a minute from now."),
            ]
        ),
        new(
            Unschedule,
            "Takes back a message that waits to be posted.",
            s_cancels,
            [s_channel, Line("id", true, "Its id, as chat.schedule gave it.")]
        ),
        new(
            Edit,
            "Puts other words into a message of yours.",
            s_says,
            [
                s_channel,
                s_message,
                s_text,
                new("markup", ChatParameterKind.Switch, false, "The text is Slack's markup and takes effect."),
            ]
        ),
        new(Delete, "Deletes a message of yours, for good.", s_deletes, [s_channel, s_message]),
    ];

    private static ChatParameter Line(string name, bool required, string description) =>
        new(name, ChatParameterKind.Line, required, description);

    private static ChatParameter Limit(int most) =>
        new("limit", ChatParameterKind.Number, false, "How many at most; 20 where left out.") { Max = most };
}
