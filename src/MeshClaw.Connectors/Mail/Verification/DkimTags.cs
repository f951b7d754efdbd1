using System.Globalization;

namespace MeshClaw.Connectors.Mail.Verification;

/// <summary>A list of tags (RFC 6376, 3.2).</summary>
internal sealed class DkimTags
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>A tag's value without its blanks at the ends; null where it is not there.</summary>
    public string? this[string tag] => _values.GetValueOrDefault(tag);

    /// <summary>Reads a list; null where a tag stands twice or is none: then nothing in it counts.</summary>
    public static DkimTags? Parse(string text)
    {
        var tags = new DkimTags();
        foreach (var part in text.Split(';'))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (
                equals < 0
                    ? !string.IsNullOrWhiteSpace(part)
                    : !tags._values.TryAdd(part[..equals].Trim(), part[(equals + 1)..].Trim())
            )
            {
                return null;
            }
        }

        return tags;
    }

    /// <summary>Seconds since 1970; null for none, the end of time for more than fit.</summary>
    public static DateTimeOffset? Time(string? text) =>
        text is null ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds < 253_402_300_799
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : DateTimeOffset.MaxValue;
}
