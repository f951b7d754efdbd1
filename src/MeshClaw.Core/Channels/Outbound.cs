using System.Collections.Immutable;

namespace MeshClaw.Core.Channels;

/// <summary>
/// One message to people. <see cref="Text"/> is plain: an adapter sends it so that nothing in it is markup, a mention or a link preview of the platform
/// (in Slack <c>&lt;!channel&gt;</c> is shown, and wakes nobody).
/// </summary>
public sealed record Outbound
{
    /// <summary>Makes it one: the same message keeps its key through every attempt, and through an edit. At most 60 characters of a-z, 0-9, hyphen and slash.</summary>
    public required string Key { get; init; }

    /// <summary>Where it goes.</summary>
    public required ChatPlace Place { get; init; }

    /// <summary>What it says; at most <see cref="ChannelTraits.MaxText"/>, with a file <see cref="ChannelTraits.MaxCaption"/>. Empty only with a file.</summary>
    public string Text { get; init; } = "";

    /// <summary>Buttons under it, at most <see cref="ChannelTraits.MaxButtons"/>.</summary>
    public ImmutableArray<OutboundButton> Buttons { get; init; } = [];

    /// <summary>A file with it; null for none.</summary>
    public OutboundFile? File { get; init; }

    /// <summary>The platform's id of the message that it answers; null for none.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Whether it may come without a sound.</summary>
    public bool IsSilent { get; init; }
}

/// <summary>A button.</summary>
/// <param name="Label">What people read; at most <see cref="ChannelTraits.MaxButtonLabel"/> characters.</param>
/// <param name="Value">What comes back when it is pressed: at most 64 characters of ASCII.</param>
/// <param name="IsDanger">Whether pressing it does what cannot be taken back; shown where the platform can.</param>
public sealed record OutboundButton(string Label, string Value, bool IsDanger = false);

/// <summary>A file to send.</summary>
/// <param name="Name">Its name.</param>
/// <param name="MediaType"><c>text/plain</c>.</param>
/// <param name="Content">All of it.</param>
public sealed record OutboundFile(string Name, string MediaType, ImmutableArray<byte> Content);
