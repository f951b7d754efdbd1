using System.Globalization;
using MeshClaw.Policy;

namespace MeshClaw.Core.Mail.Writing;

/// <summary>Messages to which the owner waits for an answer. Safe for use by many at once.</summary>
public interface IFollowUpStore
{
    /// <summary>Writes one down, with the event that looks at it when it is due: both or neither. The key makes it one.</summary>
    Task<FollowUp> AddAsync(NewFollowUp followUp, string key, CancellationToken cancellationToken);

    /// <summary>What was written with a key; null where nothing was.</summary>
    Task<FollowUp?> FindByKeyAsync(string key, CancellationToken cancellationToken);

    /// <summary>One; null where there is none.</summary>
    Task<FollowUp?> FindAsync(long id, CancellationToken cancellationToken);

    /// <summary>Those in a state (all where it is null), the next due first.</summary>
    Task<IReadOnlyList<FollowUp>> ListAsync(FollowUpState? state, int limit, CancellationToken cancellationToken);

    /// <summary>Closes one that is open; false where it is not.</summary>
    Task<bool> CloseAsync(long id, FollowUpState state, CancellationToken cancellationToken);
}

/// <summary>What became of a wait.</summary>
public enum FollowUpState
{
    /// <summary>Waits.</summary>
    Open,

    /// <summary>An answer came in time.</summary>
    Answered,

    /// <summary>None came, and the owner is reminded.</summary>
    Due,

    /// <summary>The owner called it off, or has seen the reminder.</summary>
    Closed,
}

/// <summary>What to wait for.</summary>
/// <param name="Connection">The account.</param>
/// <param name="MessageId">The message that was sent, without brackets.</param>
/// <param name="Person">Whose answer, a normalised address; null for anybody's.</param>
/// <param name="Due">When to look, UTC.</param>
/// <param name="Note">What to say then.</param>
public sealed record NewFollowUp(
    ConnectionName Connection,
    string MessageId,
    string? Person,
    DateTimeOffset Due,
    string Note
)
{
    /// <summary>What the owner is told when no answer came.</summary>
    public string Reminder() =>
        $"{(Person is null ? "Nobody answered" : $"{Person} did not answer")} by {Due:yyyy-MM-dd HH:mm}Z."
        + (Note.Length == 0 ? "" : $" {Note}");
}

/// <summary>A wait for an answer. Written <c>f3</c>.</summary>
/// <param name="Id">Its number.</param>
/// <param name="What">What it waits for.</param>
/// <param name="State">How it stands.</param>
/// <param name="Since">When it was written down, UTC.</param>
public sealed record FollowUp(long Id, NewFollowUp What, FollowUpState State, DateTimeOffset Since)
{
    /// <summary>The kind of event that looks at it when it is due; its payload is the number.</summary>
    public const string EventKind = "mail.followup";

    /// <summary>As a person types it.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"f{Id}");
}

/// <summary>Who answered a message, as <c>mail.answers</c> gives it.</summary>
/// <param name="From">Addresses, each once: what their messages claim.</param>
public sealed record MailAnswers(IReadOnlyList<string> From);
