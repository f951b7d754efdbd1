using Microsoft.Extensions.AI;

namespace MeshClaw.Core.Models;

/// <summary>
/// Counts what models cost. Asked before each attempt of a call (a retry is an attempt), told after it. Thread-safe.
/// </summary>
public interface IModelMeter
{
    /// <summary>
    /// Reserves the worst that an attempt can cost. Whatever it throws ends the call: neither a retry nor another model follows, so a
    /// budget that is used up is an exception of the meter's own.
    /// </summary>
    ValueTask<ModelReservation> ReserveAsync(ModelAttempt attempt, CancellationToken cancellationToken);

    /// <summary>
    /// Closes a reservation. Called once for each, also when the attempt failed or was cancelled; its token is then not the call's own.
    /// </summary>
    ValueTask SettleAsync(ModelReservation reservation, ModelSpending spending, CancellationToken cancellationToken);
}

/// <summary>One attempt to call one model.</summary>
/// <param name="Use">Who calls, and why.</param>
/// <param name="Model">Which model.</param>
/// <param name="Messages">What is sent.</param>
/// <param name="Options">With which tools and limits.</param>
public sealed record ModelAttempt(
    ModelUse Use,
    ModelTraits Model,
    IReadOnlyList<ChatMessage> Messages,
    ChatOptions? Options
)
{
    /// <summary>Which attempt at this model this is in its call, from 1.</summary>
    public int Number { get; init; } = 1;

    /// <summary>Where the model stands in the call's chain, from 0: above 0, an earlier one did not answer.</summary>
    public int Place { get; init; }
}

/// <summary>What was reserved; a meter derives its own from it.</summary>
/// <param name="Attempt">What it was reserved for.</param>
public record ModelReservation(ModelAttempt Attempt)
{
    /// <summary>The most tokens that the answer may have, which the provider is told; null to tell it what the caller did.</summary>
    public int? MaxOutputTokens { get; init; }
}

/// <summary>What became of an attempt.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Usage">The tokens that the provider reported; null where it reported none: then they are unknown, not 0.</param>
/// <param name="Elapsed">From the request to its end.</param>
/// <param name="FirstToken">From the request to the first piece of an answer; null where none came.</param>
/// <param name="AnsweredBy">The provider's id of what answered; null where it did not say.</param>
public sealed record ModelSpending(
    AttemptOutcome Outcome,
    UsageDetails? Usage,
    TimeSpan Elapsed,
    TimeSpan? FirstToken,
    string? AnsweredBy
)
{
    /// <summary>About how many tokens came, whatever the provider says of it.</summary>
    public int AnswerTokens { get; init; }

    /// <summary>Why it failed; null where it did not, or for another reason than the model's.</summary>
    public ModelFault? Fault { get; init; }
}

/// <summary>How an attempt ended.</summary>
public enum AttemptOutcome
{
    /// <summary>With a whole answer.</summary>
    Answered,

    /// <summary>Before anything of an answer came.</summary>
    Failed,

    /// <summary>In the middle of an answer: what had come was probably paid for.</summary>
    Cut,

    /// <summary>By whoever had called.</summary>
    Cancelled,
}

/// <summary>No metering: every attempt may be made, and nothing is counted.</summary>
public sealed class DisabledModelMeter : IModelMeter
{
    /// <summary>The one.</summary>
    public static DisabledModelMeter Instance { get; } = new();

    /// <inheritdoc />
    public ValueTask<ModelReservation> ReserveAsync(ModelAttempt attempt, CancellationToken cancellationToken) =>
        new(new ModelReservation(attempt));

    /// <inheritdoc />
    public ValueTask SettleAsync(
        ModelReservation reservation,
        ModelSpending spending,
        CancellationToken cancellationToken
    ) => default;
}
