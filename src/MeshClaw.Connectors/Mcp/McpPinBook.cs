using System.Collections.Immutable;
using System.Text.Json;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Files;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Mcp;

/// <summary>What is otherwise than the owner saw it.</summary>
/// <param name="Tool">Its name at the server.</param>
/// <param name="Kind"><c>new</c>, <c>changed</c>, <c>gone</c> or <c>back</c>.</param>
/// <param name="Hash">Of what the server says now; empty for one that is gone.</param>
public sealed record McpChange(string Tool, string Kind, string Hash);

/// <summary>
/// The tools of MCP servers as the owner has reviewed them, in one file of the home. What a server says otherwise withdraws a tool until the
/// owner says yes to exactly that. Thread-safe; does not protect against programs that can write the home.
/// </summary>
/// <param name="path">The file.</param>
public sealed class McpPinBook(string path)
{
    private readonly Lock _lock = new();
    private SortedDictionary<string, List<McpToolState>>? _all;

    /// <summary>Told what changed at a server, after it was written down.</summary>
    public Func<ConnectionName, ImmutableArray<McpChange>, Task>? Changed { get; set; }

    /// <summary>The tools of a connection by name; none for one that was never listed.</summary>
    /// <exception cref="ConnectorException">The file cannot be read.</exception>
    public ImmutableArray<McpToolState> Of(ConnectionName connection)
    {
        lock (_lock)
        {
            return [.. Load().GetValueOrDefault(connection.Value, [])];
        }
    }

    /// <summary>Compares what a server says now with what is known, and keeps it.</summary>
    public async Task<ImmutableArray<McpChange>> ObserveAsync(
        ConnectionName connection,
        IReadOnlyList<McpToolText> offered
    )
    {
        ArgumentNullException.ThrowIfNull(offered);
        ImmutableArray<McpChange> changes;
        lock (_lock)
        {
            var before = Load().GetValueOrDefault(connection.Value, []);
            var now = offered.ToDictionary(t => t.Name, StringComparer.Ordinal);
            var after = before
                .Select(s => s.Name)
                .Union(now.Keys, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(name => After(name, before.Find(s => s.Name == name), now.GetValueOrDefault(name)))
                .OfType<McpToolState>()
                .ToList();
            changes = [.. after.Select(a => ChangeOf(before.Find(b => b.Name == a.Name), a)).OfType<McpChange>()];
            if (!changes.IsEmpty || !before.SequenceEqual(after))
            {
                Save(connection, after);
            }
        }

        if (!changes.IsEmpty && Changed is { } changed)
        {
            await changed(connection, changes).ConfigureAwait(false);
        }

        return changes;
    }

    /// <summary>
    /// The owner says yes to tools exactly as these hashes say, and no to none: what has changed since is left as it is. Gives the names of
    /// those that are now offered to agents and were not before.
    /// </summary>
    public ImmutableArray<string> Accept(ConnectionName connection, IReadOnlyCollection<string> hashes)
    {
        lock (_lock)
        {
            var before = Load().GetValueOrDefault(connection.Value, []);
            var accepted = before
                .Where(s => s.Offered is { } o && hashes.Contains(o.Hash))
                .Select(s => s.Name)
                .ToHashSet();
            Save(
                connection,
                [
                    .. before
                        .Where(s => !s.IsGone)
                        .Select(s => accepted.Contains(s.Name) ? s with { Reviewed = s.Offered, Offered = null } : s),
                ]
            );
            return [.. accepted.Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Forgets a connection: its tools are new when it is made again.</summary>
    public void Forget(ConnectionName connection)
    {
        lock (_lock)
        {
            if (Load().ContainsKey(connection.Value))
            {
                Save(connection, null);
            }
        }
    }

    private static McpToolState? After(string name, McpToolState? before, McpToolText? now) =>
        (before, now) switch
        {
            (null, null) => null,
            (null or { Reviewed: null }, { } offered) => new McpToolState(name, null, offered, IsGone: false),
            ({ Reviewed: null }, null) => null, // Came and went, unseen.
            ({ } known, null) => known with { Offered = null, IsGone = true },
            ({ Reviewed: { } reviewed }, { } offered) => reviewed.Hash == offered.Hash
                ? new McpToolState(name, reviewed, null, IsGone: false)
                : new McpToolState(name, reviewed, offered, IsGone: false),
        };

    private static McpChange? ChangeOf(McpToolState? before, McpToolState after) =>
        after switch
        {
            { IsGone: true } => before is { IsGone: false } ? new McpChange(after.Name, "gone", "") : null,
            { Reviewed: null, Offered: { } offered } => before?.Offered?.Hash == offered.Hash
                ? null
                : new McpChange(after.Name, "new", offered.Hash),
            { Offered: { } offered } => before?.Offered?.Hash == offered.Hash
                ? null
                : new McpChange(after.Name, "changed", offered.Hash),
            _ => before is { IsReady: false } ? new McpChange(after.Name, "back", after.Reviewed!.Hash) : null, // Neither new nor gone.
        };

    private SortedDictionary<string, List<McpToolState>> Load()
    {
        if (_all is { } known)
        {
            return known;
        }

        try
        {
            _all = File.Exists(path)
                ? JsonSerializer.Deserialize(
                    File.ReadAllBytes(path),
                    McpJson.Default.SortedDictionaryStringListMcpToolState
                )
                : null;
            return _all ??= new(StringComparer.Ordinal);
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            // Read as empty it would make every tool new, and the owner say yes to what was changed meanwhile.
            throw new ConnectorException(
                $"{path} cannot be read. Restore it from a backup; or delete it, and review the tools of every MCP server again.",
                unreadable
            );
        }
    }

    private void Save(ConnectionName connection, List<McpToolState>? states)
    {
        var all = new SortedDictionary<string, List<McpToolState>>(Load(), StringComparer.Ordinal);
        all.Remove(connection.Value);
        if (states is { Count: > 0 })
        {
            all[connection.Value] = states;
        }

        AtomicFile.Write(
            path,
            JsonSerializer.SerializeToUtf8Bytes(all, McpJson.Default.SortedDictionaryStringListMcpToolState)
        );
        _all = all;
    }
}
