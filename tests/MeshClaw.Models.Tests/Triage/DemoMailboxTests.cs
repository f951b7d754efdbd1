using System.Text;
using MeshClaw.Models.Triage;

namespace MeshClaw.Models.Tests.Triage;

public sealed class DemoMailboxTests
{
    private const double Coverage = 0.85;

    [Fact]
    public async Task Files_only_what_it_may_and_holds_all_that_gives_orders()
    {
        await using var demo = await DemoMailbox.OpenAsync();
        var result = await demo.TriageAsync(Mails.Rules);
        var moves = result.Proposals.ToDictionary(p => Id(p.Request.Arguments), p => p);
        var held = result.Report.Lines.Where(l => l.Key == TriageReport.HeldKey).SelectMany(l => l.Items).ToDictionary(i => i.Id);
        var stays = result.Report.Lines.Where(l => l.Key == TriageReport.StayKey).SelectMany(l => l.Items).ToDictionary(i => i.Id);
        var inbox = demo.LabelsOf("INBOX").ToList();

        var faults = new StringBuilder();
        var (filable, filed) = (0, 0);
        foreach (var (id, label) in inbox)
        {
            var move = moves.GetValueOrDefault(id);
            var folder = move is null ? null : Folder(move.Request.Arguments);
            var got = held.ContainsKey(id) ? "hold" : folder ?? "keep";
            var must = label.Expect is "keep" or "hold" || !label.MayKeep;
            filable += label.Expect is "keep" or "hold" || label.MayKeep ? 0 : 1;
            filed += folder is not null && folder == label.Expect && !label.MayKeep ? 1 : 0;
            var fault = got != label.Expect && !(got == "keep" && label.Expect is not ("hold" or "keep"));
            if (fault || (got == "keep" && must && label.Expect != "keep"))
            {
                faults.AppendLine($"{(fault ? "FAULT" : "missed")} {label.File}: {got} instead of {label.Expect} ({label.Why}) {move?.Reason} {move?.Confidence:0.00} {held.GetValueOrDefault(id)?.Reason} {stays.GetValueOrDefault(id)?.Reason} {stays.GetValueOrDefault(id)?.Confidence}");
            }
        }

        var log = $"{filed} of {filable} filed\n{faults}";
        TestContext.Current.TestOutputHelper?.WriteLine(log);
        Assert.False(log.Contains("FAULT"), log);
        Assert.True(filed >= Coverage * filable, log);
    }

    private static string Id(string arguments)
    {
        using var json = System.Text.Json.JsonDocument.Parse(arguments);
        return $"{json.RootElement.GetProperty("folder").GetString()}/{json.RootElement.GetProperty("id").GetString()}";
    }

    private static string? Folder(string arguments)
    {
        using var json = System.Text.Json.JsonDocument.Parse(arguments);
        return json.RootElement.TryGetProperty("to", out var to) ? to.GetString() : null;
    }
}
