using MeshClaw.Core.Channels;
using MeshClaw.Policy;

namespace MeshClaw.Gateway.Channels;

/// <content>What is asked before a yes counts: the second factor, and what should be different.</content>
internal sealed partial class ChannelApprovals
{
    /// <summary>Takes the words that answer what was asked in a place; null where they answer nothing, and the question falls.</summary>
    /// <returns>What to say, or what to ask the agent.</returns>
    public async Task<(ChatAnswer? Answer, string? Ask)?> AnswerQuestionAsync(
        ChatContext context,
        PlaceQuestion question,
        CancellationToken cancellationToken
    )
    {
        if (question.Person != context.Person.Id || context.Delivery.Kind != DeliveryKind.Message)
        {
            return null;
        }

        var text = context.Delivery.Text.Trim();
        var answered =
            question.Until <= time.GetUtcNow() || text.StartsWith('/')
                ? ((ChatAnswer?, string?)?)null
                : await AnswerQuestionAsync(context, question, text, cancellationToken).ConfigureAwait(false);

        // Afterwards: a process that dies before finds the question again when it takes up the answer.
        await places.AskAsync(context.Name, context.Place, null, cancellationToken).ConfigureAwait(false);
        return answered;
    }

    private async Task<(ChatAnswer?, string?)> AnswerQuestionAsync(
        ChatContext context,
        PlaceQuestion question,
        string text,
        CancellationToken cancellationToken
    )
    {
        switch (question.Kind)
        {
            case QuestionKind.Code:
                if (await RefuseYesAsync(context, cancellationToken).ConfigureAwait(false) is { } refusal)
                {
                    return (refusal, null);
                }

                if (!await second.UseAsync(text, cancellationToken).ConfigureAwait(false))
                {
                    return (
                        context.Say(
                            "wrong code",
                            $"That is not the code. {question.Approval} still waits; approve it again to try once more."
                        ),
                        null
                    );
                }

                var done = await TakeAsync(context, question.Approval, question.Hash, null, cancellationToken)
                    .ConfigureAwait(false);
                return (done, null);
            case QuestionKind.Change:
                var denied = await TakeAsync(context, question.Approval, null, [], cancellationToken)
                    .ConfigureAwait(false);
                return denied.Outcome is "answered" or "decided before"
                    ? (null, $"I said no to {question.Approval}, since it should be different: {text}")
                    : (denied, null);
            default:
                throw new InvalidOperationException($"Unknown question {question.Kind}.");
        }
    }

    private async Task<ChatAnswer?> RefuseYesAsync(ChatContext context, CancellationToken cancellationToken)
    {
        if (!context.Person.May(ChannelRights.Approve))
        {
            return context.Say("may not approve", "This account may not answer approvals.");
        }

        if (await locking.ReadAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
            return context.Say("locked", "The gateway is locked. Unlock it at the device: meshclaw unlock");
        }

        return (await stop.ReadAsync(cancellationToken).ConfigureAwait(false)).Stopped
            ? context.Say("stopped", "Everything is stopped. Go on with: /resume")
            : null;
    }

    private async Task<ChatAnswer> ConfirmAsync(
        ChatContext context,
        ApprovalId approval,
        string hash,
        CancellationToken cancellationToken
    )
    {
        if (second.IsSet)
        {
            var question = new PlaceQuestion(
                QuestionKind.Code,
                approval,
                hash,
                context.Person.Id,
                time.GetUtcNow() + s_patience
            );
            await places.AskAsync(context.Name, context.Place, question, cancellationToken).ConfigureAwait(false);
            return context.Say(
                "asked for the code",
                $"{approval} needs your second factor. Write the code of your authenticator app."
            );
        }

        var channels = await cards
            .ConfirmAsync(approval, hash, context.Person, cancellationToken)
            .ConfigureAwait(false);
        if (channels >= 2)
        {
            return await TakeAsync(context, approval, hash, null, cancellationToken).ConfigureAwait(false);
        }

        var others = (await people.ListAsync(cancellationToken).ConfigureAwait(false))
            .Where(p => p.Channel != context.Name && p.May(ChannelRights.Approve))
            .Select(p => p.Channel)
            .Distinct()
            .ToList();
        if (others.Count == 0)
        {
            return context.Say(
                "no second factor",
                $"{approval} needs a second factor, and there is none. Approve it at the device, or set one up there: meshclaw channels totp"
            );
        }

        await shown.OfferAllAsync(approval, context.Name, cancellationToken).ConfigureAwait(false);
        return context.Say(
            "asked for a second yes",
            $"{approval} needs a second yes: say it on {string.Join(" or ", others)} too."
        );
    }
}
