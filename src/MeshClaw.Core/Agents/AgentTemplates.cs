using MeshClaw.Policy;

namespace MeshClaw.Core.Agents;

/// <summary>First versions of agents' files, for owners to change.</summary>
public static class AgentTemplates
{
    /// <summary>The name of the agent that the owner talks with, where no other is named.</summary>
    public const string AssistantName = "assistant";

    /// <summary>The agent that the owner talks with: made when the first model is connected.</summary>
    /// <param name="connections">What it may use.</param>
    public static string Assistant(IReadOnlyCollection<ConnectionName> connections)
    {
        ArgumentNullException.ThrowIfNull(connections);
        var tools = connections.Select(c => $"{c.Connector}.*").Distinct();
        return $"""
            ---
            name: {AssistantName}
            description: Answers what I ask, and does what I tell it to.
            connections: [{string.Join(", ", connections)}]
            tools: [{string.Join(", ", tools)}]
            autonomy: propose                 # observe, propose, act-reversibly or act
            limits: {"{"} actions-per-run: 50, deletions-per-day: 50, recipients-per-day: 20, usd-per-day: 1.00, tokens-per-run: 60000, bulk: 25 {"}"}
            ---

            """.ReplaceLineEndings("\n");
    }

    /// <summary>The agent that sorts one account's mail: made when the account is connected.</summary>
    /// <param name="connection">Such as <c>mail/work</c>.</param>
    /// <param name="name">The agent's name, which is its folder's.</param>
    public static string Inbox(ConnectionName connection, string name = "inbox") =>
        $"""
            ---
            name: {name}
            description: Sorts my mail before I wake up.
            connections: [{connection}]
            tools: [mail.*]
            when:
              - at: "06:30 on weekdays"       # or cron: "30 6 * * 1-5"; or event: mail.received
            autonomy: propose                 # observe, propose, act-reversibly or act
            limits: {"{"} actions-per-run: 300, deletions-per-day: 50, recipients-per-day: 20, usd-per-day: 0.50, tokens-per-run: 20000, bulk: 25 {"}"}
            rules:                            # the first that fits wins; what fits none stays in the inbox
              - invitations -> keep
              - newsletters -> Reading
              - build mail -> Builds
              - receipts -> Receipts
              - travel -> Travel
              - notifications -> Notifications
            ---
            Mail from people stays in the inbox.

            """.ReplaceLineEndings("\n");
}
