using MeshClaw.Core.Models;
using MeshClaw.Models.Triage.Learning;

namespace MeshClaw.Models.Tests.Triage.Learning;

/// <summary>Learning between runs, on the demo's mailbox behind the real connector.</summary>
public sealed class TriageTrainerTests
{
    [Fact]
    public async Task Learns_each_act_once()
    {
        await using var demo = await DemoMailbox.OpenAsync("mx.vega.example");
        var memory = new FakeTriageMemory();
        await demo.TriageAsync(Mails.Rules, memory: memory);
        var first = TriageModelFile.Load(memory.Model!, out _)!;
        await demo.TriageAsync(Mails.Rules, memory: memory);

        Assert.Equal(1, memory.Saves);
        Assert.Contains("Reading", first.Folders);
        Assert.DoesNotContain("Archive", first.Folders);
        Assert.DoesNotContain("Sent", first.Folders);
        Assert.True(first.Examples > 20, $"{first.Examples}");
    }

    [Fact]
    public async Task What_agents_filed_is_not_learnt()
    {
        await using var demo = await DemoMailbox.OpenAsync("mx.vega.example");
        var all = new FakeTriageMemory();
        await demo.TriageAsync(Mails.Rules, memory: all);

        var none = new FakeTriageMemory();
        none.Filings.AddRange(await FilingsOfAsync(demo, "Reading"));
        await demo.TriageAsync(Mails.Rules, memory: none);

        Assert.Contains("Reading", TriageModelFile.Load(all.Model!, out _)!.Folders);
        Assert.DoesNotContain("Reading", TriageModelFile.Load(none.Model!, out _)!.Folders);
    }

    [Fact]
    public async Task A_broken_model_is_set_aside_and_learning_begins_anew()
    {
        await using var demo = await DemoMailbox.OpenAsync("mx.vega.example");
        var memory = new FakeTriageMemory { Model = [1, 2, 3] };

        var result = await demo.TriageAsync(Mails.Rules, memory: memory);

        Assert.NotEmpty(result.Proposals);
        Assert.Equal("it is no model of triage", memory.SetAside);
        Assert.NotNull(TriageModelFile.Load(memory.Model!, out _));
    }

    private static async Task<IEnumerable<AgentFiling>> FilingsOfAsync(DemoMailbox demo, string folder)
    {
        var messages = await demo.ListAsync(folder);
        Assert.NotEmpty(messages);
        return messages.Select(m => HostileLearningTests.Filing(m, folder));
    }
}
