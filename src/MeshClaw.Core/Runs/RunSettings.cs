using MeshClaw.Core.Models;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Statements;

namespace MeshClaw.Core.Runs;

/// <summary>What runs need of the configuration, as it stands now.</summary>
/// <param name="Owner">Whom they work for.</param>
/// <param name="Zone">The owner's time zone.</param>
/// <param name="Ceiling">The organisation's ceiling.</param>
/// <param name="ApprovalLifetime">How long an approval waits.</param>
public sealed record RunSettings(Owner Owner, TimeZoneInfo Zone, Ceiling Ceiling, TimeSpan ApprovalLifetime)
{
    /// <summary>What the policy file and the ceiling state.</summary>
    public StatementBook Statements { get; init; } = StatementBook.Empty;

    /// <summary>How long what is sent waits after it was allowed, so that it can be called off; in whole seconds.</summary>
    public TimeSpan UndoWindow { get; init; } = TimeSpan.FromSeconds(20);
}

/// <summary>A run that did not begin. The message is for the owner; the code for scripts.</summary>
public sealed class RunRefusedException : Exception
{
    /// <summary>With what to do about it.</summary>
    public RunRefusedException(string message, string code)
        : base(message) => Code = code;

    /// <summary>For serializers.</summary>
    public RunRefusedException()
        : this("The run was refused.", "refused") { }

    /// <summary>For serializers.</summary>
    public RunRefusedException(string message)
        : this(message, "refused") { }

    /// <summary>For serializers.</summary>
    public RunRefusedException(string message, Exception inner)
        : base(message, inner) => Code = "refused";

    /// <summary><c>not-found</c>, <c>invalid</c>, <c>paused</c>, <c>stopped</c>, <c>busy</c>, <c>nothing-to-undo</c>.</summary>
    public string Code { get; }
}
