using MeshClaw.Core.Configuration;
using MeshClaw.Policy;

namespace MeshClaw.Core.Tests.Configuration;

public sealed class ConfigChatTests
{
    private static readonly ConnectionName s_work = new("chat/work");

    [Fact]
    public void What_is_written_is_read_back()
    {
        var chat = new ConnectionConfig.Chat("T0ACME00001", "U0OWNER001")
        {
            Watch = ["C0DEPLOYS1", "G0PLANS001"],
            Root = new Uri("http://127.0.0.1:8080/api/"),
        };

        var text = ConfigEditor.SetConnection("", s_work, chat).Text!; // It is a good one.

        var read = Assert.IsType<ConnectionConfig.Chat>(ConfigFile.Parse("c", text).Value!.Connections[s_work]);
        Assert.Equal(chat with { Watch = read.Watch }, read);
        Assert.Equal(chat.Watch.AsEnumerable(), read.Watch);
    }

    [Theory]
    [InlineData("slack: acme", "by their ids")]
    [InlineData("slack: T0ACME00001/acme", "by their ids")]
    [InlineData("watch: [C0DEPLOYS1]", "slack")]
    [InlineData("{ slack: T0ACME/U0OWNER, watch: [general] }", "is no channel's id")]
    [InlineData("{ slack: T0ACME/U0OWNER, watch: [C0A, C0A] }", "there twice")]
    [InlineData("{ slack: T0ACME/U0OWNER, token: xoxp-1 }", "Secrets are not kept in this file")]
    [InlineData("{ slack: T0ACME/U0OWNER, root: \"http://slack.example/\" }", "not encrypted")]
    [InlineData("{ slack: T0ACME/U0OWNER, teams: x }", "teams")]
    public void What_is_wrong_is_said(string entry, string says)
    {
        var result = ConfigFile.Parse("c", $"connections:\n  chat/work:\n    {entry}\n");

        Assert.Null(result.Value);
        Assert.Contains(result.Problems, p => p.Message.Contains(says, StringComparison.Ordinal));
        Assert.DoesNotContain(result.Problems, p => p.Message.Contains("xoxp", StringComparison.Ordinal));
    }
}
