namespace MeshClaw.Core.Tests.Agents;

public sealed class AgentFileSkillsTests
{
    private const string Head = "---\nname: inbox\ndescription: x\nconnections: [mail/work]\ntools: [mail.*]\n";

    [Theory]
    [InlineData("", "")]
    [InlineData("skills: []\n", "")]
    [InlineData("skills: [inbox-triage, travel-*]\n", "inbox-triage travel-*")]
    public void Skills_are_those_that_are_named(string line, string skills) =>
        Assert.Equal(
            skills.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            AgentFiles.Parse($"{Head}{line}---\n").Value!.Skills // It has no errors.
        );

    [Theory]
    [InlineData("*")]
    [InlineData("../secret")]
    [InlineData("Inbox")]
    [InlineData("a, a")]
    [InlineData("*-notes")]
    public void What_is_no_name_is_an_error_with_its_line(string names)
    {
        var result = AgentFiles.Parse(
            $"{Head}skills: [{names.Replace("*", "\"*\"", StringComparison.Ordinal)}]\n---\n"
        );

        Assert.Null(result.Value);
        Assert.All(result.Errors, e => Assert.Equal(6, e.Line));
    }
}
