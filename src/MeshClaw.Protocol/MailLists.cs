namespace MeshClaw.Protocol;

/// <summary>The mailing lists of one account, as far as the local index knows.</summary>
public sealed record MailListsResponse
{
    /// <summary>The account.</summary>
    public required string Connection { get; init; }

    /// <summary>Messages of it in the index.</summary>
    public required int Known { get; init; }

    /// <summary>Messages that it has.</summary>
    public required int Total { get; init; }

    /// <summary>What is missing and what to do about it; null where nothing is.</summary>
    public string? Note { get; init; }

    /// <summary>Most unread first.</summary>
    public required IReadOnlyList<MailListResponse> Lists { get; init; }
}

/// <summary>A mailing list. Its words are third-party text.</summary>
public sealed record MailListResponse
{
    /// <summary>List-Id, or the domain where the unsubscribing goes; what <c>mail unsubscribe</c> takes.</summary>
    public required string List { get; init; }

    /// <summary>What its newest message calls its sender.</summary>
    public required string Name { get; init; }

    /// <summary>How many messages of it there are.</summary>
    public required int Messages { get; init; }

    /// <summary>How many came in the last 30 days.</summary>
    public required int Recent { get; init; }

    /// <summary>How many were read.</summary>
    public required int Read { get; init; }

    /// <summary>When the newest one came, UTC.</summary>
    public required DateTimeOffset LastReceived { get; init; }

    /// <summary>When the newest one came that was read, UTC.</summary>
    public DateTimeOffset? LastRead { get; init; }

    /// <summary>What the newest one says about leaving: <c>one-click</c>, <c>mail</c>, <c>page</c> or <c>none</c>.</summary>
    public required string Leaving { get; init; }
}
