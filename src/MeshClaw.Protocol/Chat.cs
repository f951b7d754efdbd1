namespace MeshClaw.Protocol;

/// <summary>Makes or replaces a connection of chat: Slack, with the owner's own token.</summary>
public sealed record ChatConnectRequest
{
    /// <summary><c>chat/work</c>.</summary>
    public required string Connection { get; init; }

    /// <summary>The user token (<c>xoxp-</c>); kept encrypted.</summary>
    public string? Token { get; init; }

    /// <summary>Ids of channels that events come from; null for those that it has.</summary>
    public IReadOnlyList<string>? Watch { get; init; }

    /// <summary>Where the platform is; null for where everybody's is.</summary>
    public string? Root { get; init; }
}

/// <summary>A connection of chat that works. Names are what their bearers wrote.</summary>
/// <param name="Connection"><c>chat/work</c>.</param>
/// <param name="Team">The workspace.</param>
/// <param name="TeamId">Its id.</param>
/// <param name="User">Whose token it is.</param>
/// <param name="UserId">Their id.</param>
/// <param name="Notes">What the owner should know.</param>
public sealed record ChatConnectResponse(
    string Connection,
    string Team,
    string TeamId,
    string User,
    string UserId,
    IReadOnlyList<string> Notes
);
