namespace MeshClaw.Policy.Urls;

/// <summary>The cuts of a URL before anything is decoded; null where a part is missing.</summary>
internal readonly record struct UrlParts(string? Authority, string Path, string? Query, string? Fragment)
{
    /// <summary>Cuts what follows the scheme; <paramref name="hasAuthority"/> where it starts with one.</summary>
    /// <param name="text">After the scheme and the slashes.</param>
    /// <param name="hasAuthority">Whether it starts with an authority.</param>
    /// <param name="backslashEnds">Whether a backslash ends the authority, as in http.</param>
    public static UrlParts Cut(string text, bool hasAuthority, bool backslashEnds)
    {
        string? fragment = null;
        string? query = null;
        string? authority = null;
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        if (hash >= 0)
        {
            (text, fragment) = (text[..hash], text[(hash + 1)..]);
        }

        var mark = text.IndexOf('?', StringComparison.Ordinal);
        if (mark >= 0)
        {
            (text, query) = (text[..mark], text[(mark + 1)..]);
        }

        if (hasAuthority)
        {
            var end = backslashEnds ? text.AsSpan().IndexOfAny('/', '\\') : text.IndexOf('/', StringComparison.Ordinal);
            (authority, text) = end < 0 ? (text, "") : (text[..end], text[end..]);
        }

        return new(authority, text, query, fragment);
    }

    /// <summary>The path with <c>.</c> and <c>..</c> resolved (RFC 3986 §5.2.4); it starts with a slash.</summary>
    public static string ResolveDots(string path)
    {
        var kept = new List<string>();
        var segments = path.Split('/');
        for (var i = 1; i < segments.Length; i++)
        {
            var isLast = i == segments.Length - 1;
            if (segments[i] is "." or "..")
            {
                if (segments[i] == ".." && kept.Count > 0)
                {
                    kept.RemoveAt(kept.Count - 1);
                }

                if (isLast)
                {
                    kept.Add("");
                }
            }
            else
            {
                kept.Add(segments[i]);
            }
        }

        return "/" + string.Join('/', kept);
    }
}
