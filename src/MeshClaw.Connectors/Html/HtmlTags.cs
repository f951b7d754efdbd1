using System.Collections.Frozen;

namespace MeshClaw.Connectors.Html;

/// <summary>What tags mean for the place of text, after the tree construction of the HTML standard (13.2.6), as far as it decides what is hidden.</summary>
internal static class HtmlTags
{
    private static readonly FrozenSet<string> s_breaks = Set(
        "address article aside blockquote br center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
            + "header hgroup hr li main menu nav ol p pre section summary table tr ul"
    );

    private static readonly FrozenSet<string> s_void = Set(
        "area base br col embed hr img image input link meta param source track wbr bgsound"
    );

    private static readonly FrozenSet<string> s_closesItself = Set("p li td th tr dt dd option");

    private static readonly FrozenSet<string> s_unshown = Set(
        "title template head datalist object applet noscript noframes noembed iframe audio video canvas rp select option optgroup svg metadata"
    );

    private static readonly FrozenSet<string> s_ofHead = Set(
        "head meta link base title style script noscript template basefont bgsound"
    );

    private static readonly FrozenSet<string> s_formatting = Set(
        "a b big code em font i nobr s small strike strong tt u"
    );

    private static readonly FrozenSet<string> s_scopes = Set("applet caption html table td th marquee object template");

    private static readonly FrozenSet<string> s_ofTable = Set("table tbody thead tfoot tr td th caption colgroup");

    private static readonly FrozenSet<string> s_special = Set(
        "address applet area article aside base basefont bgsound blockquote body br button caption center col colgroup dd details dir div dl dt "
            + "embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe img input li link "
            + "listing main marquee menu meta nav noembed noframes noscript object ol p param plaintext pre script search section select source "
            + "style summary table tbody td template textarea tfoot th thead title tr track ul wbr xmp"
    );

    /// <summary>What an end tag does where one of these open elements is met on the way to its own.</summary>
    public static bool StopsEndTag(string end, string met) =>
        s_ofTable.Contains(end) ? (met == "table" && end != "table") || met == "template"
        : s_formatting.Contains(end) || s_special.Contains(end) ? s_scopes.Contains(met)
        : s_special.Contains(met);

    public static bool IsBreak(string name) => s_breaks.Contains(name);

    public static bool IsVoid(string name) => s_void.Contains(name);

    public static bool ClosesItself(string name) => s_closesItself.Contains(name);

    public static bool IsUnshown(string name) => s_unshown.Contains(name);

    /// <summary>Whether it may stand in a head; anything else begins the body.</summary>
    public static bool IsOfHead(string name) => s_ofHead.Contains(name);

    /// <summary>Whether its end tag takes it out of the middle, and leaves what is open inside it.</summary>
    public static bool IsFormatting(string name) => s_formatting.Contains(name);

    public static bool IsSpecial(string name) => s_special.Contains(name);

    private static FrozenSet<string> Set(string names) => names.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
