using MeshClaw.Core.Turns;
using MeshClaw.Policy;

namespace MeshClaw.Core.Channels;

/// <summary>What kind of answer the gateway waits for in a place.</summary>
public enum QuestionKind
{
    /// <summary>The second factor for an approval.</summary>
    Code,

    /// <summary>What should be different about what an approval would do.</summary>
    Change,
}

/// <summary>Something that the gateway asked in a place: the next message of that person there answers it.</summary>
/// <param name="Kind">What is asked for.</param>
/// <param name="Approval">About which approval.</param>
/// <param name="Hash">The hash of what was shown.</param>
/// <param name="Person">Who was asked: nobody else's words answer.</param>
/// <param name="Until">From when on nothing answers any more, UTC.</param>
public sealed record PlaceQuestion(
    QuestionKind Kind,
    ApprovalId Approval,
    string Hash,
    long Person,
    DateTimeOffset Until
);

/// <summary>What is known of a place.</summary>
/// <param name="Agent">Who answers there; null for the usual.</param>
/// <param name="Conversation">Which conversation goes on there; null for a new one.</param>
/// <param name="Heard">When its people last wrote, UTC; null where they never did.</param>
/// <param name="Question">What was asked there and is not answered; null for nothing.</param>
public sealed record PlaceState(
    AgentName? Agent,
    ConversationId? Conversation,
    DateTimeOffset? Heard,
    PlaceQuestion? Question
);
