using System.Text.Json.Nodes;

namespace MeshClaw.Connectors.Mail.Jmap;

/// <summary>The account's mailboxes by name: read when first needed, whenever all are asked for, and where a name is missing.</summary>
internal sealed class JmapFolders(JmapClient client, string holding)
{
    private const int MaxMailboxes = 100_000; // A server that never comes to an end.

    private static readonly string[] s_properties = ["id", "name", "parentId", "role", "totalEmails", "unreadEmails"];

    private JmapTree _tree = JmapTree.Empty;

    /// <summary>Reads all of them.</summary>
    public async Task<JmapTree> ReadAsync(CancellationToken cancellationToken)
    {
        var reply = await client.CallAsync([Get(null)], cancellationToken);
        var list =
            reply.ErrorOf(0)?.Type == "requestTooLarge"
                ? await ReadInPartsAsync(cancellationToken)
                : reply.Get(0, JmapJson.Default.GetReplyMailboxReply).List;
        return _tree = JmapTree.Of(list, holding);
    }

    /// <summary>A mailbox by full name; null where there is none.</summary>
    public async Task<JmapMailbox?> FindAsync(string name, CancellationToken cancellationToken) =>
        _tree.Find(name) ?? (await ReadAsync(cancellationToken)).Find(name);

    /// <summary>A mailbox as it was last read; null where there was none.</summary>
    public JmapMailbox? Known(string name) => _tree.Find(name);

    /// <summary>A mailbox, made and subscribed to where it is missing, with those that it lies in; else why not.</summary>
    public async Task<(JmapMailbox? Mailbox, string? Why)> FindOrMakeAsync(
        string name,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(name, cancellationToken) is { } found)
        {
            return (found, null);
        }

        var levels = name.Split('/');
        var there = levels.Length - 1;
        while (there > 0 && _tree.Find(string.Join('/', levels[..there])) is null)
        {
            there--;
        }

        var create = new JsonObject();
        var parent = there == 0 ? null : _tree.Find(string.Join('/', levels[..there]))!.Id; // Found by the loop.
        for (var i = there; i < levels.Length; i++)
        {
            create[$"l{i}"] = new JsonObject
            {
                ["name"] = levels[i],
                ["parentId"] = parent,
                ["isSubscribed"] = true,
            };
            parent = $"#l{i}";
        }

        var call = new JmapCall("Mailbox/set", new JsonObject { ["create"] = create });
        var set = (await client.CallAsync([call], cancellationToken)).Get(0, JmapJson.Default.SetReply);
        // Another program may have made it at the same moment, which the server refuses to do again.
        return (await ReadAsync(cancellationToken)).Find(name) is { } made
            ? (made, null)
            : (null, $"The mail server did not make the folder '{name}'. {Why(set)}");
    }

    // There are more than the server gives at once.
    private async Task<MailboxReply[]> ReadInPartsAsync(CancellationToken cancellationToken)
    {
        var size = (await client.SessionAsync(cancellationToken)).Limits.MaxObjectsInGet;
        var all = new List<MailboxReply>();
        for (var position = 0; ; )
        {
            var query = new JsonObject { ["position"] = position, ["limit"] = size };
            var reply = await client.CallAsync(
                [new JmapCall("Mailbox/query", query), Get(JmapCall.From(0, "Mailbox/query", "/ids"))],
                cancellationToken
            );
            var ids = reply.Get(0, JmapJson.Default.QueryReply).Ids;
            if (ids.Length == 0 || position > MaxMailboxes)
            {
                return [.. all];
            }

            all.AddRange(reply.Get(1, JmapJson.Default.GetReplyMailboxReply).List);
            position += ids.Length;
        }
    }

    private static JmapCall Get(JsonObject? reference) =>
        new(
            "Mailbox/get",
            new JsonObject
            {
                [reference is null ? "ids" : "#ids"] = reference,
                ["properties"] = JmapCall.List(s_properties),
            }
        );

    private static string Why(SetReply set) =>
        set.NotCreated?.Values.FirstOrDefault(e => e is not null) is { } refused
            ? JmapErrors.NotSet(refused)
            : "It gave no reason.";
}
