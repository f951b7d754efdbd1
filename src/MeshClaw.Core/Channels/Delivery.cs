using System.Collections.Immutable;

namespace MeshClaw.Core.Channels;

/// <summary>What kind of thing a platform delivered.</summary>
public enum DeliveryKind
{
    /// <summary>Somebody said something, or sent files.</summary>
    Message,

    /// <summary>Somebody changed what they had said; <see cref="Delivery.Text"/> is the new text.</summary>
    Edited,

    /// <summary>Somebody pressed a button of ours; <see cref="Delivery.Button"/> is its value.</summary>
    Pressed,

    /// <summary>A platform's own command, such as Slack's <c>/meshclaw stop</c>; <see cref="Delivery.Text"/> is what follows the command.</summary>
    Command,
}

/// <summary>One thing that a platform delivered. All words in it are the sender's, whoever that is; nothing of it is trusted before the inbox has looked.</summary>
public sealed record Delivery
{
    /// <summary>The most characters of <see cref="Text"/> that are kept; an adapter cuts what is longer and says so in <see cref="IsCut"/>.</summary>
    public const int MaxText = 64 * 1024;

    /// <summary>The platform's id of this delivery: the same when the platform delivers it again, never the same for another one of the channel.</summary>
    public required string Id { get; init; }

    /// <summary>What it is.</summary>
    public DeliveryKind Kind { get; init; } = DeliveryKind.Message;

    /// <summary>Where it was said, and where an answer belongs.</summary>
    public required ChatPlace Place { get; init; }

    /// <summary>The platform's immutable id of who sent it (Telegram's numeric id, Slack's <c>U…</c>): never a name that people choose.</summary>
    public required string Sender { get; init; }

    /// <summary>The name that the sender chose, for people to read; decides nothing.</summary>
    public string SenderName { get; init; } = "";

    /// <summary>What was said, as plain text; may be empty.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether <see cref="Text"/> is only the beginning of what was said.</summary>
    public bool IsCut { get; init; }

    /// <summary>The platform's id of the message that was said, changed, or whose button was pressed; null where it has none.</summary>
    public string? Message { get; init; }

    /// <summary>The platform's id of the message that this one answers; null for none.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Whether others than the sender and the agent read this place.</summary>
    public bool IsGroup { get; init; }

    /// <summary>Whether it is addressed to the agent: said in a direct chat, or with its name in a group.</summary>
    public bool IsAddressed { get; init; } = true;

    /// <summary>Whether the words and files are somebody else's, passed on by the sender: third-party text, whoever passed it on.</summary>
    public bool IsForwarded { get; init; }

    /// <summary>The files that came with it; their content is fetched when it is wanted.</summary>
    public ImmutableArray<ChannelFile> Files { get; init; } = [];

    /// <summary>The value of the button that was pressed, as it was sent; null for anything else.</summary>
    public string? Button { get; init; }

    /// <summary>When it was said, UTC, by the platform's clock.</summary>
    public required DateTimeOffset Sent { get; init; }
}

/// <summary>A file of a message.</summary>
/// <param name="Id">What its channel needs to fetch it.</param>
/// <param name="Name">Its name as the sender chose it; a path in it means nothing.</param>
/// <param name="MediaType"><c>image/jpeg</c>; what the platform says.</param>
/// <param name="Bytes">Its size; null where the platform does not say.</param>
public sealed record ChannelFile(string Id, string Name, string MediaType, long? Bytes);
