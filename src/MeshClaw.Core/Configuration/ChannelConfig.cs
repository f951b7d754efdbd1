using System.Collections.Immutable;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Yaml;
using MeshClaw.Policy;

namespace MeshClaw.Core.Configuration;

/// <summary>A channel as config.yaml names it. Its secrets are no part of it: they are in the secret store.</summary>
public sealed record ChannelConfig
{
    /// <summary>The name of the section, and the first part of the names of secrets.</summary>
    public const string Section = "channels";

    /// <summary>Its name; the key in the file.</summary>
    public required ChannelName Name { get; init; }

    /// <summary>The settings of its kind that are no secrets, by key.</summary>
    public ImmutableSortedDictionary<string, string> Settings { get; init; } = NoSettings;

    /// <summary>Who answers there; null for whoever answers where nobody is named.</summary>
    public AgentName? Agent { get; init; }

    /// <summary>Where the platform is; null for the usual.</summary>
    public Uri? Root { get; init; }

    /// <summary>None.</summary>
    public static ImmutableSortedDictionary<string, string> NoSettings { get; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Whether a text is a channel's name: <c>KIND</c> or <c>KIND/NAME</c>.</summary>
    public static bool IsName(string text) => Identifier.IsChannel(text);

    /// <summary>The name of a secret of a channel in the secret store: <c>channels/slack/acme/bot-token</c>.</summary>
    public static string SecretName(ChannelName channel, string key) => $"{Section}/{channel.Value}/{key}";

    /// <inheritdoc />
    public bool Equals(ChannelConfig? other) =>
        other is not null
        && Name == other.Name
        && Agent == other.Agent
        && Root == other.Root
        && Settings.SequenceEqual(other.Settings);

    /// <inheritdoc />
    public override int GetHashCode() =>
        Settings.Aggregate(HashCode.Combine(Name, Agent, Root), (hash, s) => HashCode.Combine(hash, s.Key, s.Value));
}
