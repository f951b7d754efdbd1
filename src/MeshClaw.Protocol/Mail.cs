namespace MeshClaw.Protocol;

/// <summary>How far one account is in the local index, and what is being done about it.</summary>
public sealed record MailAccountResponse
{
    /// <summary><c>mail/work</c>.</summary>
    public required string Connection { get; init; }

    /// <summary><c>waiting</c>, <c>synchronising</c>, <c>watching</c>, <c>backing-off</c>, <c>refused</c>, <c>stopped</c>; <c>off</c> where nothing watches it.</summary>
    public required string State { get; init; }

    /// <summary>Since when, UTC.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Why it backs off or was refused.</summary>
    public string? Why { get; init; }

    /// <summary>When it is tried again by itself, UTC.</summary>
    public DateTimeOffset? NextTry { get; init; }

    /// <summary>When it was synchronised last, UTC; null where it was not since the gateway started.</summary>
    public DateTimeOffset? LastSync { get; init; }

    /// <summary>How many folders are in the index.</summary>
    public int Folders { get; init; }

    /// <summary>How many of those are in it in whole.</summary>
    public int Complete { get; init; }

    /// <summary>Messages in the index.</summary>
    public int Known { get; init; }

    /// <summary>Messages that the store said there are.</summary>
    public int Total { get; init; }

    /// <summary>Folders that could not be read the last time, with why; the names are third-party text.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];
}

/// <summary>Messages that were found in the index.</summary>
/// <param name="Hits">Newest first.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
/// <param name="Known">Messages in the index.</param>
/// <param name="Total">Messages that the stores said there are: where it is more, older mail is still to come.</param>
public sealed record MailSearchResponse(IReadOnlyList<MailHitResponse> Hits, string? Next, int Known, int Total);

/// <summary>A message that was found. All of its words are third-party text.</summary>
public sealed record MailHitResponse
{
    /// <summary><c>m7</c>, the same wherever the message moves.</summary>
    public required string Mail { get; init; }

    /// <summary><c>mail/work</c>.</summary>
    public required string Connection { get; init; }

    /// <summary>Its folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Its id there, as tools take it.</summary>
    public required string Id { get; init; }

    /// <summary>The folder's version, as tools take it.</summary>
    public required string Version { get; init; }

    /// <summary>When the owner's server got it, UTC.</summary>
    public required DateTimeOffset Received { get; init; }

    /// <summary>The sender's address; empty where there is none.</summary>
    public required string From { get; init; }

    /// <summary>The sender's name.</summary>
    public required string FromName { get; init; }

    /// <summary>Subject.</summary>
    public required string Subject { get; init; }

    /// <summary>The beginning of the text.</summary>
    public required string Snippet { get; init; }

    /// <summary><c>seen</c>, <c>answered</c>, <c>flagged</c>, <c>draft</c>, <c>deleted</c>.</summary>
    public IReadOnlyList<string> Marks { get; init; } = [];
}
