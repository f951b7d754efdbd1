using System.Collections.Immutable;
using System.Text;
using MeshClaw.Core.Approvals;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Stopping;
using MeshClaw.Gateway.Features.Approvals;
using MeshClaw.Policy;
using MeshClaw.Storage.Channels;

namespace MeshClaw.Gateway.Channels;

/// <summary>Takes answers to approvals that come through channels: by a card's button, by words, with the second factor where that is needed.</summary>
internal sealed class ChannelApprovals(
    IApprovalStore approvals,
    ApprovalReader reader,
    ApprovalDesk desk,
    SqliteCards cards,
    SqlitePlaces places,
    ApprovalCards shown,
    People people,
    SecondFactor second,
    StandingPermits permits,
    IStopSwitch stop,
    SqliteLock locking,
    TimeProvider time,
    Func<TimeZoneInfo> zone
)
{
    private const int CheckLength = 6;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    /// <summary>A button was pressed.</summary>
    public async Task<ChatAnswer> PressAsync(ChatContext context, CancellationToken cancellationToken)
    {
        var value = context.Delivery.Button ?? "";
        if (value.StartsWith(ApprovalCards.TakeBack, StringComparison.Ordinal))
        {
            return await TakeBackAsync(context, value[2..], cancellationToken).ConfigureAwait(false);
        }

        if (
            value.Length < 3
            || await cards.FindAsync(value[2..], cancellationToken).ConfigureAwait(false) is not { } card
        )
        {
            return context.Say("no such card", "That button is no longer good.");
        }

        if (card.Person != context.Person.Id || card.Channel != context.Name)
        {
            return ChatAnswer.Silent("somebody else's card"); // In a group everybody sees the buttons.
        }

        if (card.Used is not null || card.Expires <= time.GetUtcNow())
        {
            return context.Say("spent card", $"{card.Approval} was answered before, or ran out.");
        }

        return await AnswerAsync(context, value[..2], card.Approval, card.Hash, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Somebody answers in words: <c>approve p12 3f9c1a</c>, <c>deny p12</c>, <c>show p12</c>, <c>always p12 3f9c1a</c>, <c>change p12</c>.</summary>
    public async Task<ChatAnswer> SayAsync(
        ChatContext context,
        string verb,
        ImmutableArray<string> words,
        CancellationToken cancellationToken
    )
    {
        if (
            words is not [var name, .. var rest]
            || !ApprovalId.TryParse(name, out var id)
            || await approvals.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } found
        )
        {
            return context.Say(
                "no such approval",
                "Which one? Write for instance: deny p12. See what waits: /approvals"
            );
        }

        var binds = verb is ApprovalCards.Yes or ApprovalCards.Always;
        if (binds && (rest is not [{ Length: >= CheckLength } check, ..] || !IsCheck(found, check)))
        {
            return context.Say(
                "no check",
                $"Write the check of what you saw behind it: the six letters and digits that stand at the end of {id}. See it: /show {id}"
            );
        }

        return await AnswerAsync(context, verb, id, found.Hash, cancellationToken).ConfigureAwait(false);
    }

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

        await places.AskAsync(context.Name, context.Place, null, cancellationToken).ConfigureAwait(false);
        var text = context.Delivery.Text.Trim();
        if (question.Until <= time.GetUtcNow() || text.StartsWith('/'))
        {
            return null;
        }

        switch (question.Kind)
        {
            case QuestionKind.Code:
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
                return denied.Outcome == "answered"
                    ? (null, $"I said no to {question.Approval}, since it should be different: {text}")
                    : (denied, null);
            default:
                throw new InvalidOperationException($"Unknown question {question.Kind}.");
        }
    }

    private async Task<ChatAnswer> AnswerAsync(
        ChatContext context,
        string verb,
        ApprovalId approval,
        string hash,
        CancellationToken cancellationToken
    )
    {
        if (!context.Person.May(ChannelRights.Approve))
        {
            return context.Say("may not approve", "This account may not answer approvals.");
        }

        return verb switch
        {
            ApprovalCards.All => await ShowAllAsync(context, approval, cancellationToken).ConfigureAwait(false),
            ApprovalCards.No => await TakeAsync(context, approval, null, [], cancellationToken).ConfigureAwait(false),
            ApprovalCards.Change => await AskChangeAsync(context, approval, hash, cancellationToken)
                .ConfigureAwait(false),
            ApprovalCards.Yes => await ApproveAsync(context, approval, hash, cancellationToken).ConfigureAwait(false),
            ApprovalCards.Always => await AlwaysAsync(context, approval, hash, cancellationToken).ConfigureAwait(false),
            _ => context.Say("no such button", "That button is no longer good."),
        };
    }

    private async Task<ChatAnswer> ApproveAsync(
        ChatContext context,
        ApprovalId approval,
        string hash,
        CancellationToken cancellationToken
    )
    {
        if (await locking.ReadAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
            return context.Say("locked", "The gateway is locked. Unlock it at the device: meshclaw unlock");
        }

        if ((await stop.ReadAsync(cancellationToken).ConfigureAwait(false)).Stopped)
        {
            return context.Say("stopped", "Everything is stopped. Go on with: /resume");
        }

        var calls = await approvals.CallsAsync(approval, cancellationToken).ConfigureAwait(false);
        return !SecondFactor.IsNeededFor(calls)
            ? await TakeAsync(context, approval, hash, null, cancellationToken).ConfigureAwait(false)
            : await ConfirmAsync(context, approval, hash, cancellationToken).ConfigureAwait(false);
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

    private async Task<ChatAnswer> TakeAsync(
        ChatContext context,
        ApprovalId approval,
        string? hash,
        ImmutableHashSet<ActionId>? approve,
        CancellationToken cancellationToken
    )
    {
        if (await approvals.FindAsync(approval, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return context.Say("no such approval", $"There is no {approval}.");
        }

        var answer = new ApprovalAnswer(approval, hash, approve, context.By);
        var outcome = await desk.AnswerAsync(found, answer, cancellationToken).ConfigureAwait(false);
        var yes = approve is null;
        return outcome switch
        {
            ApprovalOutcome.Taken => context.Say("answered", yes ? $"{approval}: approved." : $"{approval}: denied."),
            ApprovalOutcome.AlreadyDecided => context.Say("decided before", $"{approval} was answered before."),
            ApprovalOutcome.Expired => context.Say("expired", $"{approval} ran out. Ask for it anew."),
            ApprovalOutcome.HashMismatch => context.Say(
                "hash mismatch",
                $"{approval} holds something else than what was shown. Look again: /show {approval}"
            ),
            ApprovalOutcome.NotFound or ApprovalOutcome.UnknownAction => context.Say(
                "no such approval",
                $"There is no {approval}."
            ),
        };
    }

    private async Task<ChatAnswer> AskChangeAsync(
        ChatContext context,
        ApprovalId approval,
        string hash,
        CancellationToken cancellationToken
    )
    {
        var question = new PlaceQuestion(
            QuestionKind.Change,
            approval,
            hash,
            context.Person.Id,
            time.GetUtcNow() + s_patience
        );
        await places.AskAsync(context.Name, context.Place, question, cancellationToken).ConfigureAwait(false);
        return context.Say(
            "asked for the change",
            $"What should be different about {approval}? Your next message says it."
        );
    }

    private async Task<ChatAnswer> AlwaysAsync(
        ChatContext context,
        ApprovalId approval,
        string hash,
        CancellationToken cancellationToken
    )
    {
        if (!context.Person.May(ChannelRights.Administer))
        {
            return context.Say("may not administer", "This account may not write rules.");
        }

        var found = (await approvals.FindAsync(approval, cancellationToken).ConfigureAwait(false))!; // Its caller found it.
        var (permit, why) = await permits.OfAsync(found, cancellationToken).ConfigureAwait(false);
        if (permit is null)
        {
            return context.Say("no rule", why);
        }

        var taken = await ApproveAsync(context, approval, hash, cancellationToken).ConfigureAwait(false);
        if (taken.Outcome != "answered")
        {
            return taken;
        }

        if (permits.Write(permit) is { } refusal)
        {
            return context.Say("answered, without a rule", $"{approval}: approved. No rule was written: {refusal}");
        }

        return context.Say(
            "answered, with a rule",
            $"{approval}: approved. This rule stands in policy.yaml now:\n{string.Join('\n', permit.Lines)}\nTake it back: /forget-rule {approval}",
            new OutboundButton("Take it back", $"{ApprovalCards.TakeBack}{approval}")
        );
    }

    /// <summary>Takes away the rule that a yes for always wrote.</summary>
    public async Task<ChatAnswer> TakeBackAsync(ChatContext context, string name, CancellationToken cancellationToken)
    {
        if (
            !context.Person.May(ChannelRights.Administer)
            || !ApprovalId.TryParse(name, out var id)
            || await approvals.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } found
        )
        {
            return context.Say("no such rule", "There is no such rule.");
        }

        var (permit, _) = await permits.OfAsync(found, cancellationToken).ConfigureAwait(false);
        var refusal = permit is null ? "There is no such rule." : permits.TakeBack(permit);
        return context.Say("rule taken back", refusal ?? "The rule is gone. It asks again from now on.");
    }

    private async Task<ChatAnswer> ShowAllAsync(
        ChatContext context,
        ApprovalId approval,
        CancellationToken cancellationToken
    )
    {
        var found = (await approvals.FindAsync(approval, cancellationToken).ConfigureAwait(false))!; // Its caller found it.
        var detail = await reader.DetailAsync(found, cancellationToken).ConfigureAwait(false);
        var whole = CardText.Whole(detail, zone());
        if (context.Channel.Traits is { MaxFile: > 0 } traits && whole.Length > traits.MaxText)
        {
            var said = context.Say("shown", $"All of {approval} is in the file. Check: {found.Hash[..CheckLength]}");
            var file = new OutboundFile($"{approval}.txt", "text/plain", [.. Encoding.UTF8.GetBytes(whole)]);
            return said with
            {
                Messages = [said.Messages[0] with { Message = said.Messages[0].Message with { File = file } }],
            };
        }

        return context.Say("shown", whole);
    }

    private static bool IsCheck(Approval approval, string check) =>
        approval.Hash.StartsWith(check, StringComparison.OrdinalIgnoreCase);
}
