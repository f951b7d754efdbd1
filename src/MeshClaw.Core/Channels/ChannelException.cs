namespace MeshClaw.Core.Channels;

/// <summary>What is wrong, by what is to be done.</summary>
public enum ChannelFault
{
    /// <summary>The platform cannot be reached, or is in trouble itself: try again later.</summary>
    Unreachable,

    /// <summary>Too many calls: try again after <see cref="ChannelException.RetryAfter"/>.</summary>
    RateLimited,

    /// <summary>The secret is no good (any more): nothing works until the owner gives another.</summary>
    Refused,

    /// <summary>This call can never work: the chat is gone, the person blocked us, the message is too long.</summary>
    Invalid,

    /// <summary>The person wrote too long ago; only a template that the platform has approved may go out.</summary>
    WindowClosed,

    /// <summary>The platform answered with something that it does not document. Whether it did what was asked is not known.</summary>
    Unexpected,
}

/// <summary>Something of a platform did not work. The message is for people, without secrets.</summary>
public sealed class ChannelException : Exception
{
    /// <summary>With what is wrong.</summary>
    public ChannelException(ChannelFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>For serializers.</summary>
    public ChannelException() { }

    /// <summary>For serializers.</summary>
    public ChannelException(string message)
        : base(message) { }

    /// <summary>For serializers.</summary>
    public ChannelException(string message, Exception inner)
        : base(message, inner) { }

    /// <summary>What is wrong.</summary>
    public ChannelFault Fault { get; } = ChannelFault.Unexpected;

    /// <summary>How long the platform asks to wait; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
