using System.CommandLine;
using MeshClaw.Cli.Skills;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>skills list</c></summary>
internal sealed class SkillsListCommand(CliContext context)
    : CliCommand(context, "list", "Lists the skills.", "meshclaw skills list", "meshclaw skills list --json")
{
    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var skills = await session.Client.ListSkillsAsync(cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(skills, ProtocolJson.Default.IReadOnlyListSkillResponse);
            return ExitCode.Done;
        }

        Write(scope, skills);
        return ExitCode.Done;
    }

    internal static void Write(CommandScope scope, IReadOnlyList<SkillResponse> skills)
    {
        var rows = skills.Select(s =>
            new[]
            {
                s.Name,
                s.Agent ?? s.Place,
                SkillCard.StateOf(s),
                s.UsedBy.Count == 0 ? "–" : string.Join(", ", s.UsedBy),
                s.Description,
            }
        );
        Listing.Write(
            scope.Screen,
            ["skill", "from", "state", "used by", "what it says it does"],
            rows,
            "There are none."
        );
        foreach (var problem in skills.Where(s => s.State == "broken").SelectMany(s => s.Problems))
        {
            scope.Screen.Note(problem);
        }
    }
}

/// <summary>A command about one skill.</summary>
internal abstract class SkillCommand : CliCommand
{
    private readonly Argument<string> _name = new("NAME")
    {
        Description = "The skill's name, as in: meshclaw skills list",
    };
    private readonly Option<string?> _agent = new("--agent")
    {
        Description = "The one that lies with this agent alone.",
        HelpName = "A",
    };

    protected SkillCommand(CliContext context, string verb, string description, params string[] examples)
        : base(context, verb, description, examples)
    {
        Add(_name);
        Add(_agent);
    }

    protected string NameOf(CommandScope scope) => scope.Arguments.GetRequiredValue(_name);

    protected string? AgentOf(CommandScope scope) => scope.Arguments.GetValue(_agent);
}

/// <summary><c>skills show NAME</c></summary>
internal sealed class SkillsShowCommand(CliContext context)
    : SkillCommand(
        context,
        "show",
        "Shows a skill: what it can run, reach and read, and its text.",
        "meshclaw skills show inbox-triage"
    )
{
    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var skill = await session
            .Client.ReviewSkillAsync(NameOf(scope), AgentOf(scope), cancellationToken)
            .ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(skill, ProtocolJson.Default.SkillReviewResponse);
        }
        else
        {
            new SkillCard(scope.Screen).Show(skill with { Changes = [] }, whole: true);
        }

        return ExitCode.Done;
    }
}

/// <summary><c>skills remove NAME</c></summary>
internal sealed class SkillsRemoveCommand : SkillCommand
{
    private readonly Option<bool> _yes = new("--yes") { Description = "Without asking." };

    public SkillsRemoveCommand(CliContext context)
        : base(context, "remove", "Takes a skill and your yes to it away.", "meshclaw skills remove pdf-processing") =>
        Add(_yes);

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var name = NameOf(scope);
        if (!scope.Arguments.GetValue(_yes))
        {
            if (!scope.Interactive)
            {
                scope.Screen.Note("Nothing was removed. Say --yes to remove it without being asked.");
                return ExitCode.Waiting;
            }

            var prompt = $"Remove {Screen.Safe(name)} with all its files? [[y]] yes  [[n]] no";
            if (await scope.Screen.AskAsync(prompt, "yn", cancellationToken).ConfigureAwait(false) != 'y')
            {
                scope.Screen.Note("Nothing was removed.");
                return ExitCode.Done;
            }
        }

        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var left = await session.Client.RemoveSkillAsync(name, AgentOf(scope), cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(left, ProtocolJson.Default.IReadOnlyListSkillResponse);
        }
        else
        {
            scope.Screen.Note($"{name} is removed.");
        }

        return ExitCode.Done;
    }
}
