using System.Globalization;
using System.Text;
using System.Text.Json;
using MeshClaw.Core.Models;
using MeshClaw.Core.Runs;
using MeshClaw.Models.Triage;

namespace MeshClaw.Models.Tests.Triage;

/// <summary>The whole way, from files through the real connector and the guard: nothing wrong may be filed, and most of the rest must be.</summary>
public sealed class DemoMailboxTests
{
    private const double Coverage = 0.85;

    [Theory]
    [InlineData("mx.vega.example", false)]
    [InlineData(null, false)]
    [InlineData("mx.vega.example", true)]
    [InlineData(null, true)]
    public async Task Files_only_what_it_may_and_holds_all_that_gives_orders(string? trustedAuthServer, bool learns)
    {
        await using var demo = await DemoMailbox.OpenAsync(trustedAuthServer);
        var memory = learns ? new FakeTriageMemory() : null;
        var got = Outcomes(await demo.TriageAsync(Mails.Rules, memory: memory));

        var wrong = new StringBuilder();
        var missed = new StringBuilder();
        var (filable, filed) = (0, 0);
        foreach (var (id, label) in demo.LabelsOf("INBOX"))
        {
            var (outcome, reason) = got[id];
            var stays = label.Expect is "keep" or "hold";
            var line = $"{label.File}: {outcome} instead of {label.Expect} ({label.Why}): {reason}";
            if (outcome != label.Expect && (stays || outcome != "keep"))
            {
                wrong.AppendLine(line);
            }

            if (!stays && !label.MayKeep)
            {
                filable++;
                filed += outcome == label.Expect ? 1 : 0;
                _ = outcome == "keep" ? missed.AppendLine(line) : missed;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{filed} of {filable} filed\n{missed}");
        Assert.True(wrong.Length == 0, wrong.ToString());
        Assert.True(filed >= Coverage * filable, $"{filed} of {filable}\n{missed}");
    }

    [Fact]
    public async Task Reports_on_one_screen()
    {
        await using var demo = await DemoMailbox.OpenAsync("mx.vega.example");
        var report = (await demo.TriageAsync(Mails.Rules)).Report;

        Assert.Equal(await Snapshot.OfAsync("demo-report.txt", Render(report)), Render(report));
    }

    [Fact]
    public async Task Says_what_is_left_when_there_is_more_than_it_may_do()
    {
        await using var demo = await DemoMailbox.OpenAsync("mx.vega.example");
        var all = await demo.TriageAsync(Mails.Rules);
        var some = await demo.TriageAsync(Mails.Rules, maxActions: 5);

        Assert.Equal(all.Proposals.Take(5), some.Proposals);
        Assert.Equal(all.Proposals.Length - 5, some.Report.Left);
        Assert.Equal(all.Report.ByDecision, some.Report.ByDecision);
        Assert.Equal(5, some.Report.Lines.Where(l => l.Destination is not null).Sum(l => l.Count));
    }

    [Fact]
    public async Task Joins_each_proposal_with_a_line_of_the_report()
    {
        await using var demo = await DemoMailbox.OpenAsync("mx.vega.example");
        var result = await demo.TriageAsync(Mails.Rules);

        foreach (var line in result.Report.Lines.Where(l => l.Destination is not null))
        {
            Assert.Equal(line.Count, result.Proposals.Count(p => p.Group == line.Key));
        }

        Assert.Equal(result.Report.Items, result.Report.Lines.Sum(l => l.Count));
        Assert.All(result.Proposals, p => Assert.InRange(p.Confidence, TriageClassifier.Threshold, 1));
    }

    [Fact]
    public async Task Proposes_nothing_when_there_are_neither_rules_nor_habits_for_a_sender()
    {
        await using var demo = await DemoMailbox.OpenAsync("mx.vega.example");
        var result = await demo.TriageAsync([]);

        Assert.Empty(result.Proposals);
        Assert.Equal(demo.LabelsOf("INBOX").Count(), result.Report.Items);
    }

    private static Dictionary<string, (string Outcome, string Reason)> Outcomes(ReflexResult result)
    {
        var outcomes = result
            .Report.Lines.SelectMany(l =>
                l.Items.Select(i =>
                    (i.Id, Outcome: l.Destination ?? (l.Key == TriageReport.HeldKey ? "hold" : "keep"), i.Reason)
                )
            )
            .ToDictionary(i => i.Id, i => (i.Outcome, i.Reason));
        foreach (var proposal in result.Proposals)
        {
            using var arguments = JsonDocument.Parse(proposal.Request.Arguments);
            var id = $"{arguments.RootElement.GetProperty("folder")}/{arguments.RootElement.GetProperty("id")}";
            Assert.Equal(outcomes[id].Outcome, arguments.RootElement.GetProperty("to").GetString());
        }

        return outcomes;
    }

    private static string Render(RunReport report)
    {
        var text = new StringBuilder().Append(report.Headline).Append('\n');
        foreach (var line in report.Lines)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{line.Count, 4} {line.What} -> {line.Destination ?? "stay"}: {line.Why}\n"
            );
        }

        foreach (var item in report.Lines.Where(l => l.Destination is null).SelectMany(l => l.Items))
        {
            text.Append(CultureInfo.InvariantCulture, $"     {item.Title} | {item.Reason}\n");
        }

        return text.ToString();
    }
}
