using System.Collections.Immutable;
using MeshClaw.Core.Deployments;

namespace MeshClaw.Connectors.Deployments.Platforms;

/// <summary>
/// What deploys: GitHub, GitLab, Kubernetes, Argo CD, or the owner's own recipe. What is not there is null; what the platform refuses is a
/// <see cref="PlatformRefusedException"/>, and then nothing happened; anything else that goes wrong is a
/// <see cref="Core.Connectors.ConnectorException"/>, after which nothing is known. Tries no write twice. Honours the platform's own limits: ETags, Retry-After, rate limits.
/// </summary>
internal interface IDeploymentPlatform : IAsyncDisposable
{
    /// <summary><c>github</c>, <c>gitlab</c>, <c>kubernetes</c>, <c>argocd</c> or <c>recipe</c>.</summary>
    string Name { get; }

    /// <summary>What it can do.</summary>
    PlatformTraits Traits { get; }

    /// <summary>Tries the credentials and says whose they are. Changes nothing.</summary>
    Task<PlatformAccount> CheckAsync(CancellationToken cancellationToken);

    /// <summary>What can be deployed, at most 200.</summary>
    Task<IReadOnlyList<DeployTarget>> TargetsAsync(CancellationToken cancellationToken);

    /// <summary>Deployments, the newest first.</summary>
    /// <param name="target">Of what; null for all.</param>
    /// <param name="limit">At most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<IReadOnlyList<Deployment>> ListAsync(string? target, int limit, CancellationToken cancellationToken);

    /// <summary>One, as it is now.</summary>
    Task<Deployment?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>The end of its log: failed steps first. Reads no more than it needs of a long one.</summary>
    Task<DeploymentLog> LogAsync(string id, int lines, CancellationToken cancellationToken);

    /// <summary>What stands between what runs and what would.</summary>
    /// <param name="target">Of what.</param>
    /// <param name="version">What would; null for the newest.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<DeploymentDiff> DiffAsync(string target, string? version, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a change. The key stands in what is made wherever the platform keeps such a thing (a run's name, a payload, an annotation), so that it is
    /// found again.
    /// </summary>
    /// <returns>The deployment that it made or moved; null where the platform does not say yet: then it is looked for by its key.</returns>
    Task<Deployment?> ChangeAsync(PlatformChange change, CancellationToken cancellationToken);

    /// <summary>The deployment that a key made, among those made since; null where there is none.</summary>
    Task<Deployment?> FindByKeyAsync(
        string target,
        string key,
        DateTimeOffset since,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Tells of deployments as they change, beginning with how all stand now, until cancelled. Watches where the platform can, and asks with ETags and its
    /// own pace where it cannot; survives what comes and goes (410 Gone, time-outs). Throws where the platform is away: the caller waits and begins anew.
    /// </summary>
    IAsyncEnumerable<Deployment> WatchAsync(CancellationToken cancellationToken);
}

/// <summary>What a platform can do.</summary>
/// <param name="Watches">It tells of changes by itself.</param>
/// <param name="Starts">Deployments can be started.</param>
/// <param name="Promotes">What runs in one environment can be brought into another.</param>
/// <param name="Approves">Waiting ones can be approved.</param>
/// <param name="RollsBack">An earlier version can be brought back.</param>
/// <param name="KeepsKeys">What is started carries its key.</param>
internal sealed record PlatformTraits(
    bool Watches,
    bool Starts,
    bool Promotes,
    bool Approves,
    bool RollsBack,
    bool KeepsKeys
);

/// <summary>Whose credentials.</summary>
/// <param name="Name">The account's name there.</param>
/// <param name="Where">The project, cluster or repository, for people.</param>
internal sealed record PlatformAccount(string Name, string Where);

/// <summary>A change that was allowed.</summary>
/// <param name="Deed">What.</param>
/// <param name="Target">Of what.</param>
/// <param name="Version">The version to deploy or to bring back, exactly; null where the deed needs none.</param>
/// <param name="Deployment">The id of what is approved; null for other deeds.</param>
/// <param name="Key">The action's idempotency key.</param>
/// <param name="Inputs">Names and values for a start; empty for none.</param>
internal sealed record PlatformChange(
    PlatformDeed Deed,
    string Target,
    string? Version,
    string? Deployment,
    string Key,
    ImmutableSortedDictionary<string, string> Inputs
);

/// <summary>What is done to a target.</summary>
internal enum PlatformDeed
{
    /// <summary>Begins a deployment.</summary>
    Start,

    /// <summary>Brings what runs in one environment into this one.</summary>
    Promote,

    /// <summary>Lets a waiting one go on.</summary>
    Approve,

    /// <summary>Brings an earlier version back.</summary>
    RollBack,

    /// <summary>Calls off one that is queued or under way.</summary>
    Cancel,
}

/// <summary>The platform refused, and nothing happened. The message is for people.</summary>
internal sealed class PlatformRefusedException(string message) : Exception(message);
