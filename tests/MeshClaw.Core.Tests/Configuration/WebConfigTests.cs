using MeshClaw.Core.Configuration;
using MeshClaw.Policy;

namespace MeshClaw.Core.Tests.Configuration;

public sealed class WebConfigTests
{
    private static readonly ConnectionName s_name = new("web/search");

    public static TheoryData<ConnectionConfig.Web> Kinds =>
        [
            new ConnectionConfig.Web(WebSearch.None, null),
            new ConnectionConfig.Web(WebSearch.Brave, null),
            new ConnectionConfig.Web(WebSearch.SearXng, new Uri("https://search.example/x")),
            new ConnectionConfig.Web(WebSearch.SearXng, new Uri("http://10.0.0.2:8080")),
            new ConnectionConfig.Web(WebSearch.SearXng, new Uri("http://search.example")) { Insecure = true },
        ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_written_is_read_back_to_the_same(ConnectionConfig.Web web)
    {
        var edit = ConfigEditor.SetConnection("# mine\n", s_name, web);

        Assert.Null(edit.Refusal);
        Assert.StartsWith("# mine\n", edit.Text, StringComparison.Ordinal);
        Assert.Equal(web, ConfigFile.Parse("config.yaml", edit.Text!).Value!.Connections[s_name]);
    }

    [Theory]
    [InlineData("{}", "search")]
    [InlineData("{ search: google }", "none, searxng, brave")]
    [InlineData("{ search: searxng }", "server")]
    [InlineData("{ search: brave, server: \"https://a.example\" }", "server")]
    [InlineData("{ search: searxng, server: \"http://a.example\" }", "not encrypted")]
    [InlineData("{ search: searxng, server: \"https://a:b@a.example\" }", "https://HOST")]
    [InlineData("{ search: brave, api-key: x }", "Secrets are not kept")]
    [InlineData("{ search: none, user: x }", "user")]
    public void What_makes_no_sense_is_an_error(string entry, string said)
    {
        var result = ConfigFile.Parse("config.yaml", $"connections:\n  web/search: {entry}\n");

        Assert.Null(result.Value);
        Assert.Contains(result.Problems, p => p.Message.Contains(said, StringComparison.Ordinal));
    }
}
