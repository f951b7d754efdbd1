using MeshClaw.Channels.Slack;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.Tests.Slack;

/// <summary>What is said while nobody listens, and Slack has given up delivering it.</summary>
public sealed class SlackCatchUpTests : IAsyncLifetime
{
    private readonly SlackScene _scene = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task After_a_long_outage_it_reads_up_chats_and_threads_where_it_was_spoken_to()
    {
        var topic = _scene.Workspace.Type(
            SlackPlatform.GroupChat,
            SlackPlatform.Owner,
            "in the channel",
            mentions: SlackPlatform.Bot
        );
        await _scene.ListenAsync();
        await _scene.SayAndHearAsync("before");
        await _scene.PassAsync(() => _scene.Server.Unacknowledged == 0);
        _scene.Server.Away(true);
        await _scene.PassAsync(() => _scene.Inbox.Trouble is not null && _scene.Server.Links == 0);
        _scene.Say("during");
        _scene.Workspace.Type(
            SlackPlatform.GroupChat,
            SlackPlatform.Owner,
            "in the thread",
            thread: topic.Ts,
            mentions: SlackPlatform.Bot
        );
        _scene.Workspace.Type(SlackPlatform.GroupChat, SlackPlatform.Colleague, "not for the agent");
        _scene.Workspace.Type(
            SlackPlatform.GroupChat,
            SlackPlatform.Colleague,
            "in the channel again",
            mentions: SlackPlatform.Bot
        );
        _scene.Time.Advance(TimeSpan.FromHours(8));
        _scene.Server.GiveUpPending();
        _scene.Server.Away(false);
        await _scene.PassAsync(() => _scene.Inbox.Distinct.Count == 5);

        Assert.Equal(
            ["before", "during", "in the channel", "in the channel again", "in the thread"],
            _scene.Texts.Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            new ChatPlace(SlackPlatform.GroupChat, topic.Ts),
            _scene.Inbox.Distinct.Single(d => d.Text == "in the thread").Place
        );
    }

    [Fact]
    public async Task After_a_restart_it_goes_on_at_the_cursor()
    {
        await _scene.ListenAsync();
        await _scene.SayAndHearAsync("before");
        var next = new SlackScene();
        var cursor = await _scene.Inbox.ReadCursorAsync(_scene.Channel.Name, TestContext.Current.CancellationToken);
        Assert.NotNull(cursor);
        next.Time.SetUtcNow(_scene.Time.GetUtcNow());
        // Another workspace with the same chats; what was said in it meanwhile no event tells any more.
        next.Say("meanwhile");
        next.Server.GiveUpPending();
        await next.Inbox.AcceptAsync(next.Channel.Name, [], cursor, TestContext.Current.CancellationToken);
        await next.ListenAsync();
        await next.PassAsync(() => next.Texts.Contains("meanwhile"));
        await next.DisposeAsync();
    }

    [Fact]
    public async Task Where_reading_up_fails_it_listens_all_the_same_and_reads_up_later()
    {
        await _scene.ListenAsync();
        await _scene.SayAndHearAsync("before");
        _scene.Server.Away(true);
        await _scene.PassAsync(() => _scene.Inbox.Trouble is not null && _scene.Server.Links == 0);
        _scene.Say("during");
        _scene.Time.Advance(TimeSpan.FromHours(8));
        _scene.Server.GiveUpPending();
        _scene.Server.Limit("conversations.history", 1, TimeSpan.FromSeconds(30));
        _scene.Server.Away(false);
        await _scene.PassAsync(() => _scene.Server.Links == 1);
        await _scene.SayAndHearAsync("after");
        Assert.DoesNotContain("during", _scene.Texts);
        _scene.Server.Close();
        await _scene.PassAsync(() => _scene.Texts.Contains("during"));
    }

    [Fact]
    public void What_comes_while_it_reads_up_does_not_move_the_cursor()
    {
        using var api = new SlackApi(SlackPlatform.Parts(_scene.Server.Root, _scene.Time, _scene.Log));
        var catchUp = new SlackCatchUp(api, _scene.Time);
        catchUp.Load("1763888400.000100 D1");
        catchUp.Fell();
        var said = new Delivery
        {
            Id = "message:D2:1763899999.000000",
            Place = new ChatPlace("D2", "1763899998.000000"),
            Sender = "T1/U1",
            Sent = SlackTime.Read("1763899999.000000"),
        };

        Assert.Equal("1763888400.000100 D1 D2/1763899998.000000", catchUp.CursorAfter([said]));
        Assert.Null(catchUp.CursorAfter([said with { IsAddressed = false }]));
        Assert.True(catchUp.IsBehind);
    }

    [Theory]
    [InlineData("nonsense D1")]
    [InlineData("-1")]
    [InlineData("99999999999999999999999999999999999")]
    public async Task A_cursor_that_cannot_be_read_counts_as_none(string cursor)
    {
        await _scene.Inbox.AcceptAsync(_scene.Channel.Name, [], cursor, TestContext.Current.CancellationToken);
        await _scene.ListenAsync();
        await _scene.SayAndHearAsync("hello");

        Assert.DoesNotContain(_scene.Server.Heard, h => h.Method == "conversations.history");
    }
}
