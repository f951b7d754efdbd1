using MeshClaw.Core.Mail;
using MeshClaw.Models.Triage;

namespace MeshClaw.Models.Tests.Triage;

public sealed class FolderUseTests
{
    [Theory]
    [InlineData("Snoozed")]
    [InlineData("snoozed")]
    [InlineData("INBOX/Snoozed")]
    [InlineData("MeshClaw Holding")]
    public void What_the_gateway_put_there_is_no_habit_of_the_owner(string name) =>
        Assert.Equal(FolderUse.Kind.Other, Of(name));

    [Theory]
    [InlineData("Reading")]
    [InlineData("Snoozed by Ana")]
    [InlineData("Projects/Snoozed")] // The owner's own of that name.
    [InlineData("Snoozed/Old")]
    public void What_the_owner_filed_is_one(string name) => Assert.Equal(FolderUse.Kind.Filing, Of(name));

    [Fact]
    public void What_a_server_says_counts_before_the_name() =>
        Assert.Equal(FolderUse.Kind.Archive, FolderUse.Of(new MailFolderInfo("Snoozed", "\\Archive", 0, 0)));

    private static FolderUse.Kind Of(string name) => FolderUse.Of(new MailFolderInfo(name, null, 0, 0));
}
