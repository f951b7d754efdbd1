using System.Collections.Immutable;

namespace MeshClaw.Connectors.Chat.Stores;

/// <summary>Whose account it is. Names are what their bearers wrote.</summary>
/// <param name="Team">The workspace's id.</param>
/// <param name="TeamName">Its name.</param>
/// <param name="User">The owner's id in it.</param>
/// <param name="UserName">The owner's name in it.</param>
internal sealed record ChatAccount(string Team, string TeamName, string User, string UserName);

/// <summary>What kind of place.</summary>
internal enum ChatPlaceKind
{
    /// <summary>Anybody of the workspace may come in.</summary>
    Channel,

    /// <summary>By invitation.</summary>
    Private,

    /// <summary>The owner and one other.</summary>
    Direct,

    /// <summary>The owner and some others.</summary>
    Group,
}

/// <summary>A place where people talk.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it; empty where it has no name.</param>
/// <param name="Kind">What kind.</param>
internal sealed record ChatPlace(string Id, string Name, ChatPlaceKind Kind)
{
    /// <summary>What it is about, as somebody wrote it.</summary>
    public string Topic { get; init; } = "";

    /// <summary>Who is at the other end of a direct chat; null elsewhere.</summary>
    public string? With { get; init; }

    /// <summary>Another company is in it, or invited.</summary>
    public bool IsShared { get; init; }

    /// <summary>Nothing can be said there any more.</summary>
    public bool IsArchived { get; init; }

    /// <summary>The last message that the owner has seen; null where the platform does not say.</summary>
    public string? LastRead { get; init; }
}

/// <summary>Some of the places.</summary>
/// <param name="Items">The places.</param>
/// <param name="Next">Where the rest is; null at the end.</param>
internal sealed record ChatPlaces(ImmutableArray<ChatPlace> Items, string? Next);

/// <summary>Somebody. All but the ids is what people wrote of themselves.</summary>
/// <param name="Id">Their id.</param>
/// <param name="Team">Whose member they are.</param>
/// <param name="Name">What they are called in chat.</param>
/// <param name="RealName">Their full name.</param>
internal sealed record ChatPerson(string Id, string Team, string Name, string RealName)
{
    /// <summary>What they do.</summary>
    public string Title { get; init; } = "";

    /// <summary>No full member of the workspace.</summary>
    public bool IsGuest { get; init; }

    /// <summary>A program.</summary>
    public bool IsBot { get; init; }

    /// <summary>Left.</summary>
    public bool IsGone { get; init; }
}

/// <summary>Some of the people.</summary>
/// <param name="Items">The people.</param>
/// <param name="Next">Where the rest is; null at the end.</param>
internal sealed record ChatPeople(ImmutableArray<ChatPerson> Items, string? Next);

/// <summary>Which part of what was said.</summary>
/// <param name="Limit">How many messages at most.</param>
internal sealed record ChatRange(int Limit)
{
    /// <summary>The thread, by its first message; null for the place itself.</summary>
    public string? Thread { get; init; }

    /// <summary>Only what is older than this message.</summary>
    public string? Before { get; init; }

    /// <summary>Only what is newer than this message.</summary>
    public string? After { get; init; }
}

/// <summary>A message. Words, names of files and of emoji are others' unless the owner wrote it.</summary>
/// <param name="Place">Where.</param>
/// <param name="Id">Its id within the place.</param>
/// <param name="Author">Whose, by id.</param>
/// <param name="Text">What it says, as a person reads it.</param>
internal sealed record ChatMessage(string Place, string Id, string Author, string Text)
{
    /// <summary>When it was said, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The same text in the platform's own markup.</summary>
    public string Markup { get; init; } = "";

    /// <summary>The thread that it stands in or begins; null for none.</summary>
    public string? Thread { get; init; }

    /// <summary>How many answers it has in its thread.</summary>
    public int Replies { get; init; }

    /// <summary>When it was last changed, in the platform's words; empty for never.</summary>
    public string Version { get; init; } = "";

    /// <summary>It says nothing but that somebody joined, or the like.</summary>
    public bool IsNotice { get; init; }

    /// <summary>It names the owner.</summary>
    public bool MentionsOwner { get; init; }

    /// <summary>What invisible characters in it spelled.</summary>
    public string Hidden { get; init; } = "";

    /// <summary>Its text was longer.</summary>
    public bool IsCut { get; init; }

    /// <summary>The reactions to it.</summary>
    public ImmutableArray<ChatReaction> Reactions { get; init; } = [];

    /// <summary>Names of its files.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>The keys that this connector put on it.</summary>
    public ImmutableArray<string> Keys { get; init; } = [];
}

/// <summary>A reaction.</summary>
/// <param name="Emoji">Its name.</param>
/// <param name="Users">Who, by id; not all where there are many.</param>
/// <param name="Count">How many.</param>
internal sealed record ChatReaction(string Emoji, ImmutableArray<string> Users, int Count);

/// <summary>Some messages.</summary>
/// <param name="Messages">The newest first.</param>
/// <param name="Next">Where older ones are; null at the end.</param>
internal sealed record ChatPage(ImmutableArray<ChatMessage> Messages, string? Next);

/// <summary>What is to be posted.</summary>
/// <param name="Place">Where.</param>
/// <param name="Text">The words, plain: no markup takes effect.</param>
/// <param name="Key">What it is found again by.</param>
internal sealed record ChatPosting(string Place, string Text, string Key)
{
    /// <summary>The thread that it answers in; null for none.</summary>
    public string? Thread { get; init; }

    /// <summary>Who of the place is woken: <c>channel</c>, <c>here</c>, <c>everyone</c>; null for nobody.</summary>
    public string? Wakes { get; init; }
}

/// <summary>Other words for a message.</summary>
/// <param name="Place">Where.</param>
/// <param name="Message">Which.</param>
/// <param name="Text">The new words.</param>
/// <param name="IsMarkup">They are the platform's markup, and take effect.</param>
/// <param name="Key">What the change is known by; markup has none.</param>
internal sealed record ChatEdit(string Place, string Message, string Text, bool IsMarkup, string Key);

/// <summary>What waits to be posted.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Text">The words as the platform keeps them, read.</param>
internal sealed record ChatScheduled(string Id, DateTimeOffset At, string Text);
