using System.Reflection;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using static MeshClaw.Policy.Tests.Guarding.GuardCase;

namespace MeshClaw.Policy.Tests.Guarding;

public sealed class AuthorizationTests
{
    [Fact]
    public async Task An_authorized_call_serves_once()
    {
        var call = await AuthorizeAsync(IntentOutcome.Committed);

        Assert.Equal("mail.move", call!.Take().Tool.Value);
        Assert.Throws<InvalidOperationException>(call.Take);
    }

    [Theory]
    [InlineData(IntentOutcome.Stopped)]
    [InlineData(IntentOutcome.Stale)]
    [InlineData(IntentOutcome.LimitReached)]
    [InlineData(IntentOutcome.ApprovalVoid)]
    [InlineData(IntentOutcome.NotPending)]
    public async Task Without_a_committed_intent_there_is_no_authorization(IntentOutcome outcome) =>
        Assert.Null(await AuthorizeAsync(outcome));

    [Fact]
    public async Task A_permit_serves_once_also_when_it_was_refused()
    {
        var permit = Guard.Decide(Move(), Snapshot()).Permit!;
        var intent = new Intent(new ActionId(1), permit, "{}");
        await Guard.AuthorizeAsync([intent], new Ledger(IntentOutcome.Stale), default);

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Guard.AuthorizeAsync([intent], new Ledger(IntentOutcome.Committed), default)
        );
    }

    [Fact]
    public async Task A_ledger_that_answers_for_fewer_intents_authorizes_nothing()
    {
        var permits = Guard.Decide([Move("1"), Move("2")], Snapshot());
        var intents = permits.Select((d, i) => new Intent(new ActionId(i + 1), d.Permit!, "{}")).ToList();

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Guard.AuthorizeAsync(intents, new Ledger(IntentOutcome.Committed, answers: 1), default)
        );
    }

    [Fact]
    public void A_read_opens_only_for_an_allowed_pure_read_and_once()
    {
        var read = Guard.Decide(Read(), Snapshot());

        Assert.Equal("mail.list", Guard.OpenRead(read).Call.Tool.Value);
        Assert.Throws<InvalidOperationException>(() => Guard.OpenRead(read));
        Assert.Throws<InvalidOperationException>(() => Guard.OpenRead(Guard.Decide(Move(), Snapshot())));
        Assert.Throws<InvalidOperationException>(() =>
            Guard.OpenRead(Guard.Decide(Read(), Snapshot(Autonomy.Observe) with { Stopped = true }))
        );
    }

    [Theory]
    [InlineData(typeof(AuthorizedCall))]
    [InlineData(typeof(AuthorizedRead))]
    [InlineData(typeof(Permit))]
    [InlineData(typeof(Decision))]
    public void Capabilities_cannot_be_made_or_copied_or_changed_outside_the_guard(Type capability)
    {
        Assert.True(capability.IsSealed);
        Assert.Empty(capability.GetConstructors());
        Assert.All(capability.GetProperties(), p => Assert.Null(p.SetMethod));
        // A record could be copied with other values by a with-expression.
        Assert.Null(
            capability.GetMethod("<Clone>$", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
        );
    }

    private static async Task<AuthorizedCall?> AuthorizeAsync(IntentOutcome outcome)
    {
        var permit = Guard.Decide(Move(), Snapshot()).Permit!;
        var results = await Guard.AuthorizeAsync(
            [new Intent(new ActionId(1), permit, "{}")],
            new Ledger(outcome),
            default
        );
        Assert.Equal(outcome, results[0].Outcome);
        return results[0].Call;
    }

    private sealed class Ledger(IntentOutcome outcome, int? answers = null) : IIntentLedger
    {
        public Task<IReadOnlyList<IntentOutcome>> CommitAsync(
            IReadOnlyList<Intent> intents,
            CancellationToken cancellationToken
        ) => Task.FromResult<IReadOnlyList<IntentOutcome>>([.. Enumerable.Repeat(outcome, answers ?? intents.Count)]);

        public string IdempotencyKey(ActionId action) => $"test-{action}";
    }
}
