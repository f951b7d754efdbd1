using MeshClaw.Core.Turns;
using MeshClaw.Policy;

namespace MeshClaw.Core.Tests.Turns;

public sealed class TurnFeedTests
{
    private static readonly RunId s_run = new(7);
    private readonly TurnFeed _feed = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_comes_after_the_end_is_told_all_of_it_once()
    {
        _feed.Begin(s_run);
        Say("one");
        Say("two");
        _feed.End(s_run);

        Assert.Equal(["one", "two"], await WatchAsync());
        Assert.Empty(await WatchAsync());
    }

    [Fact]
    public async Task What_was_read_before_the_end_is_not_told_again()
    {
        _feed.Begin(s_run);
        Say("one");
        var watching = _feed.Watch(s_run, Token);
        Say("two");
        _feed.End(s_run);

        Assert.Equal(["one", "two"], await WordsAsync(watching));
        Assert.Empty(await WatchAsync());
    }

    [Fact]
    public async Task A_turn_that_goes_on_begins_anew()
    {
        _feed.Begin(s_run);
        Say("one");
        _feed.End(s_run);
        _feed.Begin(s_run);
        Say("two");
        _feed.End(s_run);

        Assert.Equal(["two"], await WatchAsync());
    }

    [Fact]
    public async Task Of_turns_that_nobody_reads_the_oldest_are_forgotten()
    {
        for (var run = 7; run <= 7 + 64; run++)
        {
            _feed.Begin(new RunId(run));
            _feed.Publish(new RunId(run), new TurnEvent.Words("said"));
            _feed.End(new RunId(run));
        }

        Assert.Empty(await WatchAsync());
        Assert.Equal(["said"], await WordsAsync(_feed.Watch(new RunId(8), Token)));
    }

    private void Say(string words) => _feed.Publish(s_run, new TurnEvent.Words(words));

    private Task<List<string>> WatchAsync() => WordsAsync(_feed.Watch(s_run, Token));

    private static async Task<List<string>> WordsAsync(IAsyncEnumerable<TurnEvent> watched)
    {
        var words = new List<string>();
        await foreach (var happened in watched)
        {
            words.Add(Assert.IsType<TurnEvent.Words>(happened).Delta);
        }

        return words;
    }
}
