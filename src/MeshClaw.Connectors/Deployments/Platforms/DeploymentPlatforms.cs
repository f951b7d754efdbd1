using MeshClaw.Core.Deployments;
using MeshClaw.Core.Secrets;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Deployments.Platforms;

/// <summary>A connection of deployments as the configuration has it, opened with its secret.</summary>
/// <param name="Connection">Its name.</param>
/// <param name="Place">Where.</param>
/// <param name="Secret">A token, or an App's private key (PEM); null where none is needed (a kubeconfig has its own).</param>
/// <param name="IsProduction">Whether the owner counts an environment, or a target by its id, as production.</param>
/// <param name="Time">The clock.</param>
public sealed record PlatformSettings(
    ConnectionName Connection,
    DeploymentPlace Place,
    Secret? Secret,
    Func<string, bool> IsProduction,
    TimeProvider Time
);

/// <summary>Opens platforms. Touches no network.</summary>
internal static class DeploymentPlatforms
{
    /// <summary>The platform of a place.</summary>
    public static IDeploymentPlatform Create(PlatformSettings settings) =>
        settings.Place switch
        {
            DeploymentPlace.GitHub => throw new NotSupportedException("github"),
            DeploymentPlace.GitLab => throw new NotSupportedException("gitlab"),
            DeploymentPlace.Kubernetes => throw new NotSupportedException("kubernetes"),
            DeploymentPlace.ArgoCd => throw new NotSupportedException("argocd"),
            DeploymentPlace.Recipe => throw new NotSupportedException("recipe"),
            _ => throw new ArgumentOutOfRangeException(nameof(settings)),
        };
}
