using System.Text.RegularExpressions;
using MeshClaw.Policy;

namespace MeshClaw.Core.Mcp;

/// <summary>
/// Names of MCP tools. A server's names reach only the part behind <c>mcp.NAME.</c>, so that none can be taken for a tool of ours or of
/// another server.
/// </summary>
public static partial class McpNames
{
    /// <summary>What servers may call their tools; others are not offered.</summary>
    public const string Rule = "1 to 64 of the letters A to Z, digits and _ - . /, the first a letter or digit";

    /// <summary>Whether a server's name for a tool can be used.</summary>
    public static bool IsUsable(string name) => Pattern().IsMatch(name);

    /// <summary>The name by which agents and policies know it.</summary>
    public static ToolName Of(ConnectionName connection, string tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        return new($"{Prefix(connection)}{tool.Replace('.', '_').Replace('/', '_')}");
    }

    /// <summary><c>mcp.NAME.</c></summary>
    public static string Prefix(ConnectionName connection) =>
        $"{McpServerConfig.Connector}.{connection.Value.Split('/')[1]}.";

    /// <summary>What two names that could be taken for each other have in common.</summary>
    public static string Fold(string tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        return string.Concat(
            tool.ToLowerInvariant()
                .Select(c =>
                    c switch
                    {
                        '-' or '.' or '/' => '_',
                        '0' => 'o',
                        '1' or 'i' => 'l',
                        _ => c,
                    }
                )
        );
    }

    /// <summary>Whether a pattern such as <c>mcp.files.*</c> can mean tools of one of these connections.</summary>
    public static bool Means(string pattern, IEnumerable<ConnectionName> connections)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return connections
            .Where(c => c.Connector == McpServerConfig.Connector)
            .Any(c =>
                pattern == $"{McpServerConfig.Connector}.*"
                || (
                    pattern.StartsWith(Prefix(c), StringComparison.Ordinal)
                    && (pattern[Prefix(c).Length..] == "*" || Part().IsMatch(pattern[Prefix(c).Length..]))
                )
            );
    }

    /// <summary>Whether a text is a tool of some MCP server: <c>mcp.files.read_file</c>.</summary>
    public static bool IsTool(string text) => Whole().IsMatch(text);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_\-./]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_\-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Part();

    [GeneratedRegex(@"^mcp\.[a-z][a-z0-9\-]{0,39}\.[A-Za-z0-9][A-Za-z0-9_\-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();
}
