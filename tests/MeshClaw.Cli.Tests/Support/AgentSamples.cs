using MeshClaw.Protocol;

namespace MeshClaw.Cli.Tests.Support;

/// <summary>What a gateway answers of agents that are made and tried.</summary>
internal static class AgentSamples
{
    public const string Text = "---\nname: sorter\nautonomy: propose\n---\nSort.\n";

    public static AgentDraftResponse Draft { get; } =
        new()
        {
            Name = "sorter",
            Text = Text,
            Can = ["reads mail/work; may move; cannot send or delete", "asks you before each change"],
            Missing = [new AgentMissing("deployments", "This version has nothing to connect as deployments.")],
            Questions = [],
            Notes = ["\"every morning\" was read as every day at 07:00."],
            Problems = [],
        };

    public static AgentTestResponse Test { get; } =
        new()
        {
            Agent = "inbox",
            Since = Samples.Now.AddDays(-1),
            Until = Samples.Now,
            Starts = [new AgentTestStart(Samples.Now.AddHours(-1), "06:30 on weekdays")],
            Messages = 12,
            InInbox = 9,
            Calls =
            [
                Call("ask", "mail.move", "It asks."),
                Call("ask", "mail.move", "It asks."),
                Call("deny", "mail.send", "No agent may send."),
            ],
            Left = 2,
            Reply = "All is sorted.\u001b[2J",
            Usage = new TurnUsageDto(1200, 80, 0, null),
            Notes = ["The model used its 20000 tokens."],
        };

    private static AgentTemplateResponse Template { get; } =
        new("brief", "Tells me what matters.", ["mail", "calendar"], ["07:00 on weekdays"], ["calendar"], Text);

    public static void Fill(FakeGateway gateway)
    {
        var json = ProtocolJson.Default;
        gateway.Answer("GET /v1/agent-templates", [Template], json.IReadOnlyListAgentTemplateResponse);
        gateway.Answer("POST /v1/agent-drafts", Draft, json.AgentDraftResponse);
        gateway.Answer("POST /v1/agents/inbox/test", Test, json.AgentTestResponse);
    }

    private static AgentTestCall Call(string verdict, string tool, string explanation) =>
        new("mail/work", tool, "News \u001b[2J: Issue 1", "{}", "a newsletter", verdict, explanation);
}
