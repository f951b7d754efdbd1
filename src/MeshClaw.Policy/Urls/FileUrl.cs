namespace MeshClaw.Policy.Urls;

/// <summary><c>file:</c> in all its spellings; with a host it reaches another machine (and on Windows logs on there).</summary>
internal static class FileUrl
{
    public static UrlReading Read(string rest, UrlFindings findings)
    {
        var slashes = rest.AsSpan().IndexOfAnyExcept('/', '\\') is var at && at < 0 ? rest.Length : at;
        findings |= rest.AsSpan(0, slashes).Contains('\\') ? UrlFindings.Backslash : 0;
        findings |= slashes is 2 or 3 ? 0 : UrlFindings.Irregular;
        var path = slashes switch
        {
            < 2 => "/" + rest[slashes..],
            2 when !IsDrive(rest[2..]) => null,
            2 => "/" + rest[2..],
            _ => rest[2..],
        };
        return path is not null ? UrlReader.WithoutHost("file", path, findings)
            : rest.Length == 2 || rest[2] is '?' or '#' ? UrlReader.WithoutHost("file", "/" + rest[2..], findings)
            : OnAnotherMachine(UrlReader.WithAuthority("file", rest[2..], findings));
    }

    // file://a:80 has no port (WHATWG URL, file host state), and written out again it would be a drive.
    private static UrlReading OnAnotherMachine(UrlReading reading) =>
        reading is { IsUrl: true, Port: not null }
            ? UrlReader.Unreadable("A file has no port.", reading.Findings)
            : reading;

    private static bool IsDrive(string text) =>
        text.Length >= 2 && char.IsAsciiLetter(text[0]) && text[1] is (':' or '|');
}
