using MeshClaw.Core.Agents.Drafting;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Core.Tests.Agents.Drafting;

public class AgentTemplateTests
{
    public static TheoryData<string> Names => [.. AgentTemplate.All.Select(t => t.Name)];

    [Fact]
    public void Those_that_were_promised_are_there() =>
        Assert.Equal(["inbox", "deployments", "calendar", "brief", "travel"], AgentTemplate.All.Select(t => t.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_makes_an_agent_on_a_home_with_mail_alone(string name)
    {
        var drafting = Wishes.Draft(new AgentWish { Template = name }, "mail/work");

        var agent = Wishes.Agent(drafting, "mail/work");
        Assert.Equal(["mail/work"], agent.Grant.Connections.Select(c => c.Value));
        Assert.Contains("mail.read", agent.Grant.Tools);
        Assert.NotEmpty(agent.When);
        Assert.True(agent.Instructions.Length > 400, agent.Instructions);
        Assert.True(agent.Grant.Autonomy <= Autonomy.Propose);
        Assert.DoesNotContain("mail.send", agent.Grant.Tools);
        Assert.DoesNotContain("mail.delete", agent.Grant.Tools);
        var missing = AgentTemplate.Find(name)!.Connectors.Where(c => c != "mail");
        Assert.Equal(missing.Order(), drafting.Missing.Select(m => m.Connector).Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_names_what_it_takes_from_others_as_no_order(string name) =>
        Assert.Contains("no order", AgentTemplate.Find(name)!.Text, StringComparison.Ordinal);

    [Fact]
    public void A_name_that_is_none_is_asked_for()
    {
        var drafting = Wishes.Draft(new AgentWish { Template = "inboxx" }, "mail/work");

        Assert.Contains("Did you mean \"inbox\"?", drafting.Questions[0].Text, StringComparison.Ordinal);
    }
}
