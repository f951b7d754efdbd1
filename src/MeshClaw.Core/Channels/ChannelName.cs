namespace MeshClaw.Core.Channels;

/// <summary>One place where people talk with agents: <c>telegram</c>, or <c>slack/acme</c> where there are several of a kind.</summary>
public readonly record struct ChannelName(string Value)
{
    /// <summary>The part before the slash: <c>slack</c>.</summary>
    public string Kind => Value is null ? "" : Value.Split('/', 2)[0];

    /// <inheritdoc />
    public override string ToString() => Value ?? "";
}

/// <summary>Where in a channel something is said, in the platform's own ids.</summary>
/// <param name="Chat">The chat, group or direct conversation.</param>
/// <param name="Thread">The thread or topic in it; null for none.</param>
public sealed record ChatPlace(string Chat, string? Thread = null);
