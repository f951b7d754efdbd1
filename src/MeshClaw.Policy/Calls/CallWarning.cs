namespace MeshClaw.Policy.Calls;

/// <summary>
/// Something about a call that its owner should see before it is made: a recipient who looks like another, a missing attachment. Its
/// connector says it; it can only ever make the guard ask.
/// </summary>
/// <param name="Code">What kind, in lower-case words joined by hyphens: <c>first-contact</c>.</param>
/// <param name="Sentence">For the owner. Third-party text may be in it.</param>
public sealed record CallWarning(string Code, string Sentence);
