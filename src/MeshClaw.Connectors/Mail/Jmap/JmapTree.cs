using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Connectors;

namespace MeshClaw.Connectors.Mail.Jmap;

/// <summary>A mailbox under the name that the owner sees.</summary>
internal sealed record JmapMailbox(string Id, string Path, MailFolderUse Use, int Total, int Unread);

/// <summary>
/// The mailboxes of an account by full name. A mailbox's own name may hold anything (RFC 8621 2): a slash in it is shown as ∕, and where
/// two would have the same full name the second one carries its id, so that no folder is taken for another.
/// </summary>
internal sealed class JmapTree
{
    private const int MaxDepth = 50;

    private readonly Dictionary<string, JmapMailbox> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JmapMailbox> _byId = new(StringComparer.Ordinal);

    private JmapTree() { }

    /// <summary>Without any.</summary>
    public static JmapTree Empty { get; } = new();

    /// <summary>All of them: the inbox, then by name.</summary>
    public IEnumerable<JmapMailbox> All =>
        _byPath.Values.OrderBy(m => m.Use == MailFolderUse.Inbox ? 0 : 1).ThenBy(m => m.Path, StringComparer.Ordinal);

    /// <summary>Names the mailboxes of an account.</summary>
    public static JmapTree Of(IEnumerable<MailboxReply?> replies, string holding)
    {
        var tree = new JmapTree();
        var byId = new Dictionary<string, MailboxReply>(StringComparer.Ordinal);
        foreach (var reply in replies.OfType<MailboxReply>())
        {
            if (!JmapId.IsValid(reply.Id))
            {
                throw JmapErrors.Nonsense(null); // It would go into a path of a patch.
            }

            byId[reply.Id] = reply;
        }

        foreach (
            var reply in byId.Values.OrderBy(r => r.Role == "inbox" ? 0 : 1).ThenBy(r => r.Id, StringComparer.Ordinal)
        )
        {
            tree.Add(reply, PathOf(reply, byId), holding);
        }

        return tree;
    }

    /// <summary>A mailbox by full name; null where there is none.</summary>
    public JmapMailbox? Find(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>A mailbox by id; null where there is none.</summary>
    public JmapMailbox? ById(string id) => _byId.GetValueOrDefault(id);

    private void Add(MailboxReply reply, string path, string holding)
    {
        if (_byPath.ContainsKey(path))
        {
            path = $"{path} ({reply.Id})";
        }

        var mailbox = new JmapMailbox(
            reply.Id,
            path,
            UseOf(reply.Role, path, holding),
            Math.Max(0, reply.TotalEmails),
            Math.Max(0, reply.UnreadEmails)
        );
        _byPath[path] = mailbox;
        _byId[reply.Id] = mailbox;
    }

    private static string PathOf(MailboxReply reply, Dictionary<string, MailboxReply> byId)
    {
        var levels = new List<string>();
        for (MailboxReply? level = reply; level is not null; level = Parent(level, byId))
        {
            if (levels.Count == MaxDepth)
            {
                throw new ConnectorException(
                    $"The mail server's folder '{reply.Name}' lies in itself, or {MaxDepth} levels deep. Ask whoever runs the server."
                );
            }

            levels.Insert(0, level.Role == "inbox" ? MailFolderName.Inbox : NameOf(level));
            if (level.Role == "inbox")
            {
                break; // Wherever it lies, it is the inbox.
            }
        }

        return MailFolderName.Canonical(string.Join('/', levels));
    }

    private static MailboxReply? Parent(MailboxReply reply, Dictionary<string, MailboxReply> byId) =>
        reply.ParentId is { } parent ? byId.GetValueOrDefault(parent) : null;

    private static string NameOf(MailboxReply reply) =>
        reply.Name.Length == 0 ? reply.Id : reply.Name.Replace('/', '\u2215');

    // As with IMAP: the server's word (RFC 8621 2, role), else the name.
    private static MailFolderUse UseOf(string? role, string path, string holding) =>
        MailFolderName.IsWithin(path, holding) ? MailFolderUse.Holding
        : path == MailFolderName.Inbox ? MailFolderUse.Inbox
        : role?.ToLowerInvariant() switch
        {
            "trash" => MailFolderUse.Trash,
            "junk" => MailFolderUse.Junk,
            "archive" => MailFolderUse.Archive,
            "sent" => MailFolderUse.Sent,
            "drafts" => MailFolderUse.Drafts,
            "all" => MailFolderUse.All,
            _ => MailFolderName.UseByName(path, holding),
        };
}

/// <summary>Ids (RFC 8620 1.2). An email keeps its id wherever it goes, and may lie in several mailboxes.</summary>
internal static class JmapId
{
    private const char Kept = '+'; // In no id.

    /// <summary>Whether it is one.</summary>
    public static bool IsValid(string? id) =>
        id is { Length: > 0 and < 256 } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>
    /// A location's id of an email that lay in the folder before it was moved there: moving it away again leaves it there too, which is
    /// how it was.
    /// </summary>
    public static string WithKept(string email) => email + Kept;

    /// <summary>The email that a location names, and whether it stays there when it is moved; null where it names none.</summary>
    public static (string Email, bool Kept)? Parse(string id)
    {
        var kept = id.EndsWith(Kept);
        var email = kept ? id[..^1] : id;
        return IsValid(email) ? (email, kept) : null;
    }
}
