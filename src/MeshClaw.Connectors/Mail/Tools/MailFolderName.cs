using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using MeshClaw.Core.Tools;

namespace MeshClaw.Connectors.Mail.Tools;

/// <summary>Folder names as the owner sees them: levels parted by <c>/</c>, <c>INBOX</c> in capitals.</summary>
internal static class MailFolderName
{
    public const string Inbox = "INBOX";

    // What mail programs call these folders where a server does not say (RFC 6154) what they are for; compared level by
    // level without case, accents and what is neither letter nor digit: "Deleted-Items" and a decomposed "Gelöscht" are the same folders.
    private static readonly FrozenSet<string> s_trash = Names(
        "Trash|Deleted|Deleted Items|Deleted Messages|Bin|Rubbish|Papierkorb|Gelöscht|Gelöschte Elemente|Gelöschte Objekte|Corbeille"
            + "|Éléments supprimés|Messages supprimés|Papelera|Elementos eliminados|Eliminados|Cestino|Posta eliminata|Prullenbak"
            + "|Verwijderde items|Lixeira|Lixo|Itens excluídos|Itens eliminados|Kosz|Elementy usunięte|Papperskorgen|Borttagna objekt"
            + "|Roskakori|Poistetut|Papirkurv|Slettet post|Slettede elementer|Koš|Odstraněná pošta|Kôš|Kuka|Törölt elemek|Coș de gunoi"
            + "|Çöp|Çöp Kutusu|Silinmiş Öğeler|Κάδος|Κάδος απορριμμάτων|Корзина|Удаленные|Удалённые|Кошик|Видалені|ゴミ箱|削除済みアイテム"
            + "|已删除|已删除邮件|废件箱|垃圾桶|垃圾箱|휴지통|지운 편지함|سلة المهملات|אשפה|Delete|Deleted Objects|Deleted Mail|Deleted Mails"
            + "|Trash Can|Trash Bin|Recycle Bin|Recycled|Wastebasket|Waste Bin|Garbage|Poubelle|Elementos borrados|Borrados"
            + "|Удаленные элементы|Видалені елементи|Elementi eliminati"
    );

    private static readonly FrozenSet<string> s_junk = Names(
        "Junk|Junk Email|Junk E-mail|Junk Mail|Spam|Bulk|Bulk Mail|Spamverdacht|Unerwünscht|Werbung|Courrier indésirable|Indésirables"
            + "|Pourriel|Correo no deseado|No deseado|Posta indesiderata|Indesiderata|Ongewenst|Ongewenste e-mail|Lixo eletrônico"
            + "|Lixo Eletrónico|Spam e lixo|Wiadomości-śmieci|Niechciane|Skräppost|Roskaposti|Søppelpost|Uønsket e-post|Uønsket mail"
            + "|Nevyžádaná pošta|Levélszemét|İstenmeyen|Gereksiz|Gereksiz E-posta|Ανεπιθύμητα|Спам|Нежелательная почта|Небажана пошта"
            + "|迷惑メール|垃圾邮件|垃圾郵件|스팸|스팸메일함|البريد العشوائي|דואר זבל|Correo basura|Courrier pourri"
    );

    private static readonly FrozenSet<string> s_archive = Names(
        "Archive|Archives|Archived|Archiv|Archivo|Archivio|Archief|Arquivo|Arquivados|Archiwum|Arkiv|Arkisto|Archivum|Archív|Arşiv"
            + "|Αρχείο|Архив|Архів|アーカイブ|归档|存档|封存|보관함|أرشيف|ארכיון"
    );

    /// <summary>The one spelling of a name that a caller gave.</summary>
    /// <exception cref="ToolException">It cannot name a folder.</exception>
    public static string Parse(string name, string argument)
    {
        var levels = name.Trim().Split('/');
        if (
            name.Length > 240
            || levels.Any(l => l.Length == 0 || l != l.Trim() || l is "." or ".." || l.EnumerateRunes().Any(IsUnfit))
        )
        {
            throw new ToolException(
                $"The argument '{argument}' does not name a folder. A folder's name is like INBOX or Work/Invoices: levels parted by /, "
                    + "none empty or \"..\", at most 240 characters."
            );
        }

        return Canonical(string.Join('/', levels));
    }

    /// <summary>INBOX is the same in any case (RFC 3501 5.1); so is the first level of what lies in it.</summary>
    public static string Canonical(string name) =>
        name.Equals(Inbox, StringComparison.OrdinalIgnoreCase) ? Inbox
        : name.StartsWith("INBOX/", StringComparison.OrdinalIgnoreCase) ? string.Concat(Inbox, name.AsSpan(5))
        : name;

    /// <summary>What a folder is for by its name alone. A folder inside the trash is trash too.</summary>
    public static MailFolderUse UseByName(string name, string holding)
    {
        if (name == Inbox)
        {
            return MailFolderUse.Inbox;
        }

        if (IsWithin(name, holding))
        {
            return MailFolderUse.Holding;
        }

        var levels = name.Split('/').Select(Key).ToList();
        return levels.Any(s_trash.Contains) ? MailFolderUse.Trash
            : levels.Any(s_junk.Contains) ? MailFolderUse.Junk
            : levels.Any(s_archive.Contains) ? MailFolderUse.Archive
            : MailFolderUse.None;
    }

    /// <summary>Whether a folder is another one, or lies inside it; a namespace's INBOX/ before either does not count.</summary>
    public static bool IsWithin(string name, string other)
    {
        var inner = WithoutInbox(name);
        var outer = WithoutInbox(other);
        return inner.Equals(outer, StringComparison.OrdinalIgnoreCase)
            || inner.StartsWith(outer + "/", StringComparison.OrdinalIgnoreCase);
    }

    // Joiners stay: emoji and several scripts need them.
    private static bool IsUnfit(Rune rune) =>
        rune.Value is not (0x200C or 0x200D)
        && (rune.Value == 0xFFFD || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format);

    private static string WithoutInbox(string name) =>
        name.StartsWith("INBOX/", StringComparison.Ordinal) ? name[6..] : name;

    private static FrozenSet<string> Names(string all) =>
        all.Split('|').Select(Key).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static string Key(string level)
    {
        var text = new StringBuilder(level.Length);
        var wellFormed = string.Concat(level.EnumerateRunes()); // A server may send half a surrogate pair, which has no normal form.
        foreach (var rune in wellFormed.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                text.Append(rune);
            }
        }

        return text.ToString();
    }
}
