namespace MeshClaw.Gateway.Hooks;

/// <summary>How the second listener bounds what anybody on the internet may ask of it.</summary>
internal sealed record HookHostOptions
{
    /// <summary>Where it listens: <c>127.0.0.1:PORT</c>, <c>localhost:PORT</c> or <c>[::1]:PORT</c>; port 0 for any free one.</summary>
    public required string Address { get; init; }

    /// <summary>The most connections at once.</summary>
    public int Connections { get; init; } = 200;

    /// <summary>The most calls at once, over all sources; what is more is answered 503, and the platform comes again.</summary>
    public int Calls { get; init; } = 32;

    /// <summary>The most calls at once of one source.</summary>
    public int CallsOfOne { get; init; } = 8;

    /// <summary>The most calls of one source in a second, on the long run.</summary>
    public int PerSecond { get; init; } = 200;

    /// <summary>The most calls of one source at once after a silence.</summary>
    public int Burst { get; init; } = 600;

    /// <summary>How long the head of a request may take.</summary>
    public TimeSpan HeadersWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long its body may take, and then the channel and the inbox.</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(20);
}
