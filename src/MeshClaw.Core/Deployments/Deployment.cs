using System.Collections.Immutable;
using MeshClaw.Policy;

namespace MeshClaw.Core.Deployments;

/// <summary>What can be deployed and where: a workflow and environment, a rollout, an application.</summary>
/// <param name="Connection">Which connection, such as <c>deployments/shop</c>.</param>
/// <param name="Id">Names it within the connection for good, as tools and rules write it: <c>deploy.yml@production</c>, <c>web/checkout</c>.</param>
/// <param name="Environment">The environment's name, in lower case: <c>production</c>. Empty where the platform has none.</param>
/// <param name="IsProduction">Whether the owner counts it as production; where they did not say, by its name.</param>
/// <param name="Platform"><c>github</c>, <c>gitlab</c>, <c>kubernetes</c>, <c>argocd</c>, <c>hook</c> or <c>recipe</c>.</param>
public sealed record DeployTarget(
    ConnectionName Connection,
    string Id,
    string Environment,
    bool IsProduction,
    string Platform
);

/// <summary>One deployment, build or rollout as its platform shows it. What people wrote (branch, message, author) is third-party text.</summary>
public sealed record Deployment
{
    /// <summary>Of what.</summary>
    public required DeployTarget Target { get; init; }

    /// <summary>The platform's id of it within its connection: for good, and what tools name.</summary>
    public required string Id { get; init; }

    /// <summary>How it stands.</summary>
    public required DeploymentState State { get; init; }

    /// <summary>What is deployed: a commit, tag or image digest; empty where the platform does not say.</summary>
    public string Version { get; init; } = "";

    /// <summary>The branch or tag that it was started from.</summary>
    public string Branch { get; init; } = "";

    /// <summary>The first line of its commit's message, or its title.</summary>
    public string Title { get; init; } = "";

    /// <summary>Who started or wrote it.</summary>
    public string Author { get; init; } = "";

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it began to run, UTC; null before.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended, UTC; null before.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Where people see it; null where nowhere.</summary>
    public Uri? Page { get; init; }

    /// <summary>Of rollouts: how many of the wanted instances are ready; null where that means nothing.</summary>
    public (int Ready, int Wanted)? Instances { get; init; }

    /// <summary>The platform's own word for its state or reason: <c>ImagePullBackOff</c>. At most 100 characters.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The key that whoever started it gave, where the platform keeps it: how a start is found again after a crash.</summary>
    public string? Key { get; init; }
}

/// <summary>How a deployment stands.</summary>
public enum DeploymentState
{
    /// <summary>Was asked for, and has not begun.</summary>
    Queued,

    /// <summary>Waits for somebody's approval.</summary>
    Waiting,

    /// <summary>Under way.</summary>
    Running,

    /// <summary>Went well.</summary>
    Succeeded,

    /// <summary>Failed.</summary>
    Failed,

    /// <summary>Was called off.</summary>
    Cancelled,
}

/// <summary>A commit between what runs and what would run.</summary>
/// <param name="Id">Its hash.</param>
/// <param name="Author">Who wrote it: third-party text.</param>
/// <param name="Title">The first line of its message: third-party text.</param>
/// <param name="At">When, UTC.</param>
public sealed record DeployedCommit(string Id, string Author, string Title, DateTimeOffset At);

/// <summary>One check of a commit.</summary>
/// <param name="Name">Its name: third-party text.</param>
/// <param name="State">How it stands.</param>
public sealed record DeployCheck(string Name, DeploymentState State);

/// <summary>What stands between what runs and what would.</summary>
/// <param name="From">The version that runs; empty where none does or nobody can tell.</param>
/// <param name="To">The version that would.</param>
/// <param name="Commits">The newest first, at most 250.</param>
/// <param name="More">Whether there are more commits.</param>
/// <param name="Files">Paths that change, at most 300: third-party text.</param>
/// <param name="Checks">Checks of <paramref name="To"/>.</param>
/// <param name="Patch">Lines of the change itself where the platform gives them, at most 2,000; empty where not. Third-party text.</param>
public sealed record DeploymentDiff(
    string From,
    string To,
    ImmutableArray<DeployedCommit> Commits,
    bool More,
    ImmutableArray<string> Files,
    ImmutableArray<DeployCheck> Checks,
    ImmutableArray<string> Patch
);

/// <summary>The end of a log, cleaned of escape codes and control characters. Third-party text.</summary>
/// <param name="Lines">The last lines, those with errors first wanted: at most as many as were asked for.</param>
/// <param name="IsCut">Whether there was more before them.</param>
public sealed record DeploymentLog(ImmutableArray<LogLine> Lines, bool IsCut);

/// <summary>A line of a log.</summary>
/// <param name="Step">The step, job or container that wrote it.</param>
/// <param name="Number">Its number in that log, from 1; 0 where it is not known.</param>
/// <param name="Text">At most 500 characters.</param>
/// <param name="IsError">Whether it looks like an error.</param>
public sealed record LogLine(string Step, int Number, string Text, bool IsError);
