using MeshClaw.Core.Mail;
using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage;

/// <summary>What a folder is for: by its RFC 6154 attribute, else by its name in several languages.</summary>
internal static class FolderUse
{
    internal enum Kind
    {
        /// <summary>The owner files mail there.</summary>
        Filing,

        /// <summary>New mail.</summary>
        Inbox,

        /// <summary>What the owner sent.</summary>
        Sent,

        /// <summary>The archive.</summary>
        Archive,

        /// <summary>Drafts, trash, junk, views of everything: no habits there.</summary>
        Other,
    }

    // As MailAccount.SnoozeFolder has it, which no configuration changes; some servers put it under the inbox's namespace.
    private const string Snoozed = "Snoozed";

    private static readonly HashSet<string> s_sent = new(StringComparer.Ordinal)
    {
        "sent",
        "sent items",
        "sent mail",
        "sent messages",
        "gesendet",
        "gesendete objekte",
        "gesendete elemente",
        "envoyes",
        "messages envoyes",
        "elements envoyes",
        "enviados",
        "elementos enviados",
        "itens enviados",
        "mensagens enviadas",
        "posta inviata",
        "inviata",
        "verzonden",
        "verzonden items",
        "verzonden berichten",
    };

    private static readonly HashSet<string> s_archive = new(StringComparer.Ordinal)
    {
        "archive",
        "archives",
        "archiv",
        "archivo",
        "archivados",
        "arquivo",
        "arquivo morto",
        "archivio",
        "archief",
        "all archive",
    };

    private static readonly HashSet<string> s_other = new(StringComparer.Ordinal)
    {
        "drafts",
        "draft",
        "entwurfe",
        "brouillons",
        "borradores",
        "rascunhos",
        "bozze",
        "concepten",
        "trash",
        "deleted items",
        "deleted messages",
        "deleted",
        "bin",
        "papierkorb",
        "geloschte elemente",
        "geloschte objekte",
        "corbeille",
        "elements supprimes",
        "papelera",
        "elementos eliminados",
        "lixeira",
        "lixo",
        "itens excluidos",
        "cestino",
        "prullenbak",
        "verwijderde items",
        "junk",
        "junk email",
        "spam",
        "bulk mail",
        "spamverdacht",
        "indesirables",
        "courrier indesirable",
        "correo no deseado",
        "lixo eletronico",
        "posta indesiderata",
        "ongewenste email",
        "outbox",
        "postausgang",
        "templates",
        "all mail",
        "alle nachrichten",
        "starred",
        "important",
    };

    public static Kind Of(MailFolderInfo folder)
    {
        if (string.Equals(folder.Name, "INBOX", StringComparison.OrdinalIgnoreCase))
        {
            return Kind.Inbox;
        }

        switch (folder.SpecialUse?.ToLowerInvariant())
        {
            case "\\sent":
                return Kind.Sent;
            case "\\archive":
                return Kind.Archive;
            case "\\drafts" or "\\trash" or "\\junk" or "\\all" or "\\flagged" or "\\important":
                return Kind.Other;
            default:
                return ByName(folder.Name);
        }
    }

    private static Kind ByName(string name)
    {
        // The holding folder for deleted mail is the gateway's own; what sleeps until a time was not filed there.
        if (
            name.StartsWith("MeshClaw", StringComparison.OrdinalIgnoreCase)
            || name.Equals(Snoozed, StringComparison.OrdinalIgnoreCase)
            || name.Equals("INBOX/" + Snoozed, StringComparison.OrdinalIgnoreCase)
        )
        {
            return Kind.Other;
        }

        var last = name[(name.LastIndexOf('/') + 1)..];
        var words = FoldedText.Of(last, 128);
        var folded = string.Join(' ', Enumerable.Range(0, words.Count).Select(i => words.Word(i).ToString()));
        return s_sent.Contains(folded) ? Kind.Sent
            : s_archive.Contains(folded) ? Kind.Archive
            : s_other.Contains(folded) ? Kind.Other
            : Kind.Filing;
    }
}
