using System.Collections.Immutable;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mail.Actions;

/// <summary>Where a request moves its message, and what that means in the words of orders.</summary>
internal sealed class MailDestinations(IMailStore store, string holding, string snoozed)
{
    private const string DefaultArchive = "Archive";

    /// <summary>Reads the folders once, for any number of requests.</summary>
    public async Task<Map> ReadAsync(CancellationToken cancellationToken) =>
        new(await store.FoldersAsync(counts: false, cancellationToken), holding, snoozed);

    /// <summary>The folders at one moment.</summary>
    internal sealed class Map(ImmutableArray<MailFolder> folders, string holding, string snoozed)
    {
        /// <summary>The destination's name; null for a request that moves nothing.</summary>
        public string? Of(MailRequest request) =>
            request.Name == MailTools.Move ? Existing(request.To)
            : request.Name == MailTools.Archive ? Archive()
            : request.Name == MailTools.Delete ? Existing(holding)
            : request.Name == MailTools.Snooze ? Existing(snoozed)
            : null;

        /// <summary>What a request does, in the words of orders.</summary>
        public Verbs VerbsOf(MailRequest request) =>
            request.Name == MailTools.Archive ? Verbs.Archive
            : request.Name == MailTools.Delete ? Verbs.Delete
            : request.Name == MailTools.Flag ? Verbs.Flag
            : request.Name == MailTools.Snooze ? Verbs.Move
            : request.Name != MailTools.Move ? Verbs.None
            : UseOf(Existing(request.To)) switch
            {
                MailFolderUse.Trash or MailFolderUse.Junk or MailFolderUse.Holding => Verbs.Delete | Verbs.Move,
                MailFolderUse.Archive or MailFolderUse.All => Verbs.Archive | Verbs.Move,
                MailFolderUse.None or MailFolderUse.Inbox or MailFolderUse.Drafts or MailFolderUse.Sent => Verbs.Move,
            };

        /// <summary>What a folder is for, by itself or by the folder that it lies in.</summary>
        public MailFolderUse UseOf(string name)
        {
            var byName = MailFolderName.UseByName(name, holding);
            if (byName is MailFolderUse.Trash or MailFolderUse.Junk or MailFolderUse.Holding)
            {
                return byName; // Whatever it lies in: a trash in the archive is trash.
            }

            var outer = folders
                .Where(f =>
                    f.Use is not (MailFolderUse.None or MailFolderUse.Inbox) && MailFolderName.IsWithin(name, f.Name)
                )
                .OrderByDescending(f => f.Name.Length)
                .FirstOrDefault();
            return outer?.Use ?? byName;
        }

        private string Archive() => Named(MailFolderUse.Archive) ?? Named(MailFolderUse.All) ?? DefaultArchive;

        private string? Named(MailFolderUse use) =>
            folders.Where(f => f.Use == use).OrderBy(f => f.Name.Count(c => c == '/')).FirstOrDefault()?.Name;

        // The folder may lie under a namespace's INBOX/ without its owner's knowing; an exact name wins.
        private string Existing(string name) =>
            folders.FirstOrDefault(f => f.Name == name)?.Name
            ?? folders.FirstOrDefault(f => f.Name == "INBOX/" + name)?.Name
            ?? name;
    }
}
