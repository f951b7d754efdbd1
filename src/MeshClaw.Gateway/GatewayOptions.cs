using System.Collections.Immutable;
using MeshClaw.Connectors.OAuth;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Models;
using MeshClaw.Gateway.Features.Mcp.Serving;
using MeshClaw.Policy.Statements;

namespace MeshClaw.Gateway;

/// <summary>How a gateway is started.</summary>
public sealed record GatewayOptions
{
    /// <summary>The home that it serves.</summary>
    public required MeshClawHome Home { get; init; }

    /// <summary>The program's version.</summary>
    public required string Version { get; init; }

    /// <summary>
    /// Lives for one command: settles what was under way before it is ready, and starts nothing by itself (no schedules, no backups, no
    /// continued runs).
    /// </summary>
    public bool Ephemeral { get; init; }

    /// <summary>
    /// Where it listens beside its socket: <c>127.0.0.1:PORT</c>, <c>localhost:PORT</c> or <c>[::1]:PORT</c>, port 0 for a free one; null
    /// for nowhere. Anything but loopback is refused.
    /// </summary>
    public string? Listen { get; init; } = "127.0.0.1:0";

    /// <summary>The organisation's ceiling files; all of them hold, beside the owner's policy.yaml. By default the device's.</summary>
    public IReadOnlyList<string>? CeilingPaths { get; init; }

    /// <summary>What agents do without a model; triage where it is null.</summary>
    public IReflex? Reflex { get; init; }

    /// <summary>The models; null for those that are connected.</summary>
    public IModelSource? Models { get; init; }

    /// <summary>The folder of the skills that are shipped; it need not be there.</summary>
    public string ShippedSkills { get; init; } = Path.Join(AppContext.BaseDirectory, "skills");

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whom one signs in at, by name.</summary>
    internal Func<string, OAuthProvider?> Providers { get; init; } = OAuthProviders.Find;

    /// <summary>Where Gmail is, where it is not Google's own.</summary>
    internal Uri? Gmail { get; init; }

    /// <summary>What the gateway's own MCP server offers; null for the tools of agents.</summary>
    internal IServedTools? McpTools { get; init; }

    /// <summary>The kinds of channels that there are.</summary>
    internal ImmutableArray<ChannelKind> ChannelKinds { get; init; } = MeshClaw.Channels.ChannelKinds.All;

    internal PolicyPath OwnersPolicy => new(Home.PolicyFile, StatementSource.Owner);

    internal IReadOnlyList<PolicyPath> Policies =>
        [
            .. (CeilingPaths ?? [PolicyFiles.OfDevice]).Select(p => new PolicyPath(p, StatementSource.Organisation)),
            OwnersPolicy,
        ];
}

/// <summary>The gateway did not start. The message says why and what to do; nothing was changed.</summary>
public sealed class GatewayStartException : Exception
{
    /// <summary>With a code for scripts.</summary>
    /// <param name="code"><c>already-running</c>, <c>home</c>, <c>config</c>, <c>ceiling</c>, <c>policy</c>, <c>database</c>, <c>listen</c>.</param>
    /// <param name="message">Why, and what to do.</param>
    /// <param name="inner">The failure behind it.</param>
    public GatewayStartException(string code, string message, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>For serializers.</summary>
    public GatewayStartException() { }

    /// <summary>For serializers.</summary>
    public GatewayStartException(string message)
        : base(message) { }

    /// <summary>For serializers.</summary>
    public GatewayStartException(string message, Exception inner)
        : base(message, inner) { }

    /// <summary>For scripts.</summary>
    public string Code { get; } = "failed";
}
