using System.Collections.Immutable;
using MeshClaw.Core.Secrets;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Core.Channels;

/// <summary>A kind of channel: what it is called, what it needs to know, and how one is made.</summary>
public sealed record ChannelKind
{
    /// <summary><c>telegram</c>: the key in config.yaml and the word of <c>meshclaw connect</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>Telegram</c>.</summary>
    public required string Title { get; init; }

    /// <summary>What a person does at the platform before we can connect, in order, a line each, with links.</summary>
    public required ImmutableArray<string> Steps { get; init; }

    /// <summary>What it needs to know.</summary>
    public required ImmutableArray<ChannelSetting> Settings { get; init; }

    /// <summary>Makes one; connects to nothing yet. All settings were checked by <see cref="ChannelSetting.Check"/>.</summary>
    public required Func<ChannelParts, IChannel> Create { get; init; }
}

/// <summary>Something that a channel needs to know.</summary>
/// <param name="Key">Its key in config.yaml, and as an option (<c>--phone-number-id</c>); for a secret its name in the store.</param>
/// <param name="Question">What to ask for, in a few words.</param>
/// <param name="IsSecret">Whether it goes to the secret store, never to config.yaml or a command line.</param>
/// <param name="IsRequired">Whether it must be there.</param>
/// <param name="Check">Null for a good value, else what is wrong with it and how it looks: <c>A token looks like 123456:ABC-DEF.</c></param>
public sealed record ChannelSetting(
    string Key,
    string Question,
    bool IsSecret,
    bool IsRequired,
    Func<string, string?> Check
);

/// <summary>What a channel is made of.</summary>
public sealed record ChannelParts
{
    /// <summary>Its name.</summary>
    public required ChannelName Name { get; init; }

    /// <summary>The settings that are no secrets, by key; what is not required may be missing.</summary>
    public required ImmutableDictionary<string, string> Settings { get; init; }

    /// <summary>The secrets, by key; asked each time one is used.</summary>
    public required Func<string, Secret?> Secrets { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>For what happens; no words of people, and no secrets.</summary>
    public required ILogger Log { get; init; }

    /// <summary>Randomness for jitter: from 0 to below 1.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    /// <summary>Where the platform is, where it is not where everybody's is (tests, a server of one's own); null for the usual.</summary>
    public Uri? Root { get; init; }
}
