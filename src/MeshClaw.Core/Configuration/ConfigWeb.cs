using MeshClaw.Core.Models;
using MeshClaw.Core.Yaml;

namespace MeshClaw.Core.Configuration;

/// <summary>The <c>connections</c> of config.yaml that are of the web.</summary>
internal static class ConfigWeb
{
    private static readonly Dictionary<string, WebSearch> s_searches = new()
    {
        ["none"] = WebSearch.None,
        ["searxng"] = WebSearch.SearXng,
        ["brave"] = WebSearch.Brave,
    };

    private static readonly Dictionary<string, bool> s_yesOrNo = new() { ["true"] = true, ["false"] = false };

    /// <summary>One entry; its key's name was checked.</summary>
    public static ConnectionConfig.Web? Read(YamlScalar key, YamlNode value, YamlReader reader)
    {
        if (reader.Fields(value, key.Text) is not { } fields)
        {
            return null;
        }

        var search = reader.Choice(fields.Need("search", "searxng"), "search", s_searches);
        var insecure = reader.Choice(fields.Take("insecure"), "insecure", s_yesOrNo) == true;
        var server = fields.Take("server");
        Uri? instance = null;
        if (search == WebSearch.SearXng != server is not null && search is not null)
        {
            reader.Error(
                server ?? (YamlNode)key,
                "\"server\" is the address of a SearXNG: write it with search: searxng, and only there."
            );
        }
        else if (reader.Text(server, "server") is { } text)
        {
            (instance, var error) = ModelEndpoint.Parse(text.Text, insecure);
            if (error is not null)
            {
                reader.Error(text, $"\"server\": {error}");
            }
        }

        ConfigConnections.ReportSecrets(fields, reader);
        fields.Finish();
        return search is not { } known || (known == WebSearch.SearXng && instance is null)
            ? null
            : new ConnectionConfig.Web(known, instance) { Insecure = insecure };
    }

    /// <summary>The lines of one, but for its name.</summary>
    public static IEnumerable<(string Key, string Value)> Pairs(ConnectionConfig.Web web)
    {
        yield return ("search", s_searches.First(s => s.Value == web.Search).Key);
        if (web.Instance is { } instance)
        {
            yield return ("server", instance.AbsoluteUri.TrimEnd('/'));
        }

        if (web.Insecure)
        {
            yield return ("insecure", "true");
        }
    }
}
