using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MeshClaw.Core.Yaml;

/// <summary>Writes texts so that <see cref="YamlDocument"/>, and other YAML programs, read the same texts back.</summary>
internal static partial class YamlText
{
    /// <summary>A text as one scalar on one line: as it is where that is safe, else in quotation marks.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="inFlow">It will stand in brackets or braces.</param>
    public static string Scalar(string text, bool inFlow = false)
    {
        var safe =
            Plain().IsMatch(text)
            && !Words().IsMatch(text)
            && !text.Contains(": ", StringComparison.Ordinal)
            && !text.Contains(" #", StringComparison.Ordinal)
            && text[^1] is not (':' or ' ')
            && !(inFlow && text.AsSpan().ContainsAny(",[]{}"));
        return safe ? text : Quoted(text);
    }

    /// <summary>A text as a key. Quoted sooner than a value: the parser takes some signs in plain keys for aliases.</summary>
    public static string Key(string text) => PlainKey().IsMatch(text) ? Scalar(text) : Quoted(text);

    private static string Quoted(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
        }

        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                < ' ' or (>= '\u007F' and <= '\u00A0') or '\u2028' or '\u2029' or '\uFEFF' => quoted
                    .Append("\\u")
                    .Append(((int)c).ToString("X4", CultureInfo.InvariantCulture)),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Begins with a letter, digit or slash, and holds only what no YAML program takes for anything else.</summary>
    [GeneratedRegex(@"^[\p{L}\p{Nd}/][\p{L}\p{Nd} ._@/+\->*:""#()→]*\z")]
    private static partial Regex Plain();

    [GeneratedRegex(@"^[\p{L}\p{Nd}/][\p{L}\p{Nd} ._/\-]*\z")]
    private static partial Regex PlainKey();

    /// <summary>What other YAML programs take for no text.</summary>
    [GeneratedRegex(@"^(?:null|true|false|yes|no|on|off|y|n|[\-+.0-9][0-9_:.xobeE+\-]*)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Words();
}
