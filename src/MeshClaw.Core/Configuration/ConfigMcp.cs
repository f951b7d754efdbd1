using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MeshClaw.Core.Mcp;
using MeshClaw.Core.Yaml;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Core.Configuration;

/// <summary>The <c>connections</c> of config.yaml that are MCP servers.</summary>
internal static partial class ConfigMcp
{
    private const string Shapes =
        "An MCP server has one of \"command\" with a program and its arguments, and \"url\" with its address.";

    private static readonly Dictionary<string, bool> s_yesOrNo = new() { ["true"] = true, ["false"] = false };

    private static readonly Dictionary<string, McpAuth> s_auth = new()
    {
        ["none"] = McpAuth.None,
        ["token"] = McpAuth.Token,
        ["oauth"] = McpAuth.OAuth,
    };

    /// <summary>One entry; its key's name was checked.</summary>
    public static ConnectionConfig.Mcp? Read(YamlScalar key, YamlNode value, YamlReader reader)
    {
        if (reader.Fields(value, key.Text) is not { } fields)
        {
            return null;
        }

        var (command, url) = (fields.Take("command"), fields.Take("url"));
        var server =
            command is null == url is null ? null
            : command is not null ? ReadProgram(command, fields, reader)
            : ReadAddress(url!, fields, reader); // One of them is there.
        if (command is null == url is null)
        {
            reader.Error(key, Shapes);
        }

        var effects = ReadEffects(fields.Take("effects"), reader);
        var timeout = DurationText.Read(
            fields.Take("timeout"),
            "timeout",
            reader,
            (TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            McpServerConfig.UsualTimeout
        );
        ConfigConnections.ReportSecrets(fields, reader);
        if (server is not null)
        {
            fields.Finish();
        }

        return server is null ? null : new(server with { Effects = effects, Timeout = timeout });
    }

    /// <summary>As lines that are read back to the same.</summary>
    public static IEnumerable<string> Write(McpServerConfig server)
    {
        if (server.Url is { } url)
        {
            yield return $"  url: {YamlText.Scalar(url.AbsoluteUri)}";
            if (server.Auth != McpAuth.None)
            {
                yield return $"  auth: {s_auth.First(a => a.Value == server.Auth).Key}";
            }

            if (server.ClientId is { } client)
            {
                yield return $"  client-id: {YamlText.Scalar(client)}";
            }
        }
        else
        {
            yield return $"  command: {List(server.Command)}";
            if (server.Workspace is { } workspace)
            {
                yield return $"  workspace: {YamlText.Scalar(workspace)}";
            }

            if (server.Readable.Length > 0)
            {
                yield return $"  readable: {List(server.Readable)}";
            }

            if (server.Network)
            {
                yield return "  network: true";
            }

            if (server.Environment.Count > 0)
            {
                yield return $"  environment: {Map(server.Environment.Select(e => (e.Key, InFlow(e.Value))))}";
            }

            if (server.Secrets.Length > 0)
            {
                yield return $"  secrets: {List(server.Secrets)}";
            }
        }

        if (server.Effects.Count > 0)
        {
            yield return $"  effects: {Map(server.Effects.Select(e => (e.Key, Words(e.Value))))}";
        }

        if (server.Timeout != McpServerConfig.UsualTimeout)
        {
            yield return $"  timeout: {DurationText.Of(server.Timeout)}";
        }
    }

    private static McpServerConfig? ReadProgram(YamlNode node, YamlFields fields, YamlReader reader)
    {
        ImmutableArray<string> command =
        [
            .. (reader.Texts(node, "command", "node, /opt/mcp/index.js") ?? []).Select(t => t.Text),
        ];
        if (command.IsEmpty)
        {
            reader.Error(node, "\"command\" takes a program and its arguments: [node, /opt/mcp/index.js]");
        }

        var server = new McpServerConfig
        {
            Command = command,
            Workspace = ConfigConnections.ReadPath(fields.Take("workspace"), "workspace", reader, "~/notes"),
            Readable = ReadPaths(fields.Take("readable"), reader),
            Network = reader.Choice(fields.Take("network"), "network", s_yesOrNo) == true,
            Environment = ReadEnvironment(fields.Take("environment"), reader),
            Secrets = ReadSecrets(fields.Take("secrets"), reader),
        };
        return command.IsEmpty ? null : server;
    }

    private static McpServerConfig? ReadAddress(YamlNode node, YamlFields fields, YamlReader reader)
    {
        var (url, error) = reader.Text(node, "url") is { } text ? McpAddress.Parse(text.Text) : (null, null);
        if (error is not null)
        {
            reader.Error(node, $"\"url\": {error}");
        }

        var auth = reader.Choice(fields.Take("auth"), "auth", s_auth) ?? McpAuth.None;
        var client = reader.Text(fields.Take("client-id"), "client-id");
        if (client is not null && auth != McpAuth.OAuth)
        {
            reader.Error(client, "\"client-id\" goes with auth: oauth.");
        }

        return url is null
            ? null
            : new McpServerConfig
            {
                Url = url,
                Auth = auth,
                ClientId = client?.Text,
            };
    }

    private static ImmutableArray<string> ReadPaths(YamlNode? node, YamlReader reader) =>
        [
            .. (reader.Texts(node, "readable", "/opt/mcp") ?? [])
                .Select(t => ConfigConnections.ReadPath(t, "readable", reader, "/opt/mcp"))
                .OfType<string>(),
        ];

    private static ImmutableSortedDictionary<string, string> ReadEnvironment(YamlNode? node, YamlReader reader)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in reader.Entries(node, "environment"))
        {
            if (IsVariable(key, reader) && reader.Text(value, key.Text) is { } text)
            {
                values[key.Text] = text.Text;
            }
        }

