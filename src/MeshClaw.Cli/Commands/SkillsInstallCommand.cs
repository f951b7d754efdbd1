using System.CommandLine;
using MeshClaw.Cli.Skills;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>skills install PATH</c></summary>
internal sealed class SkillsInstallCommand : CliCommand
{
    private readonly Argument<string> _path = new("PATH")
    {
        Description = "A folder with a SKILL.md, or a zip file of one. A clone's .git stays behind.",
    };
    private readonly Option<string?> _agent = new("--agent")
    {
        Description = "For this agent alone; for all that name it where left out.",
        HelpName = "A",
    };
    private readonly SkillConsent _consent = new();

    public SkillsInstallCommand(CliContext context)
        : base(
            context,
            "install",
            "Shows what a skill can run, reach and read, and installs it on your yes.",
            "meshclaw skills install ./pdf-processing",
            "meshclaw skills install ~/Downloads/pdf-processing.zip --agent papers"
        )
    {
        Add(_path);
        Add(_agent);
        foreach (var option in _consent.Options)
        {
            Add(option);
        }
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(true, cancellationToken).ConfigureAwait(false);
        var agent = scope.Arguments.GetValue(_agent);
        var request = new SkillStageRequest
        {
            Path = Path.GetFullPath(scope.Arguments.GetRequiredValue(_path)),
            Agent = agent,
        };
        var skill = await session.Client.StageSkillAsync(request, cancellationToken).ConfigureAwait(false);
        return await _consent.AskAsync(scope, session.Client, skill, agent, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary><c>skills review NAME</c></summary>
internal sealed class SkillsReviewCommand : SkillCommand
{
    private readonly SkillConsent _consent = new();

    public SkillsReviewCommand(CliContext context)
        : base(
            context,
            "review",
            "Shows what changed in a skill since your yes, and asks anew.",
            "meshclaw skills review pdf-processing",
            "meshclaw skills review pdf-processing --network"
        )
    {
        foreach (var option in _consent.Options)
        {
            Add(option);
        }
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var agent = AgentOf(scope);
        var skill = await session
            .Client.ReviewSkillAsync(NameOf(scope), agent, cancellationToken)
            .ConfigureAwait(false);
        return await _consent.AskAsync(scope, session.Client, skill, agent, cancellationToken).ConfigureAwait(false);
    }
}
