using System.CommandLine;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>policy explain AGENT|ACTION</c></summary>
internal sealed class PolicyExplainCommand : CliCommand
{
    private readonly Argument<string> _subject = new("AGENT|ACTION")
    {
        Description = "An agent, or an action as in: meshclaw timeline",
    };

    public PolicyExplainCommand(CliContext context)
        : base(
            context,
            "explain",
            "Says what an agent may do and why, or why an action is decided as it is.",
            "meshclaw policy explain inbox",
            "meshclaw policy explain a12"
        ) => Add(_subject);

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var subject = scope.Arguments.GetRequiredValue(_subject);
        var found = await session.Client.ExplainPolicyAsync(subject, cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(found, ProtocolJson.Default.PolicyExplanation);
        }
        else if (found.Agent is { } agent)
        {
            Write(scope.Screen, agent);
        }
        else if (found.Action is { } action)
        {
            Write(scope.Screen, action);
        }

        return ExitCode.Done;
    }

    private static void Write(Screen screen, AgentPolicy agent)
    {
        var rows = agent.Values.Select(v =>
            new[] { v.Name, v.Value, v.NarrowedFrom is null ? v.From : $"narrowed from {v.NarrowedFrom} by {v.From}" }
        );
        Listing.Write(screen, ["what", "holds", "from"], rows, "It may do nothing.");
        screen.Output.WriteLine();
        Listing.Write(
            screen,
            ["rule", "says", "why"],
            agent.Rules.Select(r => new[] { r.Id, r.Verb, r.Why ?? "" }),
            "No rule of policy is about it."
        );
    }

    private static void Write(Screen screen, ActionPolicy action)
    {
        var entry = action.Entry;
        WriteWrapped(screen, $"{entry.Id}  {entry.Tool}  {entry.Title}  ({entry.Agent}, {entry.Run})");
        WriteWrapped(screen, $"Then: {entry.State}. {entry.Explanation}");
        if (action.Verdict is null)
        {
            screen.Output.WriteLine("It is from before calls were kept whole, so it cannot be decided again.");
            return;
        }

        screen.Output.WriteLine($"Now:  {Sanitize.Line(action.Verdict)}");
        screen.Output.WriteLine();
        Listing.Write(
            screen,
            ["rule", "says", "because"],
            action.Reasons.Select(r => new[] { r.Rule, r.Verdict, r.Sentence }),
            "No rule speaks."
        );
        screen.Output.WriteLine();
        Listing.Write(
            screen,
            ["rule of policy", "says", "about it", "conditions"],
            action.Rules.Select(r =>
                new[]
                {
                    r.Id,
                    r.Verb,
                    r.Matches == true ? "yes" : "no",
                    string.Join(", ", r.Conditions.Select(c => $"{c.Key} {c.Value}")),
                }
            ),
            "There is no rule of policy."
        );
    }

    private static void WriteWrapped(Screen screen, string text)
    {
        foreach (var line in Columns.Wrap(Sanitize.Line(text), screen.Traits.Width))
        {
            screen.Output.WriteLine(line);
        }
    }
}
