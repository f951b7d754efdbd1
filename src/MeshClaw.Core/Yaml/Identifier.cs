using System.Text.RegularExpressions;
using MeshClaw.Core.Mcp;

namespace MeshClaw.Core.Yaml;

/// <summary>Names that are folders, parts of connections and parts of tools.</summary>
internal static partial class Identifier
{
    public const string Rule = "1 to 40 lower-case letters, digits and hyphens, the first a letter";

    public static bool IsValid(string text) => Pattern().IsMatch(text);

    /// <summary><c>mail/work</c>.</summary>
    public static bool IsConnection(string text) =>
        text.Split('/') is [var connector, var name] && IsValid(connector) && IsValid(name);

    /// <summary><c>telegram</c>, or <c>slack/acme</c>.</summary>
    public static bool IsChannel(string text) => IsValid(text) || IsConnection(text);

    /// <summary><c>mail.move</c>, or <c>mail.*</c> for all of a connector.</summary>
    public static bool IsToolPattern(string text) => McpNames.IsTool(text) || IsOwnToolPattern(text);

    private static bool IsOwnToolPattern(string text) =>
        text.Split('.') is [var connector, .. var rest]
        && IsValid(connector)
        && rest.Length is 1 or 2
        && rest.Select((r, i) => IsValid(r) || (r == "*" && i == rest.Length - 1)).All(good => good);

    [GeneratedRegex(@"^[a-z][a-z0-9\-]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
