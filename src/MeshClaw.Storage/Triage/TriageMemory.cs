using System.Text.Json;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Models;
using MeshClaw.Policy;
using MeshClaw.Storage.Journal;

namespace MeshClaw.Storage.Triage;

/// <summary>
/// Models as files of the home (<c>triage/mail-work.model</c>, readable by the owner alone), and what agents filed out of the journal. Thread-safe as
/// far as no two runs save the same connection, which the engine's leases see to.
/// </summary>
public sealed class TriageMemory(string home, IJournal journal) : ITriageMemory
{
    private const int MaxEntries = 20_000;

    private static readonly string[] s_filing = ["mail.move", "mail.archive"];

    /// <inheritdoc />
    public async Task<byte[]?> LoadAsync(ConnectionName connection, CancellationToken cancellationToken)
    {
        var path = PathOf(connection);
        return File.Exists(path) ? await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <inheritdoc />
    public Task SaveAsync(ConnectionName connection, ReadOnlyMemory<byte> model, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        HomeFiles.CreatePrivate(HomeFiles.Triage(home));
        PrivateFile.Write(PathOf(connection), stream => stream.Write(model.Span));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task SetAsideAsync(ConnectionName connection, string problem, CancellationToken cancellationToken)
    {
        var path = PathOf(connection);
        if (File.Exists(path))
        {
            File.Move(path, path + ".broken", overwrite: true);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<AgentFiling>> FilingsAsync(
        ConnectionName connection,
        CancellationToken cancellationToken
    )
    {
        var query = new JournalQuery { States = [ActionState.Done, ActionState.Undone], Limit = MaxEntries };
        var entries = await journal.ListAsync(query, cancellationToken).ConfigureAwait(false);
        var undoing = entries
            .Where(e => e.Undoes is not null)
            .GroupBy(e => e.Undoes!.Value)
            .ToDictionary(g => g.Key, g => g.First().Run); // Filtered.
        var together = entries.Where(e => e.Undoes is not null).CountBy(e => e.Run).ToDictionary();
        var filings = new List<AgentFiling>();
        foreach (var entry in entries)
        {
            if (entry.Connection != connection || entry.Undoes is not null || !s_filing.Contains(entry.Tool.Value))
            {
                continue;
            }

            var count =
                entry.State != ActionState.Undone ? 0
                : undoing.TryGetValue(entry.Id, out var run) ? together[run]
                : 1;
            if (Read(entry, count) is { } filing)
            {
                filings.Add(filing);
            }
        }

        return filings;
    }

    // Entries of earlier versions, and of messages whose facts were not known, tell nothing.
    private static AgentFiling? Read(JournalEntry entry, int together)
    {
        try
        {
            if (
                entry.Result is null
                || TargetJson.Read(entry.Targets) is not [var target]
                || target.Facts is not { Subject: { } subject, Received: { } received } facts
                || FolderOf(entry.Result) is not { } folder
            )
            {
                return null;
            }

            return new AgentFiling(
                facts.From is [var first, ..] ? first : "",
                subject,
                received,
                target.Collection,
                folder,
                entry.State == ActionState.Undone,
                together
            );
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return null;
        }
    }

    private static string? FolderOf(string result)
    {
        using var json = JsonDocument.Parse(result);
        return
            json.RootElement.ValueKind == JsonValueKind.Object
            && json.RootElement.TryGetProperty("folder", out var folder)
            ? folder.GetString()
            : null;
    }

    // Names of connections hold one slash and what file names hold; whatever else there may be is kept out of paths.
    private string PathOf(ConnectionName connection)
    {
        var name = string.Concat(
            connection.Value.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-')
        );
        return Path.Combine(HomeFiles.Triage(home), name + ".model");
    }
}
