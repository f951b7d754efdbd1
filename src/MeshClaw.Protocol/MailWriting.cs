using System.Text.Json;

namespace MeshClaw.Protocol;

/// <summary>A message that is kept on this device to be sent later.</summary>
/// <param name="Id"><c>d3</c>.</param>
/// <param name="Connection">The account that it is to be sent from.</param>
/// <param name="Revision">Counted from 1.</param>
/// <param name="Content">The arguments of <c>mail.send</c>. An agent may have written it, with words from anywhere.</param>
/// <param name="Updated">When it was last changed, UTC.</param>
public sealed record DraftResponse(
    string Id,
    string Connection,
    int Revision,
    JsonElement Content,
    DateTimeOffset Updated
);

/// <summary>Waits for an answer.</summary>
/// <param name="Text">Such as: remind me if Ana does not answer by Friday noon.</param>
/// <param name="Of">The action that sent the message: <c>a12</c>.</param>
public sealed record FollowUpRequest(string Text, string Of);

/// <summary>An answer that the owner waits for.</summary>
/// <param name="Id"><c>f3</c>.</param>
/// <param name="Connection">The account that sent the message.</param>
/// <param name="MessageId">The message that was sent.</param>
/// <param name="Person">Whose answer; null for anybody's.</param>
/// <param name="Due">Until when, UTC.</param>
/// <param name="Note">What to say then.</param>
/// <param name="State"><c>open</c>, <c>answered</c>, <c>due</c> (none came), <c>closed</c>.</param>
public sealed record FollowUpResponse(
    string Id,
    string Connection,
    string MessageId,
    string? Person,
    DateTimeOffset Due,
    string Note,
    string State
);

/// <summary>A muted conversation.</summary>
/// <param name="Id"><c>t3</c>.</param>
/// <param name="Connection">The account.</param>
/// <param name="Subject">Of what was muted: third-party text.</param>
/// <param name="People">Whose later messages in it are put away.</param>
/// <param name="To">Where they go; null for the archive.</param>
/// <param name="Since">Since when, UTC.</param>
/// <param name="Filed">How many were put away.</param>
/// <param name="Stayed">Why the last one that stayed in the inbox stayed; null where none did.</param>
public sealed record MuteResponse(
    string Id,
    string Connection,
    string Subject,
    IReadOnlyList<string> People,
    string? To,
    DateTimeOffset Since,
    int Filed,
    string? Stayed
);
