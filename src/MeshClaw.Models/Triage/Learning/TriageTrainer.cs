using System.Collections.Immutable;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Models;
using MeshClaw.Models.Triage.History;
using MeshClaw.Policy;

namespace MeshClaw.Models.Triage.Learning;

/// <summary>
/// Brings a connection's model up to date with what the owner did since the last run: it is shown the headers of the mailbox, then reads in full only
/// the pages of what it has not learnt yet. Not thread-safe; one for each run.
/// </summary>
internal sealed class TriageTrainer
{
    /// <summary>How many of a folder's newest messages are learnt from.</summary>
    public const int PerFolder = 400;

    private readonly ITriageMemory _memory;
    private readonly ConnectionName _connection;
    private readonly OwnerSignals _signals;
    private readonly TriageModel _model;
    private readonly Dictionary<string, FolderUse.Kind> _uses;
    private readonly Dictionary<string, List<MailMessage>> _seen = new(StringComparer.Ordinal);

    private TriageTrainer(
        ITriageMemory memory,
        ConnectionName connection,
        OwnerSignals signals,
        TriageModel model,
        Dictionary<string, FolderUse.Kind> uses
    ) => (_memory, _connection, _signals, _model, _uses) = (memory, connection, signals, model, uses);

    /// <summary>Opens the model; one that cannot be read is set aside, and learning begins anew.</summary>
    public static async Task<TriageTrainer> OpenAsync(
        ITriageMemory memory,
        ConnectionName connection,
        ImmutableArray<MailFolderInfo> folders,
        CancellationToken cancellationToken
    )
    {
        var filings = await memory.FilingsAsync(connection, cancellationToken);
        var model = new TriageModel();
        if (await memory.LoadAsync(connection, cancellationToken) is { } bytes)
        {
            if (TriageModelFile.Load(bytes, out var problem) is { } loaded)
            {
                model = loaded;
            }
            else
            {
                await memory.SetAsideAsync(connection, problem, cancellationToken);
            }
        }

        var uses = folders.DistinctBy(f => f.Name).ToDictionary(f => f.Name, FolderUse.Of);
        return new TriageTrainer(memory, connection, new OwnerSignals(filings), model, uses);
    }

    /// <summary>Takes the header of a message, newest of its folder first. Whether an agent put it there.</summary>
    public bool Note(MailMessage message, string folder)
    {
        if (!_seen.TryGetValue(folder, out var seen))
        {
            _seen[folder] = seen = [];
        }

        if (seen.Count < PerFolder)
        {
            seen.Add(message);
        }

        return _signals.IsAgents(message, folder);
    }

    /// <summary>Learns what is new, oldest first, and keeps the model.</summary>
    public async Task<LearnedTriage> LearnAsync(
        MailboxHistory history,
        Owner owner,
        DateTimeOffset now,
        Func<string, int, IAsyncEnumerable<(MailMessage Message, int Total)>> read,
        CancellationToken cancellationToken
    )
    {
        var examples = new List<TriageExample>();
        foreach (var (folder, headers) in _seen)
        {
            var last = headers.FindLastIndex(m => New(m, folder, history, owner, now) is not null);
            if (last < 0)
            {
                continue;
            }

            await foreach (var (message, _) in read(folder, last + 1).WithCancellation(cancellationToken))
            {
                if (New(message, folder, history, owner, now) is { } example)
                {
                    examples.Add(example);
                }
            }
        }

        foreach (
            var example in examples
                .OrderBy(e => e.Message.Received)
                .ThenBy(e => e.Message.MessageId, StringComparer.Ordinal)
        )
        {
            _model.Learn(example, history, owner);
            _model.Acts.Add(OwnerSignals.KeyOf(example));
        }

        if (examples.Count > 0)
        {
            await _memory.SaveAsync(_connection, TriageModelFile.Save(_model), cancellationToken);
        }

        return new LearnedTriage(_model, _uses.Where(u => u.Value == FolderUse.Kind.Filing).Select(u => u.Key));
    }

    private TriageExample? New(
        MailMessage message,
        string folder,
        MailboxHistory history,
        Owner owner,
        DateTimeOffset now
    )
    {
        var use =
            folder == TriageModel.Inbox ? FolderUse.Kind.Inbox : _uses.GetValueOrDefault(folder, FolderUse.Kind.Other);
        return
            !message.IsFrom(owner)
            && _signals.Of(message, folder, use, history, now) is { } example
            && !_model.Acts.Contains(OwnerSignals.KeyOf(example))
            ? example
            : null;
    }
}
