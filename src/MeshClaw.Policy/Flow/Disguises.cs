using System.Collections.Frozen;
using System.Text;

namespace MeshClaw.Policy.Flow;

/// <summary>What a text may be in disguise: encoded, reversed, spelled out. Not every disguise there is: a model can invent its own.</summary>
internal static class Disguises
{
    private static readonly FrozenDictionary<string, char> s_digits = new Dictionary<string, char>
    {
        ["zero"] = '0',
        ["oh"] = '0',
        ["one"] = '1',
        ["two"] = '2',
        ["three"] = '3',
        ["four"] = '4',
        ["five"] = '5',
        ["six"] = '6',
        ["seven"] = '7',
        ["eight"] = '8',
        ["nine"] = '9',
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The text, and what is behind each disguise that is known here.</summary>
    public static IEnumerable<string> Of(string text)
    {
        yield return text;
        foreach (var outer in Carriers.Decoded(text))
        {
            yield return outer;
            foreach (var inner in Carriers.Decoded(outer))
            {
                yield return inner;
            }
        }

        var reversed = text.ToCharArray();
        Array.Reverse(reversed);
        yield return new string(reversed);
        yield return SpelledOut(text);
        yield return FromHex(text);
        yield return Initials(text);
    }

    private static string SpelledOut(string text)
    {
        var digits = new StringBuilder();
        foreach (var word in Words.Of(text))
        {
            digits.Append(
                s_digits.TryGetValue(word.Text, out var digit) ? digit.ToString()
                : word.IsNumber ? word.Text
                : " "
            );
        }

        // A word between two digits parts them no more than a blank does.
        return digits.ToString().Replace(" ", "", StringComparison.Ordinal);
    }

    private static string FromHex(string text)
    {
        var hex = new string([.. text.Where(char.IsAsciiHexDigit)]);
        return hex.Length >= 8 && hex.Length % 2 == 0 && hex.Length * 2 >= text.Length
            ? Encoding.Latin1.GetString(Convert.FromHexString(hex))
            : "";
    }

    private static string Initials(string text) => new([.. Words.Of(text).Select(w => w.Text[0])]);
}

/// <summary>
/// Calls that steer what agents do later: memory, skills, triggers, rules, configuration. What is written there is an order from then on,
/// so nothing but the owner's own words goes in unasked.
/// </summary>
internal static class Standing
{
    private static readonly FrozenSet<string> s_words = (
        "remember memory memories skill skills trigger triggers rule rules automation automations automate config configuration setting settings policy policies "
        + "agent agents instruction instructions prompt prompts hook hooks webhook webhooks cron filter filters forwarding autoreply"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a call is one.</summary>
    public static bool Is(Calls.ProposedCall call) =>
        Words.Of(call.Tool.Value.Replace('_', ' ')).Any(w => s_words.Contains(w.Text));
}