        return values.ToImmutable();
    }

    private static ImmutableArray<string> ReadSecrets(YamlNode? node, YamlReader reader) =>
        [
            .. (reader.Texts(node, "secrets", "API_TOKEN") ?? [])
                .Where(t => IsVariable(t, reader))
                .Select(t => t.Text)
                .Distinct(),
        ];

    private static bool IsVariable(YamlScalar name, YamlReader reader)
    {
        if (Variable().IsMatch(name.Text))
        {
            return true;
        }

        reader.Error(
            name,
            $"\"{name.Text}\" is no name of an environment variable: letters, digits and _, no digit first."
        );
        return false;
    }

    private static ImmutableSortedDictionary<string, Effect> ReadEffects(YamlNode? node, YamlReader reader)
    {
        var effects = ImmutableSortedDictionary.CreateBuilder<string, Effect>(StringComparer.Ordinal);
        foreach (var (key, value) in reader.Entries(node, "effects"))
        {
            var words = value is YamlScalar { IsNull: false } one
                ? [one]
                : reader.Texts(value, key.Text, "read, sends");
            if (!McpNames.IsUsable(key.Text))
            {
                reader.Error(key, $"No tool is called so: a name takes {McpNames.Rule}.");
            }
            else if (McpEffectText.Parse((words ?? []).Select(w => w.Text)) is { } effect)
            {
                effects[key.Text] = effect;
            }
            else if (value is YamlScalar { Text: "reversible" })
            {
                reader.Error(
                    value,
                    "Nothing that an MCP server does can be taken back here. Write irreversible, or read."
                );
            }
            else
            {
                reader.Error(value, $"An effect takes {McpEffectText.Rule}: {key.Text}: [read, sends]");
            }
        }

        return effects.ToImmutable();
    }

    private static string Words(Effect effect) =>
        McpEffectText.Words(effect) is [var one] ? one : $"[{string.Join(", ", McpEffectText.Words(effect))}]";

    private static string Map(IEnumerable<(string Key, string Value)> pairs) =>
        $"{{ {string.Join(", ", pairs.Select(p => $"{YamlText.Key(p.Key)}: {p.Value}"))} }}";

    private static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(InFlow))}]";

    private static string InFlow(string text) => YamlText.Scalar(text, inFlow: true);

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
