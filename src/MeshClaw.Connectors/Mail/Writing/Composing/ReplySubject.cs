using System.Text.RegularExpressions;

namespace MeshClaw.Connectors.Mail.Writing.Composing;

/// <summary>Subjects of answers and of what is passed on. Marks do not pile up, in whatever language the last program put them.</summary>
internal static partial class ReplySubject
{
    private const int Max = 400;

    /// <summary><c>Re: …</c></summary>
    public static string Reply(string subject) => Cut("Re: " + Bare(subject, ReplyMark()));

    /// <summary><c>Fwd: …</c></summary>
    public static string Forward(string subject) => Cut("Fwd: " + Bare(subject, ForwardMark()));

    private static string Bare(string subject, Regex mark)
    {
        var bare = subject.Trim();
        while (mark.Match(bare) is { Success: true } match)
        {
            bare = bare[match.Length..].TrimStart();
        }

        return bare;
    }

    private static string Cut(string subject) =>
        subject.Length <= Max ? subject.TrimEnd()
        : char.IsHighSurrogate(subject[Max - 1]) ? subject[..(Max - 1)]
        : subject[..Max];

    // English, German, Scandinavian, Dutch, Polish, Finnish, French, Portuguese, Turkish, Greek, Welsh, Hungarian, Hebrew, Chinese.
    [GeneratedRegex(
        @"^(?:re|aw|antw|antwort|sv|vs|odp|r[eé]f|res|ynt|απ|atb|vá|תגובה|回复|回覆|答复|转|رد)\s*(?:\[\d{1,4}\]|\(\d{1,4}\)|\^?\d{1,3})?\s*[:：]",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex ReplyMark();

    [GeneratedRegex(
        @"^(?:fwd?|wg|weitergeleitet|vb|vl|doorst|pd|tr|enc|rv|ilt|πρθ|továbbítás|הועבר|转发|轉寄|إعادة توجيه)\s*(?:\[\d{1,4}\]|\(\d{1,4}\))?\s*[:：]",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex ForwardMark();
}
