using MeshClaw.Core.Channels;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Gateway.Tests.Channels;

public sealed class PeopleEndpointTests
{
    private static readonly string[] s_all = ["ask", "approve", "stop", "administer"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_code_of_the_device_pairs_who_says_it_until_they_are_unpaired()
    {
        await using var home = new ChatHome();
        using var client = TestHome.Client(await home.StartAsync());
        var before = TimeProvider.System.GetUtcNow();

        var code = await client.PairAsync("chat", null, Token);
        await home.Chat.SayAsync(code.Code);
        await home.Chat.SeesAsync("Paired.");

        Assert.Equal(s_all, code.Rights);
        Assert.InRange(code.Expires, before.AddMinutes(9.9), TimeProvider.System.GetUtcNow().AddMinutes(10));
        var person = Assert.Single(await client.ListPeopleAsync(Token));
        Assert.Equal(("chat", "1001", "Robin"), (person.Channel, person.Sender, person.Name));
        Assert.Equal(s_all, person.Rights);

        await client.UnpairAsync(person.Id, Token);
        await home.Chat.SayAsync("/status");

        Assert.Empty(await client.ListPeopleAsync(Token));
        Assert.DoesNotContain(home.Chat.Messages, m => m.Text.StartsWith("Running.", StringComparison.Ordinal));
        var again = await Assert.ThrowsAsync<GatewayException>(() => client.UnpairAsync(person.Id, Token));
        Assert.Equal("not-found", again.Code);
    }

    [Fact]
    public async Task Who_is_paired_gets_other_rights_by_another_code_and_no_agent_reads_it()
    {
        await using var home = await new ChatHome().StartPairedAsync();
        using var client = TestHome.Client(home.Host);

        var code = await client.PairAsync("chat", ["stop", "ask"], Token);
        await home.Chat.SayAsync(code.Code);
        await home.Chat.SeesAsync("You may: ask, stop.");
        await home.Chat.SayAsync("/run inbox");
        await home.Chat.SeesAsync("This account may not do that.");

        Assert.Equal(["ask", "stop"], Assert.Single(await client.ListPeopleAsync(Token)).Rights);
        Assert.Empty(home.Model.Prompts);
    }

    [Theory]
    [InlineData("chat", "ask,fly", "invalid", "There is no right 'fly'.")]
    [InlineData("chat", "ask,Stop", "invalid", "There is no right 'Stop'.")]
    [InlineData("chat", "15", "invalid", "There is no right '15'.")]
    [InlineData("chat", "", "invalid", "An empty list gives no rights.")]
    [InlineData("chat/none", "ask", "not-found", "There is no channel 'chat/none'.")]
    [InlineData("nothing", "ask", "not-found", "There is no channel 'nothing'.")]
    public async Task What_makes_no_sense_gives_no_code(string channel, string rights, string code, string said)
    {
        await using var home = new ChatHome();
        using var client = TestHome.Client(await home.StartAsync());

        var refused = await Assert.ThrowsAsync<GatewayException>(() =>
            client.PairAsync(channel, rights.Split(',', StringSplitOptions.RemoveEmptyEntries), Token)
        );

        Assert.Equal((code, said), (refused.Code, refused.Message));
    }

    [Fact]
    public async Task A_test_goes_to_everybody_of_the_channel_and_tells_what_became_of_it()
    {
        await using var home = await new ChatHome(new ChatPlatform(), new ChatPlatform("other")).StartPairedAsync();
        using var client = TestHome.Client(home.Host);
        await home.PairAsync(home.Chat, "2002");

        var sent = await client.TestChannelAsync("chat", Token);
        home.Chat.Refuses = () => new ChannelException(ChannelFault.Invalid, "They blocked us.");
        var failed = await client.TestChannelAsync("chat", Token);

        Assert.Equal(["sent", "sent"], sent.Select(s => s.State));
        Assert.Equal(
            ["direct", "2002"],
            home.Chat.Messages.Where(m => m.Text.StartsWith("A test of this", StringComparison.Ordinal))
                .Select(m => m.Chat)
        );
        Assert.All(failed, f => Assert.Equal(("failed", "They blocked us."), (f.State, f.Failure)));
        Assert.DoesNotContain(
            home.Platforms[1].Messages,
            m => m.Text.StartsWith("A test of this", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Where_nobody_is_paired_a_test_says_so()
    {
        await using var home = new ChatHome();
        using var client = TestHome.Client(await home.StartAsync());

        var nobody = await Assert.ThrowsAsync<GatewayException>(() => client.TestChannelAsync("chat", Token));
        var unknown = await Assert.ThrowsAsync<GatewayException>(() => client.TestChannelAsync("chat/none", Token));

        Assert.Equal(("nobody-paired", "not-found"), (nobody.Code, unknown.Code));
    }
}
