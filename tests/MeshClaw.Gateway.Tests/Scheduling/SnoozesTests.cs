using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Approvals;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;
using MeshClaw.Gateway.Scheduling;
using MeshClaw.Policy;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Gateway.Tests.Scheduling;

/// <summary>A snoozed message lies in its folder until its time, and then where it lay before; by a real Maildir.</summary>
public sealed class SnoozesTests
{
    private static readonly ConnectionName s_work = new("mail/work");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_comes_back_at_its_time_and_once()
    {
        await using var home = new TestHome();
        var services = await SnoozedAsync(home);
        Assert.Equal([".Snoozed/cur/17000.Issue.host:2,"], home.Mail);

        _time.Advance(TimeSpan.FromMinutes(59));
        await RoundAsync(services);
        Assert.Equal([".Snoozed/cur/17000.Issue.host:2,"], home.Mail);

        _time.Advance(TimeSpan.FromMinutes(1));
        await RoundAsync(services);
        Assert.Equal(["cur/17000.Issue.host:2,"], home.Mail);

        await RoundAsync(services);
        Assert.Equal(2, (await services.Runs.ListAsync(null, null, 10, Token)).Count);
    }

    [Fact]
    public async Task One_that_the_owner_took_back_does_not_move_again()
    {
        await using var home = new TestHome();
        var services = await SnoozedAsync(home);
        await RoundAsync(services);
        await services.Engine.WaitAsync(await services.Engine.StartUndoAsync("a1", Token), Token);

        _time.Advance(TimeSpan.FromHours(2));
        await RoundAsync(services);

        Assert.Equal(["cur/17000.Issue.host:2,"], home.Mail);
        Assert.Equal(2, (await services.Runs.ListAsync(null, null, 10, Token)).Count);
    }

    [Fact]
    public async Task A_gateway_that_was_off_wakes_it_when_it_is_back()
    {
        await using var home = new TestHome();
        var first = await StartAsync(home);
        await SnoozeAsync(home, first.Services);
        await first.DisposeAsync();

        _time.Advance(TimeSpan.FromDays(2));
        await RoundAsync((await StartAsync(home)).Services);

        Assert.Equal(["cur/17000.Issue.host:2,"], home.Mail);
    }

    private async Task<GatewayServices> SnoozedAsync(TestHome home)
    {
        var host = await StartAsync(home);
        await SnoozeAsync(home, host.Services);
        return host.Services;
    }

    private Task<GatewayHost> StartAsync(TestHome home)
    {
        home.WriteWorkConfig();
        return home.StartAsync(home.Options with { Time = _time, Ephemeral = true, Listen = null });
    }

    private async Task SnoozeAsync(TestHome home, GatewayServices services)
    {
        home.AddMail(1);
        var list = new ToolRequest(s_work, MailTools.List, "{}");
        var message = Assert.Single(((MailPage)(await services.Engine.ReadAsync(list, Token)).Value).Messages);
        var until = _time.GetUtcNow().AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:sszzz");
        var snooze = new ToolRequest(
            s_work,
            MailTools.Snooze,
            $$"""{"folder":"INBOX","id":"{{message.Location.Id}}","version":"","until":"{{until}}"}"""
        );
        var run = await services.Engine.StartCallsAsync([snooze], "mail snooze", Token);
        await services.Engine.WaitAsync(run, Token);
        var approval = Assert.Single(await services.Approvals.ListAsync(ApprovalState.Waiting, 10, Token));
        await services.Approvals.AnswerAsync(new ApprovalAnswer(approval.Id, approval.Hash, null, "test"), Token);
        await services.Engine.ContinueAsync(run, Token);
        await services.Engine.WaitAsync(run, Token);
    }

    private async Task RoundAsync(GatewayServices services)
    {
        await new GatewayScheduler(services, _time, NullLogger<GatewayScheduler>.Instance).RoundAsync(Token);
        await services.Dispatcher.SettleAsync();
        foreach (var run in services.Engine.Active)
        {
            await services.Engine.WaitAsync(run, Token);
        }
    }
}
