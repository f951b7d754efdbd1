using System.Collections.Immutable;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;

namespace MeshClaw.Core.Tools;

/// <summary>One operation of a connector.</summary>
/// <param name="Name">Such as <c>mail.move</c>.</param>
/// <param name="Description">One sentence for people and models.</param>
/// <param name="Schema">JSON Schema of the arguments.</param>
/// <param name="Effect">What it does.</param>
public sealed record ToolDefinition(ToolName Name, string Description, string Schema, Effect Effect);

/// <summary>What a model or a reflex would like to call, before its connector has looked at it.</summary>
/// <param name="Connection">On which account.</param>
/// <param name="Tool">Which tool.</param>
/// <param name="Arguments">A JSON object.</param>
public sealed record ToolRequest(ConnectionName Connection, ToolName Tool, string Arguments);

/// <summary>What a read gave.</summary>
/// <param name="Value">The connector's typed value (<see cref="Mail.MailPage"/> …).</param>
/// <param name="Observation">The same, each field with who wrote it and who may see it: what the guard goes by.</param>
public sealed record ToolResult(object Value, Observation Observation)
{
    /// <summary>The kind of a last record that says where the rest is: its field <c>cursor</c> goes into the next call.</summary>
    public const string Rest = "rest";

    /// <summary>Names of the fields that a model is given; empty for all of them.</summary>
    public ImmutableArray<string> Shown { get; init; } = [];
}

/// <summary>A tool was called in a way that it does not take; the message may be shown to the caller, model or person.</summary>
public sealed class ToolException : Exception
{
    /// <summary>With a message that says what was wrong and what is allowed.</summary>
    public ToolException(string message)
        : base(message) { }

    /// <summary>With the failure behind it; only <see cref="Exception.Message"/> may reach the outside.</summary>
    public ToolException(string message, Exception inner)
        : base(message, inner) { }

    /// <summary>For serializers.</summary>
    public ToolException() { }
}
