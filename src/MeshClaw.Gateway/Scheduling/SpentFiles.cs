using System.Security.Cryptography;
using System.Text.Json;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Mail.Writing;
using MeshClaw.Policy;
using MeshClaw.Storage;

namespace MeshClaw.Gateway.Scheduling;

/// <summary>
/// Removes from the folder of outgoing files what was attached to messages that are settled for longer than <see cref="Retention.Kept"/>.
/// Stays: what an open draft or a message that is not settled names (it waits, is under way, or nobody can tell whether it went), what
/// was changed since, and what no message ever named: the owner put that there.
/// </summary>
internal sealed class SpentFiles(string folder, IJournal journal, IDraftStore drafts, TimeProvider time)
{
    private const int AtOnce = 500;

    /// <summary>Removes them; returns how many.</summary>
    public async Task<int> RemoveAsync(IEnumerable<ConnectionName> connections, CancellationToken cancellationToken)
    {
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
        if (files.Length == 0)
        {
            return 0;
        }

        var spent = new HashSet<(string Name, string Hash)>();
        var needed = new HashSet<string>(StringComparer.Ordinal);
        var accounts = connections.ToHashSet();
        foreach (var tool in (ToolName[])[MailTools.Send, MailTools.Draft])
        {
            await ReadAsync(tool, accounts, spent, needed, cancellationToken).ConfigureAwait(false);
        }

        foreach (var account in accounts)
        {
            var open = await drafts.ListAsync(account, int.MaxValue, cancellationToken).ConfigureAwait(false);
            needed.UnionWith(open.SelectMany(d => FilesOf(d.Content)).Select(f => f.Name));
        }

        var removed = 0;
        foreach (var file in files.Where(f => !needed.Contains(Path.GetFileName(f))))
        {
            var name = Path.GetFileName(file);
            if (
                spent.Any(s => s.Name == name)
                && spent.Contains((name, await HashAsync(file, cancellationToken).ConfigureAwait(false)))
            )
            {
                File.Delete(file);
                removed++;
            }
        }

        return removed;
    }

    private async Task ReadAsync(
        ToolName tool,
        HashSet<ConnectionName> accounts,
        HashSet<(string, string)> spent,
        HashSet<string> needed,
        CancellationToken cancellationToken
    )
    {
        var before = time.GetUtcNow() - Retention.Kept;
        ActionId? after = null;
        while (true)
        {
            var query = new JournalQuery
            {
                Tool = tool,
                After = after,
                Limit = AtOnce,
                NewestFirst = false,
            };
            var entries = await journal.ListAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (var entry in entries)
            {
                accounts.Add(entry.Connection); // Its drafts are open, whether it is still connected or not.
                foreach (var (name, hash) in FilesOf(entry.Arguments))
                {
                    if (IsSettled(entry.State) && entry.Updated < before)
                    {
                        spent.Add((name, hash));
                    }
                    else
                    {
                        needed.Add(name);
                    }
                }
            }

            if (entries.Count < AtOnce)
            {
                return;
            }

            after = entries[^1].Id;
        }
    }

    private static bool IsSettled(ActionState state) =>
        state switch
        {
            ActionState.Denied
            or ActionState.Expired
            or ActionState.Done
            or ActionState.Failed
            or ActionState.Cancelled
            or ActionState.Undone => true,
            ActionState.Proposed
            or ActionState.Waiting
            or ActionState.Intended
            or ActionState.Executing
            or ActionState.Unknown
            or ActionState.Delayed => false,
        };

    /// <summary>The attachments of a message's arguments, as <c>mail.send</c> takes them.</summary>
    private static IEnumerable<(string Name, string Hash)> FilesOf(string arguments)
    {
        using var document = JsonDocument.Parse(arguments);
        return
            document.RootElement.TryGetProperty("attachments", out var files) && files.ValueKind == JsonValueKind.Array
            ? [.. files.EnumerateArray().Select(f => (TextOf(f, "path"), TextOf(f, "sha256")))]
            : [];
    }

    private static string TextOf(JsonElement file, string name) =>
        file.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";

    private static async Task<string> HashAsync(string file, CancellationToken cancellationToken)
    {
        var bytes = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        await using (bytes.ConfigureAwait(false))
        {
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, cancellationToken).ConfigureAwait(false));
        }
    }
}
