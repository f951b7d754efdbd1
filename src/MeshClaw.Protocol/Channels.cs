namespace MeshClaw.Protocol;

/// <summary>A kind of channel: what a person does at the platform, and what it needs to know.</summary>
/// <param name="Name"><c>telegram</c>.</param>
/// <param name="Title"><c>Telegram</c>.</param>
/// <param name="Steps">What to do at the platform before it can be connected, in order, a line each.</param>
/// <param name="Settings">What to give.</param>
public sealed record ChannelKindResponse(
    string Name,
    string Title,
    IReadOnlyList<string> Steps,
    IReadOnlyList<ChannelSettingResponse> Settings
);

/// <summary>Something that a channel needs to know.</summary>
/// <param name="Key"><c>token</c>.</param>
/// <param name="Question">What to ask for, in a few words.</param>
/// <param name="Secret">Whether it is kept encrypted, and never shown again.</param>
/// <param name="Required">Whether it must be there.</param>
public sealed record ChannelSettingResponse(string Key, string Question, bool Secret, bool Required);

/// <summary>A channel that is connected.</summary>
public sealed record ChannelResponse
{
    /// <summary><c>telegram</c>, or <c>slack/acme</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>slack</c>.</summary>
    public required string Kind { get; init; }

    /// <summary><c>Slack</c>.</summary>
    public required string Title { get; init; }

    /// <summary>Who the agent is there, as people see it; null until the platform has said so.</summary>
    public string? Account { get; init; }

    /// <summary>Who answers there; null for whoever answers where nobody is named.</summary>
    public string? Agent { get; init; }

    /// <summary>Whether what is no answer goes there.</summary>
    public bool Notify { get; init; }

    /// <summary>What is wrong with it, for people; null while it is well.</summary>
    public string? Trouble { get; init; }
}

/// <summary>Makes or replaces a channel. What one of that name has already, and this does not say, stays.</summary>
public sealed record ConnectChannelRequest
{
    /// <summary><c>telegram</c>, or <c>slack/acme</c> where there are several of a kind.</summary>
    public required string Name { get; init; }

    /// <summary>What is no secret, by key; empty to forget one.</summary>
    public IReadOnlyDictionary<string, string>? Settings { get; init; }

    /// <summary>Secrets by key; kept encrypted. Those that are kept already serve for the same <see cref="Root"/> only.</summary>
    public IReadOnlyDictionary<string, string>? Secrets { get; init; }

    /// <summary>Who answers there.</summary>
    public string? Agent { get; init; }

    /// <summary>Where the platform is, where it is not where everybody's is.</summary>
    public string? Root { get; init; }

    /// <summary>Send there from now on what is no answer.</summary>
    public bool Notify { get; init; }
}

/// <summary>A link that lets one browser of this device into the web chat, once.</summary>
/// <param name="Url">The page, with a code in its fragment, which browsers send to nobody.</param>
/// <param name="Expires">Until when, UTC.</param>
public sealed record WebChatCodeResponse(string Url, DateTimeOffset Expires);

/// <summary>A channel that works.</summary>
/// <param name="Name"><c>telegram</c>.</param>
/// <param name="Title"><c>Telegram</c>.</param>
/// <param name="AccountId">The platform's immutable id of who the agent is there.</param>
/// <param name="Account">As people see it.</param>
/// <param name="Link">Where a person begins to talk with it; null where there is no such place.</param>
/// <param name="Notes">What the owner should know.</param>
public sealed record ConnectChannelResponse(
    string Name,
    string Title,
    string AccountId,
    string Account,
    string? Link,
    IReadOnlyList<string> Notes
);
