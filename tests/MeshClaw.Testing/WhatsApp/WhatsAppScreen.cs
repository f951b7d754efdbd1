using System.Text.RegularExpressions;

namespace MeshClaw.Testing.WhatsApp;

/// <summary>
/// How WhatsApp's apps show a text: *bold*, _italic_, ~struck~, `code`, ```mono```, lists and quotes lose their markers. The rules are those that users
/// and their issue trackers report (a marker opens only before something that is no space, an underscore never within a word), as Meta
/// publishes none; where reports differ, the rule that finds more markup is taken.
/// </summary>
public static partial class WhatsAppScreen
{
    /// <summary>What a person reads. Spaces without a visible width are not seen.</summary>
    public static string Show(string text)
    {
        var shown = Mono().Replace(text, "$1");
        shown = Code().Replace(shown, "$1");
        shown = Bold().Replace(shown, "$1");
        shown = Italic().Replace(shown, "$1");
        shown = Struck().Replace(shown, "$1");
        shown = Bullet().Replace(shown, "$1• ");
        shown = Quote().Replace(shown, "$1▎");
        return shown.Replace("\u200a", "", StringComparison.Ordinal).Replace("\u2060", "", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"```(?!\s)([\s\S]+?)```")]
    private static partial Regex Mono();

    [GeneratedRegex(@"`(?!\s)([^`\n]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\*(?!\s)([^\n]+?)(?<!\s)\*")]
    private static partial Regex Bold();

    [GeneratedRegex(@"(?<![\p{L}\p{N}])_(?!\s)([^\n]+?)(?<!\s)_")]
    private static partial Regex Italic();

    [GeneratedRegex(@"~(?!\s)([^\n]+?)(?<!\s)~")]
    private static partial Regex Struck();

    [GeneratedRegex(@"^([ \t]*)[-*][^\S\n]", RegexOptions.Multiline)]
    private static partial Regex Bullet();

    [GeneratedRegex(@"^([ \t]*)>[^\S\n]", RegexOptions.Multiline)]
    private static partial Regex Quote();
}
