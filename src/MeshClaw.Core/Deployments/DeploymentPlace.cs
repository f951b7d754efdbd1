using System.Collections.Immutable;

namespace MeshClaw.Core.Deployments;

/// <summary>Where deployments of a connection run. No secret is part of it.</summary>
public abstract record DeploymentPlace
{
    private DeploymentPlace() { }

    /// <summary>A repository at GitHub, with its Actions, Deployments and Releases.</summary>
    /// <param name="Repository"><c>owner/name</c>.</param>
    public sealed record GitHub(string Repository) : DeploymentPlace
    {
        /// <summary>The API's root of an Enterprise Server; null for github.com's.</summary>
        public Uri? Root { get; init; }

        /// <summary>The id of the App and its installation, where a key of an App is stored instead of a token; null for a token.</summary>
        public (long App, long Installation)? App { get; init; }
    }

    /// <summary>A project at GitLab with its pipelines.</summary>
    /// <param name="Project"><c>group/name</c>, or its number.</param>
    public sealed record GitLab(string Project) : DeploymentPlace
    {
        /// <summary>The server; null for gitlab.com.</summary>
        public Uri? Root { get; init; }
    }

    /// <summary>Rollouts in a cluster.</summary>
    /// <param name="Kubeconfig">A full path to the kubeconfig.</param>
    /// <param name="Context">Its context; null for its current one.</param>
    /// <param name="Namespaces">Which namespaces; empty for the context's own.</param>
    public sealed record Kubernetes(string Kubeconfig, string? Context, ImmutableArray<string> Namespaces)
        : DeploymentPlace;

    /// <summary>Applications of Argo CD.</summary>
    /// <param name="Server">Where it is.</param>
    public sealed record ArgoCd(Uri Server) : DeploymentPlace
    {
        /// <summary>Which project of it; null for all that the token may see.</summary>
        public string? Project { get; init; }

        /// <summary>A full path to certificates (PEM) that are trusted, beside the system's.</summary>
        public string? CaFile { get; init; }
    }

    /// <summary>The owner's own steps: what is told by signed calls in, and done by commands in the sandbox or by HTTP calls.</summary>
    /// <param name="Steps">What each deed does; a deed without one cannot be done.</param>
    public sealed record Recipe(ImmutableArray<RecipeStep> Steps) : DeploymentPlace
    {
        /// <summary>Whether signed calls come in for it, at <c>/hooks/deployments/NAME</c>.</summary>
        public HookScheme? Hook { get; init; }
    }
}

/// <summary>How calls that come in are signed.</summary>
public enum HookScheme
{
    /// <summary>Our own: <c>X-MeshClaw-Timestamp</c> and <c>X-MeshClaw-Signature: v1=HMAC-SHA256(timestamp.body)</c>.</summary>
    MeshClaw,

    /// <summary><c>X-Hub-Signature-256</c>.</summary>
    GitHub,

    /// <summary><c>X-Gitlab-Token</c>.</summary>
    GitLab,
}

/// <summary>What one deed of a recipe does.</summary>
/// <param name="Deed"><c>start</c>, <c>promote</c>, <c>roll-back</c>, <c>status</c> or <c>log</c>.</param>
/// <param name="Target">The target's id that it is for, such as <c>shop@staging</c>.</param>
/// <param name="Command">The program and its arguments, run in the sandbox; <c>{version}</c> and <c>{key}</c> are filled in as whole arguments or parts of one. Empty with an address.</param>
/// <param name="Address">What is called, by POST (<c>status</c> and <c>log</c>: by GET); null with a command.</param>
/// <param name="Network">Whether the command may use the network.</param>
public sealed record RecipeStep(string Deed, string Target, ImmutableArray<string> Command, Uri? Address, bool Network);
