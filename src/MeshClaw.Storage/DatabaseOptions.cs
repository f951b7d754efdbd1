namespace MeshClaw.Storage;

/// <summary>Where the database is and how it is opened.</summary>
public sealed record DatabaseOptions
{
    /// <summary>The gateway's folder (<c>~/.meshclaw</c>); made where it is missing.</summary>
    public required string Home { get; init; }

    /// <summary>How long to wait for another process that writes; whole seconds, at least one.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A file smaller than this many bytes is checked page by page at every start; a larger one after an unclean end only.</summary>
    public long QuickCheckBelow { get; init; } = 64L * 1024 * 1024;

    /// <summary>A head of the audit chain is kept beside the database after so many entries.</summary>
    public int HeadEvery { get; init; } = 1_000;

    /// <summary>The database file.</summary>
    public string File => HomeFiles.Database(Home);
}
