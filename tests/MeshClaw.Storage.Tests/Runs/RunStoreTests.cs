using System.Collections.Immutable;
using MeshClaw.Core.Runs;
using MeshClaw.Policy;

namespace MeshClaw.Storage.Tests.Runs;

public sealed class RunStoreTests
{
    [Fact]
    public async Task A_run_comes_back_as_it_was_left()
    {
        await using var home = await Home.CreateAsync();
        var run = await home.Runs.BeginAsync(Home.Inbox, "schedule 06:30 on weekdays", Home.None);
        Assert.Equal(run, await home.Runs.FindAsync(run.Id, Home.None));
        home.Time.Advance(TimeSpan.FromMinutes(1));
        await home.Runs.SetStateAsync(run.Id, RunState.Failed, "The server is gone.", Home.None);
        await home.ReopenAsync();

        var failed = run with
        {
            State = RunState.Failed,
            Error = "The server is gone.",
            Ended = Home.Start.AddMinutes(1),
        };
        Assert.Equal(failed, await home.Runs.FindAsync(run.Id, Home.None));
        await home.Runs.SetStateAsync(run.Id, RunState.Waiting, null, Home.None);
        Assert.Equal(run with { State = RunState.Waiting }, await home.Runs.FindAsync(run.Id, Home.None));
        Assert.Null(await home.Runs.FindAsync(new RunId(2), Home.None));
    }

    [Fact]
    public async Task A_report_comes_back_whole()
    {
        await using var home = await Home.CreateAsync();
        var run = await home.RunAsync();
        var report = new RunReport
        {
            Headline = "Inbox of Robin: 2 messages",
            Items = 2,
            Lines =
            [
                new ReportLine(
                    "k",
                    1,
                    "newsletters",
                    "Reading",
                    "list",
                    [new ReportItem("INBOX/1", "Ü “x”", "r", 0.5)]
                ),
            ],
            ByDecision = ImmutableSortedDictionary<string, int>.Empty.Add("file:Reading", 1).Add("keep", 1),
            HeldAsInjection = 1,
            Left = 3,
        };

        await home.Runs.SetReportAsync(run, report, Home.None);

        var stored = (await home.Runs.FindAsync(run, Home.None))!.Report; // Begun above.
        Assert.Equivalent(report, stored, strict: true);
        Assert.Equal(report.Lines[0].Items, stored!.Lines[0].Items);
    }

    [Fact]
    public async Task Lists_are_newest_first_by_agent_and_state()
    {
        await using var home = await Home.CreateAsync();
        await home.RunAsync();
        await home.Runs.BeginAsync(new AgentName("other"), "asked", Home.None);
        var third = await home.RunAsync();
        await home.Runs.SetStateAsync(third, RunState.Done, null, Home.None);

        Assert.Equal([3, 2], await Ids(null, null, 2));
        Assert.Equal([3, 1], await Ids(Home.Inbox, null, 9));
        Assert.Equal([2, 1], await Ids(null, RunState.Running, 9));
        Assert.Equal([1], await Ids(Home.Inbox, RunState.Running, 9));

        async Task<IEnumerable<long>> Ids(AgentName? agent, RunState? state, int limit) =>
            (await home.Runs.ListAsync(agent, state, limit, Home.None)).Select(r => r.Id.Value);
    }

    [Fact]
    public async Task A_run_that_is_not_there_cannot_be_moved_on()
    {
        await using var home = await Home.CreateAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            home.Runs.SetStateAsync(new RunId(5), RunState.Done, null, Home.None)
        );
    }
}
