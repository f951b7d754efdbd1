using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace MeshClaw.Policy.Flow;

/// <summary>
/// A text of the owner with slots, such as <c>Order {order_number}</c>: what fills a slot may come from the owner's own systems, and
/// nothing else may be added.
/// </summary>
internal sealed partial class Template
{
    private readonly Regex _pattern;
    private readonly ImmutableArray<string> _slots;

    public Template(string text)
    {
        _slots = [.. Slot().Matches(text).Select(m => m.Groups["name"].Value)];
        var literals = Slot().Split(text).Where((_, i) => i % 2 == 0).Select(Regex.Escape);
        // Slots take no line break: a filled template stays as long as its lines.
        _pattern = new Regex(
            "^\\s*" + string.Join("(.{1,200}?)", literals) + "\\s*$",
            RegexOptions.CultureInvariant,
            TimeSpan.FromMilliseconds(50)
        );
    }

    /// <summary>Whether a text has slots.</summary>
    public static bool IsOne(string text) => Slot().IsMatch(text);

    /// <summary>What fills each slot of <paramref name="value"/>, by the slot's name; null where it is not this template filled.</summary>
    public IReadOnlyList<(string Slot, string Filling)>? Match(string value)
    {
        try
        {
            var m = _pattern.Match(value);
            return m.Success ? [.. _slots.Select((slot, i) => (slot, m.Groups[i + 1].Value.Trim()))] : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return null; // A text made to take long is no filled template.
        }
    }

    [GeneratedRegex(@"\{(?<name>[\p{L}_][\p{L}\p{N}_ -]{0,40})\}")]
    private static partial Regex Slot();
}
