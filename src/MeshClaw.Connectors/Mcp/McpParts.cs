using MeshClaw.Core.Sandbox;
using MeshClaw.Core.Secrets;
using MeshClaw.Policy;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Connectors.Mcp;

/// <summary>What MCP servers need of this device.</summary>
public sealed record McpParts
{
    /// <summary>Starts programs.</summary>
    public required ISandbox Sandbox { get; init; }

    /// <summary>Tokens, and what was granted to programs.</summary>
    public required ISecretStore Secrets { get; init; }

    /// <summary>What the owner has reviewed.</summary>
    public required McpPinBook Pins { get; init; }

    /// <summary>The folder of a program that was given none; made where it is missing.</summary>
    public required Func<ConnectionName, string> Workspace { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The log.</summary>
    public required ILogger Logger { get; init; }
}
