using MeshClaw.Cli.Commands;

namespace MeshClaw.Cli.Tests.Commands;

public sealed class MailSearchCommandTests
{
    [Theory]
    [InlineData("invoice from:ana", "invoice", "from:ana")]
    [InlineData("\"project plan\" is:unread", "project plan", "is:unread")]
    [InlineData("boat from:ana -draft", "boat from:ana -draft")]
    [InlineData("budget -draft", "budget -draft")]
    [InlineData("\"project plan\" 2026", "\"project plan\" 2026")]
    [InlineData("in:\"Sent Items\" offer", "in:Sent Items", "offer")]
    [InlineData("from:ana invoice", "from:ana invoice")]
    [InlineData("")]
    public void Arguments_are_a_query_whatever_the_shell_made_of_its_quotes(string query, params string[] arguments) =>
        Assert.Equal(query, MailSearchCommand.QueryOf(arguments));
}
