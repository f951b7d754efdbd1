using MeshClaw.Core.Configuration;

namespace MeshClaw.Core.Tests.Configuration;

public sealed class ConfigSignInTests
{
    private const string All = """
        connections:
          mail/gmail:
            gmail: ANA@Corp.example
            oauth: { provider: google, client-id: 12-ab.apps.googleusercontent.com }
          mail/office:
            imap: imaps://outlook.office365.com
            user: ana@corp.example
            oauth:
              provider: microsoft
              client-id: 11111111-2222-3333-4444-555555555555
          mail/other:
            gmail: ana@other.example
            token-command: [oama, access, "ana, the other"]

        """;

    [Fact]
    public void Accounts_say_how_they_are_signed_in_to()
    {
        var result = ConfigFile.Parse("config.yaml", All);

        Assert.Empty(result.Problems);
        Assert.Equal<ConnectionConfig>(
            [
                new ConnectionConfig.Gmail(
                    "ana@corp.example",
                    new SignIn.OAuth("google", "12-ab.apps.googleusercontent.com")
                ),
                new ConnectionConfig.Imap(new MailServer("imaps", "outlook.office365.com", 993), "ana@corp.example")
                {
                    SignIn = new SignIn.OAuth("microsoft", "11111111-2222-3333-4444-555555555555"),
                },
                new ConnectionConfig.Gmail(
                    "ana@other.example",
                    new SignIn.TokenCommand(["oama", "access", "ana, the other"])
                ),
            ],
            result.Value!.Connections.OrderBy(c => c.Key.Value, StringComparer.Ordinal).Select(c => c.Value)
        );
    }

    [Fact]
    public void What_is_written_is_read_back_the_same()
    {
        var config = ConfigFile.Parse("config.yaml", All).Value!;
        var text = "";
        foreach (var (name, connection) in config.Connections)
        {
            text = ConfigEditor.SetConnection(text, name, connection).Text!;
        }

        Assert.Equal(
            config.Connections.OrderBy(c => c.Key.Value),
            ConfigFile.Parse("config.yaml", text).Value!.Connections.OrderBy(c => c.Key.Value)
        );
    }

    [Theory]
    [InlineData("gmail: a@x.example", "\"gmail\" needs \"oauth\" (provider and client-id) or \"token-command\".")]
    [InlineData("gmail: a@x.example, oauth: { provider: yahoo, client-id: x }", "takes one of: google, microsoft.")]
    [InlineData("gmail: a@x.example, oauth: { provider: microsoft, client-id: x }", "is signed in to at google.")]
    [InlineData("gmail: a@x.example, oauth: { provider: google }", "The key \"client-id\" is missing.")]
    [InlineData("gmail: ana, token-command: [x]", "\"ana\" is no mail address.")]
    [InlineData("gmail: a@x.example, token-command: []", "takes a program and its arguments")]
    [InlineData("gmail: a@x.example, token-command: [x], oauth: {}", "takes one of \"oauth\"")]
    [InlineData("gmail: a@x.example, maildir: /m, token-command: [x]", "has one of")]
    [InlineData("maildir: /m, token-command: [x]", "Unknown key \"token-command\".")]
    [InlineData(
        "gmail: a@x.example, oauth: { provider: google, client-id: x, client-secret: hunter2 }",
        "Secrets are not kept in this file. Remove \"client-secret\""
    )]
    public void What_cannot_be_is_said(string entry, string words)
    {
        var result = ConfigFile.Parse("config.yaml", $"connections:\n  mail/a: {{ {entry} }}\n");

        Assert.Null(result.Value);
        Assert.Contains(result.Problems, p => p.ToString().Contains(words, StringComparison.Ordinal));
        Assert.DoesNotContain(result.Problems, p => p.ToString().Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public void A_command_is_the_same_by_its_words() =>
        Assert.Equal<ConnectionConfig>(
            new ConnectionConfig.Gmail("a@x.example", new SignIn.TokenCommand(["a", "b"])),
            new ConnectionConfig.Gmail("a@x.example", new SignIn.TokenCommand(["a", "b"]))
        );
}
