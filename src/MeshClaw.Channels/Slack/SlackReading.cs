using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.Slack;

/// <summary>What a frame of the socket turned out to be.</summary>
internal abstract record SlackReading
{
    private SlackReading() { }

    /// <summary>The beginning of a connection, with the app that it is for.</summary>
    public sealed record Hello(string App) : SlackReading;

    /// <summary>Slack will close this connection soon, and wants another one before that.</summary>
    public sealed record Leaving(string Reason) : SlackReading;

    /// <summary>Something for the inbox; to be acknowledged under that id when it is stored.</summary>
    public sealed record Delivered(string Envelope, Delivery Delivery) : SlackReading;

    /// <summary>Nothing for the inbox: acknowledged at once, so that it does not come again. <paramref name="Why"/> is for the log; null for what is usual.</summary>
    public sealed record Skipped(string? Envelope, string? Why) : SlackReading;
}
