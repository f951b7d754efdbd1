using MeshClaw.Core.Approvals;

namespace MeshClaw.Gateway.Features.Approvals;

/// <summary>Takes the owner's answers, whichever way they come, and lets the run go on.</summary>
internal sealed class ApprovalDesk(IApprovalStore approvals, RunContinuation continuation)
{
    /// <summary>Told of every approval that was answered, on the thread of the answer; must be quick.</summary>
    public event Action<ApprovalAnswer>? Answered;

    /// <summary>Takes an answer. Anything but <see cref="ApprovalOutcome.Taken"/> changed nothing.</summary>
    public async Task<ApprovalOutcome> AnswerAsync(
        Approval approval,
        ApprovalAnswer answer,
        CancellationToken cancellationToken
    )
    {
        var outcome = await approvals.AnswerAsync(answer, cancellationToken).ConfigureAwait(false);
        if (outcome == ApprovalOutcome.Taken)
        {
            Answered?.Invoke(answer);
            await continuation.ContinueAsync(approval.Run, cancellationToken).ConfigureAwait(false);
        }

        return outcome;
    }
}
