using System.Collections.Immutable;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.WebChat;

/// <summary>A message in the room, as it is seen now. All words in it are somebody's: a page shows them as text.</summary>
public sealed record WebChatMessage
{
    /// <summary>Which it is, over restarts too: the browser's own key, or what the room gave it.</summary>
    public required string Id { get; init; }

    /// <summary>Its place among the others: higher ones come after it.</summary>
    public required long Number { get; init; }

    /// <summary>Counts the changes of the room; the one that made the message what it is now.</summary>
    public long Version { get; init; }

    /// <summary>Whether the owner said it; an agent otherwise.</summary>
    public required bool IsOwner { get; init; }

    /// <summary>What makes it one: the browser's own key, or <see cref="Outbound.Key"/>.</summary>
    public required string Key { get; init; }

    /// <summary>What it says.</summary>
    public required string Text { get; init; }

    /// <summary>Buttons under it.</summary>
    public ImmutableArray<OutboundButton> Buttons { get; init; } = [];

    /// <summary>Files with it; <see cref="WebChatRoom.FileOf"/> has what is in them, while it is kept.</summary>
    public ImmutableArray<ChannelFile> Files { get; init; } = [];

    /// <summary>The message that it answers; null for none.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>How often it was changed.</summary>
    public int Edits { get; init; }

    /// <summary>When it was said, UTC.</summary>
    public required DateTimeOffset Sent { get; init; }

    /// <summary>What an agent says.</summary>
    internal static WebChatMessage Of(string id, long number, Outbound message, DateTimeOffset sent, int edits) =>
        new()
        {
            Id = id,
            Number = number,
            IsOwner = false,
            Key = message.Key,
            Text = message.Text,
            Buttons = message.Buttons,
            Files = message.File is { } file ? [WebChatFiles.Shown(id, 0, file)] : [],
            ReplyTo = message.ReplyTo,
            Edits = edits,
            Sent = sent,
        };
}

/// <summary>What the owner says in a browser.</summary>
/// <param name="Key">Made by the browser, at random: the same when it posts the same again, never the same for anything else.</param>
/// <param name="Text">What is said; may be empty.</param>
/// <param name="Files">The files with it, whole.</param>
public sealed record WebChatPost(string Key, string Text, ImmutableArray<OutboundFile> Files)
{
    /// <summary>Whether its words may not stay anywhere: the inbox gets them, the room shows dots.</summary>
    public bool IsSecret { get; init; }
}

/// <summary>What a browser is told.</summary>
public abstract record WebChatEvent
{
    private WebChatEvent() { }

    /// <summary>What it has is of an earlier room, or it has nothing: all messages follow.</summary>
    public sealed record Reset : WebChatEvent;

    /// <summary>A message is new, or has changed.</summary>
    /// <param name="Id">For <c>Last-Event-ID</c>.</param>
    /// <param name="Message">As it is now.</param>
    public sealed record Said(string Id, WebChatMessage Message) : WebChatEvent;

    /// <summary>An agent writes.</summary>
    public sealed record Typing : WebChatEvent;
}
