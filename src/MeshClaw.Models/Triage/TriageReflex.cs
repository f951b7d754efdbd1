using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Models;
using MeshClaw.Core.Tools;
using MeshClaw.Models.Triage.History;
using MeshClaw.Models.Triage.Learning;
using MeshClaw.Policy;

namespace MeshClaw.Models.Triage;

/// <summary>
/// Sorts an inbox by the owner's rules and habits. Reads headers of the other folders, then the inbox newest first, a page at a time; keeps a small
/// decision of each message, never its text. With a memory it learns from what the owner did since. Throws <see cref="ToolException"/> where a read is refused. Thread-safe.
/// </summary>
public sealed class TriageReflex(ITriageMemory? memory = null) : IReflex
{
    /// <summary>The newest messages of a folder that history is made of.</summary>
    public const int HistoryPerFolder = 2_000;

    private const int HistoryFolders = 50;
    private const int PageSize = 200;
    private const string Inbox = "INBOX";

    private static readonly ToolName s_folders = new("mail.folders");
    private static readonly ToolName s_list = new("mail.list");
    private static readonly ToolName s_move = new("mail.move");
    private static readonly ToolName s_archive = new("mail.archive");
    private static readonly ToolName s_delete = new("mail.delete");

    /// <inheritdoc />
    public async Task<ReflexResult> RunAsync(ReflexContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var folders = await ReadAsync<MailFolderList>(context, s_folders, "{}", cancellationToken);
        var trainer = memory is null
            ? null
            : await TriageTrainer.OpenAsync(memory, context.Connection, folders.Folders, cancellationToken);
        var history = await LearnAsync(context, folders.Folders, trainer, cancellationToken);
        var learned = trainer is null
            ? null
            : await trainer.LearnAsync(history, context.Owner, context.Now, Full, cancellationToken);
        var report = new TriageReport(context.Owner, context.Now);
        var builds = new FailingBuilds(history.Successes);
        var proposals = ImmutableArray.CreateBuilder<Proposal>();
        var done = 0;
        await foreach (var (message, total) in MessagesAsync(context, Inbox, int.MaxValue, false, cancellationToken))
        {
            var decision = TriageClassifier.Decide(
                message,
                history,
                context.Agent.Rules,
                context.Owner,
                context.Now,
                learned
            );
            decision = Settle(decision, message, builds);
            var request = Request(context.Connection, message, decision);
            var proposed = request is not null && proposals.Count < context.MaxActions;
            if (proposed)
            {
                proposals.Add(
                    new Proposal(request!, decision.Reason, decision.Confidence, TriageReport.KeyOf(decision))
                );
            }

            report.Add(message, decision, proposed);
            if (++done % PageSize == 0)
            {
                context.Progress(done, Math.Max(done, total));
            }
        }

        context.Progress(done, done);
        return new ReflexResult(proposals.ToImmutable(), report.Build());

        IAsyncEnumerable<(MailMessage, int)> Full(string folder, int most) =>
            MessagesAsync(context, folder, most, false, cancellationToken);
    }

    /// <summary>What depends on other messages: failures that still stand stay, and nothing moves to where it lies.</summary>
    internal static TriageDecision Settle(TriageDecision decision, MailMessage message, FailingBuilds builds)
    {
        if (decision.Build is { } run && builds.Stays(run, message.Received))
        {
            return TriageClassifier.Keep(
                decision.Category,
                "one of the newest failures, and still failing",
                decision.Confidence
            );
        }

        var here =
            decision.Disposition == TriageDisposition.File
            && string.Equals(decision.Folder, message.Location.Folder, StringComparison.OrdinalIgnoreCase);
        return here ? decision with { Disposition = TriageDisposition.Keep, Folder = null } : decision;
    }

