using System.Text.Json;
using MeshClaw.Connectors.Mail;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Tests.Mail;

public sealed class MailToolsTests
{
    [Theory]
    [InlineData("mail.send", "{}", "mail.list, mail.folders")]
    [InlineData("mail.list", "{\"foldr\":\"INBOX\"}", "folder?, cursor?, limit?, headersOnly?")]
    [InlineData("mail.list", "{\"limit\":501}", "from 1 to 500")]
    [InlineData("mail.list", "{\"limit\":\"5\"}", "whole number")]
    [InlineData("mail.list", "{\"limit\":1.5}", "whole number")]
    [InlineData("mail.list", "[]", "JSON object")]
    [InlineData("mail.list", "{", "not valid JSON")]
    [InlineData("mail.list", "{\"folder\":\"a\",\"folder\":\"b\"}", "not valid JSON")]
    [InlineData("mail.list", "{\"headersOnly\":1}", "true or false")]
    [InlineData("mail.list", "{\"folder\":7}", "a string")]
    [InlineData("mail.list", "{\"folder\":\"a\\u202Eb\"}", "does not name a folder")]
    [InlineData("mail.list", "{\"folder\":\"\\ud800\"}", "not")]
    [InlineData("mail.move", "{\"folder\":\"INBOX\",\"id\":\"1\",\"version\":\"1\"}", "needs the argument 'to'")]
    [InlineData("mail.move", "{\"folder\":\"inbox\",\"id\":\"1\",\"version\":\"1\",\"to\":\"Inbox\"}", "already")]
    [InlineData("mail.delete", "{\"folder\":\"INBOX\",\"id\":\"\",\"version\":\"1\"}", "not empty")]
    [InlineData(
        "mail.flag",
        "{\"folder\":\"INBOX\",\"id\":\"1\",\"version\":\"1\",\"add\":[\"deleted\"]}",
        "seen, flagged, answered"
    )]
    [InlineData("mail.flag", "{\"folder\":\"INBOX\",\"id\":\"1\",\"version\":\"1\"}", "needs marks")]
    [InlineData(
        "mail.flag",
        "{\"folder\":\"INBOX\",\"id\":\"1\",\"version\":\"1\",\"add\":[\"seen\"],\"remove\":[\"seen\"]}",
        "none in both"
    )]
    [InlineData("mail.search", "{\"text\":\" \"}", "not blank")]
    public void Bad_arguments_are_told_what_is_allowed(string tool, string arguments, string words)
    {
        var failure = Assert.Throws<ToolException>(() => MailRequest.Parse(new ToolName(tool), arguments));

        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Schemas_name_every_argument_and_no_other()
    {
        var list = MailTools.Definitions.Single(t => t.Name == MailTools.Move);
        using var schema = JsonDocument.Parse(list.Schema);

        Assert.Equal(
            ["folder", "id", "version", "to"],
            schema.RootElement.GetProperty("properties").EnumerateObject().Select(p => p.Name)
        );
        Assert.Equal(4, schema.RootElement.GetProperty("required").GetArrayLength());
        Assert.False(schema.RootElement.GetProperty("additionalProperties").GetBoolean());
    }

    [Fact]
    public void Effects_are_what_the_tools_do()
    {
        var effects = MailTools.Definitions.ToDictionary(t => t.Name.Value, t => t.Effect);

        Assert.All(
            ["mail.list", "mail.folders", "mail.read", "mail.search"],
            name => Assert.True(effects[name].IsPureRead)
        );
        Assert.All(
            ["mail.move", "mail.archive", "mail.flag"],
            name => Assert.Equal(new Effect(EffectClass.Reversible), effects[name])
        );
        Assert.Equal(new Effect(EffectClass.Reversible, EffectTraits.Destroys), effects["mail.delete"]);
    }

    [Fact]
    public void A_folder_whose_name_is_broken_is_for_nothing() =>
        Assert.Equal(MailFolderUse.None, MailFolderName.UseByName("\ud800", "MeshClaw Holding"));

    [Theory]
    [InlineData("Papierkorb", MailFolderUse.Trash)]
    [InlineData("Gelo\u0308scht", MailFolderUse.Trash)] // decomposed, as macOS writes it
    [InlineData("Ｔｒａｓｈ", MailFolderUse.Trash)]
    [InlineData("deleted_items", MailFolderUse.Trash)]
    [InlineData("Archive/Trash.", MailFolderUse.Trash)]
    [InlineData("Recycle Bin", MailFolderUse.Trash)]
    [InlineData("Junk-E-Mail", MailFolderUse.Junk)]
    [InlineData("Trashy novels", MailFolderUse.None)]
    [InlineData("INBOX/Trash", MailFolderUse.Trash)]
    [InlineData("Корзина", MailFolderUse.Trash)]
    [InlineData("work/SPAM", MailFolderUse.Junk)]
    [InlineData("Archives/2026", MailFolderUse.Archive)]
    [InlineData("INBOX/MeshClaw Holding", MailFolderUse.Holding)]
    [InlineData("Trashy", MailFolderUse.None)]
    public void Folders_are_known_by_name_in_several_languages(string name, MailFolderUse use) =>
        Assert.Equal(use, MailFolderName.UseByName(name, "MeshClaw Holding"));

    [Fact]
    public void An_account_names_all_its_faults_at_once()
    {
        var account = new MailAccount
        {
            Connection = new ConnectionName("calendar/x"),
            Imap = new Uri("http://me:pw@host"),
            MaildirPath = "relative",
            HoldingFolder = "inbox",
            CertificateSha256 = "12",
        };

        Assert.Equal(8, account.Validate().Count);
        Assert.Throws<ConnectorException>(() => MailConnectorFactory.Create(account, null));
    }
}
