using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Core.Guests;

/// <summary>One tool as a program that is not the owner sees it.</summary>
/// <param name="Name">Letters, digits, <c>_</c> and <c>-</c>.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Schema">JSON Schema of its arguments.</param>
/// <param name="Effect">What it does.</param>
public sealed record GuestTool(string Name, string Description, string Schema, Effect Effect);

/// <summary>What came of a call.</summary>
/// <param name="Text">What the caller reads; lines by other people are marked.</param>
/// <param name="IsError">It was not done, or nobody knows.</param>
/// <param name="State">Where its action stands, such as <c>waiting</c>; null for a read and for what was refused outright.</param>
/// <param name="Action">The action, to ask for it later; null where it has none.</param>
/// <param name="Approval">What the owner answers; null where nothing waits.</param>
public sealed record GuestAnswer(
    string Text,
    bool IsError,
    string? State = null,
    ActionId? Action = null,
    ApprovalId? Approval = null
);
