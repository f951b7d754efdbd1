using System.Collections.Immutable;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Connectors;

namespace MeshClaw.Connectors.Mail.Gmail;

/// <summary>The labels as folders, read when asked for and kept until a name is missing.</summary>
internal sealed class GmailFolders(GmailApi api, string holding)
{
    private static readonly (string Label, string Name, MailFolderUse Use)[] s_system =
    [
        (GmailFolder.Inbox, MailFolderName.Inbox, MailFolderUse.Inbox),
        (GmailFolder.Sent, "Sent", MailFolderUse.Sent),
        (GmailFolder.Draft, "Drafts", MailFolderUse.Drafts),
        (GmailFolder.Trash, "Trash", MailFolderUse.Trash),
        (GmailFolder.Spam, "Spam", MailFolderUse.Junk),
    ];

    private static readonly (string Name, MailFolderUse Use)[] s_archives =
    [
        ("Archive", MailFolderUse.Archive),
        ("All Mail", MailFolderUse.All), // Where the owner has a label of the first name, which is the archive then.
    ];

    private ImmutableArray<GmailFolder> _folders = [];

    /// <summary>All of them: the inbox, then by name.</summary>
    public async Task<ImmutableArray<GmailFolder>> ListAsync(CancellationToken cancellationToken)
    {
        var labels = await api.LabelsAsync(cancellationToken);
        var own = labels.Where(l => l.Type != "system" && l.Name.Length > 0).ToList();
        var held = own.FirstOrDefault(l => Same(l.Name, holding))?.Id;
        var archive = s_archives.FirstOrDefault(a => !own.Any(l => Same(l.Name, a.Name)));
        var folders = s_system
            .Select(s => new GmailFolder(s.Name, s.Label, s.Use, held))
            .Concat(own.Select(l => new GmailFolder(Name(l.Name), l.Id, Use(l.Name), held)));
        if (archive.Name is not null)
        {
            folders = folders.Append(new GmailFolder(archive.Name, null, archive.Use, held));
        }

        return _folders = [
            .. folders
                .DistinctBy(f => f.Name)
                .OrderBy(f => f.Use == MailFolderUse.Inbox ? 0 : 1)
                .ThenBy(f => f.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>A folder; null where there is none of that name. Gmail's names are the same in any case.</summary>
    public async Task<GmailFolder?> FindAsync(string name, CancellationToken cancellationToken) =>
        Known(name) ?? Known(name, await ListAsync(cancellationToken));

    /// <summary>A folder, made where it is missing.</summary>
    public async Task<GmailFolder> FindOrMakeAsync(string name, CancellationToken cancellationToken)
    {
        if (await FindAsync(name, cancellationToken) is { } folder)
        {
            return folder;
        }

        try
        {
            await api.MakeLabelAsync(name, cancellationToken);
        }
        catch (ConnectorException)
        {
            // Another program may have made it meanwhile, or the answer to the first try was lost.
            await ListAsync(cancellationToken);
            if (Known(name) is { } made)
            {
                return made;
            }

            throw;
        }

        await ListAsync(cancellationToken);
        return Known(name) ?? throw new ConnectorException($"Gmail made no label '{name}'. Choose another name.");
    }

    private GmailFolder? Known(string name) => Known(name, _folders);

    private static GmailFolder? Known(string name, ImmutableArray<GmailFolder> folders) =>
        folders.FirstOrDefault(f => f.Name == name) ?? folders.FirstOrDefault(f => Same(f.Name, name));

    private MailFolderUse Use(string name) => MailFolderName.UseByName(Name(name), holding);

    private static string Name(string label) => MailFolderName.Canonical(label);

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
