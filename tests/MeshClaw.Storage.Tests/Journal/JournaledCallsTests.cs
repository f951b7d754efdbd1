using MeshClaw.Core.Journal;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Storage.Journal;

namespace MeshClaw.Storage.Tests.Journal;

public sealed class JournaledCallsTests
{
    [Fact]
    public async Task A_call_comes_back_from_disk_as_it_was_proposed()
    {
        await using var home = await Home.CreateAsync();
        var snapshot = await home.SnapshotAsync(await home.RunAsync());
        var pay = new ProposedCall(
            Home.Mail,
            new ToolName("mail.send"),
            new Effect(EffectClass.Irreversible, EffectTraits.Sends | EffectTraits.Spends),
            Verbs.Send,
            """{"to":"ana@corp.example"}""",
            [],
            [new Destination("mail", "ana@corp.example")],
            amount: 12.50m
        );
        await home.ProposeAsync(snapshot, Home.Move(1), pay);
        await home.ReopenAsync();

        var stored = await home.Journal.ListAsync(new JournalQuery { NewestFirst = false }, Home.None);
        var (move, again) = (JournaledCalls.Rebuild(stored[0])!, JournaledCalls.Rebuild(stored[1])!);

        Assert.Equal([Home.Move(1).Hash, pay.Hash], [move.Hash, again.Hash]);
        Assert.Equal(Home.Move(1).Targets[0].Facts.From, move.Targets[0].Facts.From);
        Assert.Equal("Secret subject", move.Targets[0].Facts.Subject);
        Assert.Equal(12.50m, again.Amount);
    }

    [Fact]
    public async Task An_entry_that_says_less_or_something_else_gives_no_call()
    {
        await using var home = await Home.CreateAsync();
        var entry = (await home.ProposeAsync(await home.SnapshotAsync(await home.RunAsync()), Home.Move(1))).Entries[0];

        Assert.NotNull(JournaledCalls.Rebuild(entry));
        Assert.Null(JournaledCalls.Rebuild(entry with { Description = null }));
        Assert.Null(JournaledCalls.Rebuild(entry with { Description = "{" }));
        Assert.Null(JournaledCalls.Rebuild(entry with { Targets = "[1]" }));
        Assert.Null(
            JournaledCalls.Rebuild(
                entry with
                {
                    Description = entry.Description!.Replace("\"class\":2", "\"class\":0", StringComparison.Ordinal),
                }
            )
        );
    }
}
