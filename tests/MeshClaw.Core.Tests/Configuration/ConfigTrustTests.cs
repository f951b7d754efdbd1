using MeshClaw.Core.Configuration;
using MeshClaw.Policy;

namespace MeshClaw.Core.Tests.Configuration;

public sealed class ConfigTrustTests
{
    private static readonly ConnectionName s_work = new("mail/work");

    [Theory]
    [InlineData("maildir: /m")]
    [InlineData("imap: imaps://h.example\n    user: ana")]
    [InlineData("jmap: https://h.example\n    user: ana")]
    [InlineData("gmail: ana@x.example\n    token-command: [pass, x]")]
    public void Every_kind_of_account_names_its_files_and_they_are_written_down_again(string place)
    {
        var read = ConfigFile.Parse(
            "config.yaml",
            Config(place + "\n    trust: { certificates: \"/etc/my, ca.pem\", pgp-keys: ~/keys.asc }")
        );

        Assert.Empty(read.Problems);
        var account = read.Value!.Connections[s_work]; // It has no problems.
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        Assert.Equal(new MailTrustFiles("/etc/my, ca.pem", Path.Join(home, "keys.asc")), account.Trust);
        var written = ConfigEditor.SetConnection("", s_work, account).Text!;
        Assert.Equal(account.Trust, ConfigFile.Parse("config.yaml", written).Value!.Connections[s_work].Trust);
    }

    [Fact]
    public void Without_it_the_authorities_of_the_system_count() =>
        Assert.Equal(
            MailTrustFiles.None,
            ConfigFile.Parse("config.yaml", Config("maildir: /m")).Value!.Connections[s_work].Trust
        );

    [Theory]
    [InlineData("trust: /etc/ca.pem", "4:12: \"trust\" takes keys with values.")]
    [InlineData(
        "trust: {}",
        "4:12: \"trust\" names files. Write trust: { certificates: FILE, pgp-keys: FILE }, one or both."
    )]
    [InlineData("trust: { certificates: ca.pem }", "4:28: \"certificates\" takes a full path, such as ~/corp-ca.pem.")]
    [InlineData("trust: { pgp-keys: keys.asc }", "4:24: \"pgp-keys\" takes a full path, such as ~/keys.asc.")]
    [InlineData(
        "trust: { pgp-key: /k }",
        "4:14: Unknown key \"pgp-key\". Did you mean \"pgp-keys\"? Allowed: certificates, pgp-keys."
    )]
    public void What_it_cannot_be_is_an_error_with_its_place(string line, string says)
    {
        var result = ConfigFile.Parse("config.yaml", Config("maildir: /m\n    " + line));

        Assert.Equal(
            [says],
            result.Problems.Select(p => p.ToString().Replace("config.yaml:", "", StringComparison.Ordinal))
        );
    }

    private static string Config(string lines) => $"connections:\n  mail/work:\n    {lines}\n";
}
