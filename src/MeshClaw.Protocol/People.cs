namespace MeshClaw.Protocol;

/// <summary>Asks for a code that pairs somebody with a channel.</summary>
/// <param name="Rights">What they may do: <c>ask</c>, <c>approve</c>, <c>stop</c>, <c>administer</c>; null for all of it. An empty list is an error.</param>
public sealed record PairRequest(IReadOnlyList<string>? Rights);

/// <summary>A code that pairs whoever says it first in a direct chat. This is the one time that it is seen.</summary>
/// <param name="Code">Eight letters and digits; case, spaces and hyphens do not matter.</param>
/// <param name="Expires">From when on it serves no longer, UTC.</param>
/// <param name="Rights">What it gives.</param>
/// <param name="Link">Where a person begins to talk with the agent; null where that is not known.</param>
public sealed record PairResponse(string Code, DateTimeOffset Expires, IReadOnlyList<string> Rights, string? Link);

/// <summary>Somebody who may speak through a channel.</summary>
/// <param name="Id">For <c>channels unpair</c>.</param>
/// <param name="Channel"><c>telegram</c>.</param>
/// <param name="Sender">The platform's immutable id.</param>
/// <param name="Name">As they called themselves at the pairing; decides nothing.</param>
/// <param name="Rights">What they may do.</param>
/// <param name="Paired">When, UTC.</param>
public sealed record PersonResponse(
    long Id,
    string Channel,
    string Sender,
    string Name,
    IReadOnlyList<string> Rights,
    DateTimeOffset Paired
);

/// <summary>What protects where somebody else has the phone.</summary>
/// <param name="SecondFactor">Whether an authenticator app is set up.</param>
/// <param name="PanicCode">Whether there is a panic code.</param>
public sealed record ChannelSafetyResponse(bool SecondFactor, bool PanicCode);

/// <summary>Sets the panic code.</summary>
/// <param name="Code">6 to 100 characters; case does not matter.</param>
public sealed record PanicCodeRequest(string Code);

/// <summary>A new secret for an authenticator app. It serves, and is stored, once a code of it was given.</summary>
/// <param name="Secret">For typing by hand, in base32.</param>
/// <param name="Address"><c>otpauth://totp/…</c>, for a QR code.</param>
public sealed record SecondFactorResponse(string Secret, string Address);

/// <summary>Lets a secret serve from now on.</summary>
/// <param name="Secret">As it was made.</param>
/// <param name="Code">What the app shows for it.</param>
public sealed record ConfirmSecondFactorRequest(string Secret, string Code);

/// <summary>What <c>unlock</c> did. The stop goes on until it is resumed.</summary>
/// <param name="Since">Since when it was locked, UTC; null where it was not.</param>
public sealed record UnlockResponse(DateTimeOffset? Since);

/// <summary>What became of a test message to one person.</summary>
/// <param name="Person">Which.</param>
/// <param name="Name">As they called themselves at the pairing.</param>
/// <param name="State"><c>sent</c>, <c>failed</c>, <c>held</c> (until they write again), or <c>waiting</c> and <c>sending</c> where it did not come about yet.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
public sealed record ChannelTestResponse(long Person, string Name, string State, string? Failure);