    private static async Task<MailboxHistory> LearnAsync(
        ReflexContext context,
        ImmutableArray<MailFolderInfo> folders,
        TriageTrainer? trainer,
        CancellationToken cancellationToken
    )
    {
        var archive = folders.FirstOrDefault(f => FolderUse.Of(f) == FolderUse.Kind.Archive)?.Name;
        var builder = new MailboxHistoryBuilder(context.Owner) { ArchiveFolder = archive };
        foreach (var sent in folders.Where(f => FolderUse.Of(f) == FolderUse.Kind.Sent))
        {
            await foreach (
                var (message, _) in MessagesAsync(context, sent.Name, HistoryPerFolder, true, cancellationToken)
            )
            {
                builder.AddSent(message);
            }
        }

        var filed = folders
            .Where(f => f.Messages > 0 && FolderUse.Of(f) is FolderUse.Kind.Archive or FolderUse.Kind.Filing)
            .OrderByDescending(f => f.Messages)
            .Take(HistoryFolders);
        foreach (var folder in filed)
        {
            await foreach (
                var (message, _) in MessagesAsync(context, folder.Name, HistoryPerFolder, true, cancellationToken)
            )
            {
                // What an agent put there shows no habit of the owner's.
                if (trainer?.Note(message, folder.Name) == true)
                {
                    builder.AddInbox(message);
                }
                else
                {
                    builder.AddFiled(message, folder.Name);
                }
            }
        }

        await foreach (var (message, _) in MessagesAsync(context, Inbox, HistoryPerFolder, true, cancellationToken))
        {
            trainer?.Note(message, Inbox);
            builder.AddInbox(message);
        }

        return builder.Build();
    }

    private static async IAsyncEnumerable<(MailMessage Message, int Total)> MessagesAsync(
        ReflexContext context,
        string folder,
        int most,
        bool headersOnly,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var read = 0;
        string? cursor = null;
        do
        {
            var arguments = new ListArguments(
                folder,
                cursor,
                Math.Min(PageSize, most - read),
                headersOnly ? true : null
            );
            var json = JsonSerializer.Serialize(arguments, TriageJson.Default.ListArguments);
            var page = await ReadAsync<MailPage>(context, s_list, json, cancellationToken);
            foreach (var message in page.Messages)
            {
                yield return (message, page.Total);
            }

            read += page.Messages.Length;
            if (page.Next is not null && page.Next == cursor)
            {
                throw new ToolException($"mail.list gave a page of {folder} that leads nowhere");
            }

            cursor = page.Next;
        } while (cursor is not null && read < most);
    }

    private static async Task<T> ReadAsync<T>(
        ReflexContext context,
        ToolName tool,
        string arguments,
        CancellationToken cancellationToken
    )
    {
        var result = await context.Read(new ToolRequest(context.Connection, tool, arguments), cancellationToken);
        return result.Value is T value
            ? value
            : throw new ToolException(
                $"{tool} gave {result.Value?.GetType().Name ?? "nothing"} instead of {typeof(T).Name}"
            );
    }

    private static ToolRequest? Request(ConnectionName connection, MailMessage message, TriageDecision decision)
    {
        var (folder, id, version) = message.Location;
        return decision.Disposition switch
        {
            TriageDisposition.Keep or TriageDisposition.Hold => null,
            TriageDisposition.File => Make(s_move, decision.Folder),
            TriageDisposition.Archive => Make(s_archive, null),
            TriageDisposition.Delete => Make(s_delete, null),
        };

        ToolRequest Make(ToolName tool, string? to) =>
            new(
                connection,
                tool,
                JsonSerializer.Serialize(new MoveArguments(folder, id, version, to), TriageJson.Default.MoveArguments)
            );
    }
}

/// <summary>Arguments of <c>mail.list</c>.</summary>
internal sealed record ListArguments(string Folder, string? Cursor, int Limit, bool? HeadersOnly);

/// <summary>Arguments of <c>mail.move</c>, <c>mail.archive</c> and <c>mail.delete</c>.</summary>
internal sealed record MoveArguments(string Folder, string Id, string Version, string? To);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ListArguments))]
[JsonSerializable(typeof(MoveArguments))]
internal sealed partial class TriageJson : JsonSerializerContext;
