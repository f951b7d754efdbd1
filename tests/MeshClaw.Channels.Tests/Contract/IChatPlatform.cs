using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.Tests.Contract;

/// <summary>
/// A platform under test: a fake at the wire with the state that the real one has (who is in a chat, which messages are there), driven from the
/// side of people. What it does not know it refuses as the platform documents it.
/// </summary>
public interface IChatPlatform : IAsyncDisposable
{
    /// <summary>The platform's id of a person.</summary>
    string Person { get; }

    /// <summary>The direct chat of that person with the agent.</summary>
    ChatPlace Direct { get; }

    /// <summary>A group with the person, the agent and others in it; null where the platform knows none.</summary>
    ChatPlace? Group { get; }

    /// <summary>Another one of the group, for <see cref="Said.By"/>.</summary>
    string Other => "1002";

    /// <summary>Where an answer to a message of the group belongs: there, or where the platform has it so in the thread of the message.</summary>
    ChatPlace AnswersTo(ChatPlace group, string message) => group;

    /// <summary>A thread in a place; null where the platform knows none.</summary>
    ChatPlace? ThreadIn(ChatPlace place);

    /// <summary>A client of it, not connected yet.</summary>
    IChannel NewChannel(TimeProvider time);

    /// <summary>The person says something; it goes to the agent as the platform would deliver it. Returns the platform's id of the message.</summary>
    Task<string> SayAsync(Said said);

    /// <summary>Delivers several things with the later one first, as far as the platform may do so.</summary>
    Task SayReorderedAsync(Said first, Said second);

    /// <summary>The person changes a message.</summary>
    Task ChangeAsync(string message, string text);

    /// <summary>The person presses the button of that label under a message of the agent.</summary>
    Task PressAsync(string message, string label);

    /// <summary>Delivers what was delivered last once more, as platforms do after a doubt.</summary>
    Task AgainAsync();

    /// <summary>How many deliveries the platform counts as received by the agent.</summary>
    int Acknowledged { get; }

    /// <summary>What people see of the agent in a place, oldest first.</summary>
    IReadOnlyList<Seen> SeenIn(ChatPlace place);

    /// <summary>How often it was shown that the agent writes.</summary>
    int Typing { get; }

    /// <summary>How many presses were answered.</summary>
    int PressesAnswered { get; }

    /// <summary>The network is gone: connections end, and new ones fail.</summary>
    Task BreakAsync();

    /// <summary>The network is back.</summary>
    Task MendAsync();

    /// <summary>The next calls that send are refused for their number.</summary>
    void LimitNext(int calls, TimeSpan retryAfter);

    /// <summary>From now on every call is answered <c>200 {}</c>.</summary>
    void TalkNonsense();

    /// <summary>The secret is no good any more.</summary>
    Task RevokeAsync();

    /// <summary>The person blocks the agent, or the chat is deleted.</summary>
    void Block(ChatPlace place);
}

/// <summary>Something that a person says.</summary>
public sealed record Said(string Text)
{
    /// <summary>Where; the direct chat where it is null.</summary>
    public ChatPlace? Place { get; init; }

    /// <summary>Who, where it is not the platform's person: another one of the group.</summary>
    public string? By { get; init; }

    /// <summary>Whether the agent is named in it, in the platform's way.</summary>
    public bool Mentions { get; init; }

    /// <summary>A file with it.</summary>
    public (string Name, string MediaType, byte[] Content)? File { get; init; }

    /// <summary>The message that it answers.</summary>
    public string? ReplyTo { get; init; }
}

/// <summary>A message of the agent as people see it now.</summary>
/// <param name="Message">The platform's id.</param>
/// <param name="Text">What it says, as it is shown: markup and escapes of the wire are undone.</param>
/// <param name="Buttons">The labels under it.</param>
/// <param name="Edits">How often it was changed.</param>
/// <param name="ReplyTo">What it answers.</param>
/// <param name="File">The content of its file.</param>
public sealed record Seen(
    string Message,
    string Text,
    IReadOnlyList<string> Buttons,
    int Edits,
    string? ReplyTo,
    byte[]? File
);
