using MeshClaw.Core.Configuration;
using MeshClaw.Policy;

namespace MeshClaw.Core.Tests.Configuration;

public sealed class ConfigSendingTests
{
    private static readonly ConnectionName s_work = new("mail/work");

    [Fact]
    public void An_account_says_how_it_signs_and_keeps_what_it_sends()
    {
        var read = Read(
            "from: \"Robin Vega <Robin@Corp.example>\"\n    signature: |\n      Robin\n      Vega Ltd\n    save-sent: never"
        );

        Assert.Equal(
            ("robin@corp.example", "Robin Vega", "Robin\nVega Ltd", SaveSent.Never),
            (read.From, read.FromName, read.Signature, read.SaveSent)
        );
    }

    [Fact]
    public void What_is_written_down_is_read_back()
    {
        var imap = Read("from: robin@corp.example\n    signature: \"a: b\"\n    save-sent: always");

        var text = ConfigEditor.SetConnection("", s_work, imap).Text;

        Assert.Equal(imap, ConfigFile.Parse("config.yaml", text!).Value!.Connections[s_work]); // It was just written.
    }

    [Theory]
    [InlineData("from: robin", "\"from\" takes an address")]
    [InlineData("from: \"a@b.example <robin>\"", "\"from\" takes an address")]
    [InlineData("save-sent: maybe", "\"save-sent\" takes auto, always or never.")]
    [InlineData("signature: x\n    signature-file: /etc/sig", "not both")]
    [InlineData("signature-file: sig.txt", "takes a full path")]
    public void What_it_cannot_be_is_an_error(string line, string says)
    {
        var result = ConfigFile.Parse("config.yaml", Config(line));

        Assert.Contains(result.Problems, p => p.ToString().Contains(says, StringComparison.Ordinal));
    }

    private static ConnectionConfig.Imap Read(string line)
    {
        var result = ConfigFile.Parse("config.yaml", Config(line));
        Assert.Empty(result.Problems);
        return Assert.IsType<ConnectionConfig.Imap>(result.Value!.Connections[s_work]); // It has no problems.
    }

    private static string Config(string line) =>
        $"connections:\n  mail/work:\n    imap: imaps://imap.corp.example\n    user: robin@corp.example\n    {line}\n";
}
