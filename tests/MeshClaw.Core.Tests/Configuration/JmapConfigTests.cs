using MeshClaw.Core.Configuration;
using MeshClaw.Core.Files;
using MeshClaw.Policy;

namespace MeshClaw.Core.Tests.Configuration;

public sealed class JmapConfigTests
{
    private static readonly ConnectionName s_work = new("mail/work");

    [Fact]
    public void A_server_a_login_and_what_kind_of_secret_it_takes_are_read()
    {
        var config = Assert.IsType<ConnectionConfig.Jmap>(
            Parse(
                "{ jmap: https://h.example:8443/jmap/session, user: ana, auth: token, ca-file: /c, trusted-auth-servers: [Mx.example] }"
            ).Value!.Connections[s_work]
        );

        Assert.Equal(new Uri("https://h.example:8443/jmap/session"), config.Server);
        Assert.Equal(("ana", true, "/c"), (config.User, config.Token, config.CaFile));
        Assert.Equal(["mx.example"], config.TrustedAuthServers);
    }

    [Theory]
    [InlineData("{ jmap: https://h.example }", "The key \"user\" is missing.")]
    [InlineData("{ jmap: http://h.example, user: a }", "http:// is for this machine alone")]
    [InlineData("{ jmap: https://a:b@h.example, user: a }", "holds a name or password")]
    [InlineData("{ jmap: \"https://h.example?x\", user: a }", "more than a host, a port and a path")]
    [InlineData("{ jmap: h.example, user: a }", "This is no URL")]
    [InlineData("{ jmap: https://h.example, user: a, auth: basic }", "is password or token")]
    [InlineData("{ jmap: https://h.example, user: a, imap: imaps://h.example }", "A mail connection has one of")]
    [InlineData("{ jmap: https://h.example, user: a, smtp: smtps://h.example }", "Unknown key \"smtp\"")]
    [InlineData("{ jmap: https://h.example, user: a, token: x }", "Secrets are not kept in this file")]
    public void What_is_wrong_is_told(string connection, string what)
    {
        var result = Parse(connection);

        Assert.Null(result.Value);
        Assert.Contains(result.Problems, p => p.ToString().Contains(what, StringComparison.Ordinal));
        Assert.DoesNotContain(result.Problems, p => p.ToString().Contains("a:b", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://h.example", true)]
    [InlineData("https://h.example:8443/jmap/session", false)]
    [InlineData("http://127.0.0.1:8080", true)]
    public void What_is_written_is_read_again(string server, bool token)
    {
        var wanted = new ConnectionConfig.Jmap(new Uri(server), "ana") { Token = token };

        var edit = ConfigEditor.SetConnection("", s_work, wanted);

        Assert.Contains($"jmap: {server}", edit.Text, StringComparison.Ordinal);
        Assert.Equal(wanted, ConfigFile.Parse("config.yaml", edit.Text!).Value!.Connections[s_work]);
    }

    private static FileResult<MeshClawConfig> Parse(string connection) =>
        ConfigFile.Parse("config.yaml", $"connections:\n  mail/work: {connection}\n");
}
