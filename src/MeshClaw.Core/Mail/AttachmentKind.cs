namespace MeshClaw.Core.Mail;

/// <summary>What an attachment is beside what it passes itself off as.</summary>
internal static class AttachmentKind
{
    private static readonly Dictionary<string, string> s_words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["application/vnd.microsoft.portable-executable"] = "a Windows program",
        ["application/x-elf"] = "a Linux program",
        ["application/x-mach-binary"] = "a macOS program",
        ["application/x-ms-shortcut"] = "a Windows shortcut, which can run programs",
        ["text/x-shellscript"] = "a script",
        ["application/zip"] = "a zip archive",
        ["application/gzip"] = "a gzip archive",
        ["application/x-7z-compressed"] = "a 7-zip archive",
        ["application/vnd.rar"] = "a RAR archive",
        ["application/x-xz"] = "an xz archive",
        ["application/x-bzip2"] = "a bzip2 archive",
        ["application/x-cfb"] = "an old Office file",
        ["application/pdf"] = "a PDF",
        ["application/rtf"] = "an RTF text",
        ["application/vnd.ms-tnef"] = "Outlook's wrapping of other files",
        ["application/x-iso9660-image"] = "a disc image",
        ["image/png"] = "a PNG image",
        ["image/jpeg"] = "a JPEG image",
        ["image/gif"] = "a GIF image",
        ["image/webp"] = "a WebP image",
        ["text/html"] = "a web page, which can run scripts",
        ["image/svg+xml"] = "an SVG image, which can run scripts",
    };

    // What files of these endings are inside, by their first bytes.
    private static readonly Dictionary<string, string[]> s_inside = new(StringComparer.OrdinalIgnoreCase)
    {
        ["pdf"] = ["application/pdf"],
        ["png"] = ["image/png"],
        ["jpg"] = ["image/jpeg"],
        ["jpeg"] = ["image/jpeg"],
        ["gif"] = ["image/gif"],
        ["webp"] = ["image/webp"],
        ["zip"] = ["application/zip"],
        ["gz"] = ["application/gzip"],
        ["7z"] = ["application/x-7z-compressed"],
        ["rar"] = ["application/vnd.rar"],
        ["docx"] = ["application/zip", "application/x-cfb"],
        ["xlsx"] = ["application/zip", "application/x-cfb"],
        ["pptx"] = ["application/zip", "application/x-cfb"],
        ["doc"] = ["application/x-cfb", "application/rtf", "application/zip"],
        ["xls"] = ["application/x-cfb", "application/zip"],
        ["ppt"] = ["application/x-cfb", "application/zip"],
        ["rtf"] = ["application/rtf"],
        ["txt"] = [],
        ["csv"] = [],
        ["ics"] = [],
    };

    private static readonly HashSet<string> s_running = new(StringComparer.OrdinalIgnoreCase)
    {
        "exe",
        "scr",
        "com",
        "pif",
        "bat",
        "cmd",
        "ps1",
        "vbs",
        "vbe",
        "js",
        "jse",
        "wsf",
        "hta",
        "msi",
        "msix",
        "lnk",
        "jar",
        "cpl",
        "dll",
        "reg",
        "chm",
        "iso",
        "img",
        "vhd",
        "vhdx",
        "appimage",
        "sh",
        "command",
        "app",
        "dmg",
        "pkg",
        "docm",
        "xlsm",
        "pptm",
        "xll",
        "one",
        "url",
        "appref-ms",
        "application",
        "svg",
        "html",
        "htm",
        "shtml",
        "mht",
        "mhtml",
        "xht",
        "xhtml",
    };

    /// <summary>What a reader should know before opening it; null for what it claims to be.</summary>
    public static string? Warning(MailAttachment attachment)
    {
        var ending = EndingOf(attachment.FileName);
        var actual = attachment.ActualType;
        if (actual is not null && s_words.TryGetValue(actual, out var words) && !IsHonest(attachment, ending, actual))
        {
            return $"is really {words}";
        }

        if (s_running.Contains(ending))
        {
            var before = EndingOf(attachment.FileName[..^(ending.Length + 1)]);
            return s_inside.ContainsKey(before)
                ? $"ends in .{ending} although it looks like .{before}; it can run programs"
                : "can run programs";
        }

        return null;
    }

    private static bool IsHonest(MailAttachment attachment, string ending, string actual)
    {
        if (s_inside.TryGetValue(ending, out var inside))
        {
            return inside.Contains(actual, StringComparer.OrdinalIgnoreCase);
        }

        // Without an ending that is known, the type that it claims counts.
        var claimed = attachment.ContentType;
        return claimed.Equals(actual, StringComparison.OrdinalIgnoreCase)
            || (actual == "application/zip" && claimed.StartsWith("application/", StringComparison.OrdinalIgnoreCase));
    }

    private static string EndingOf(string name)
    {
        var dot = name.LastIndexOf('.');
        return dot < 0 ? "" : name[(dot + 1)..].Trim();
    }
}
