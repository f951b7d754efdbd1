using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Gateway.Tests.Features;

public sealed class UndoTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_undos_at_once_one_takes_all_back_and_the_other_is_refused()
    {
        await using var home = new TestHome();
        home.AddMail(3);
        var before = home.Mail;
        var (_, client) = await home.StartConnectedAsync();
        using var closing = client;
        var started = await client.StartRunAsync("inbox", Token);
        var waiting = await client.WaitForRunAsync(started.Run, Token);
        await client.ApproveAsync(Assert.Single(waiting.Approvals), new ApproveRequest(null, null), Token);
        await client.WaitForRunAsync(waiting.Run, Token);

        var codes = await Task.WhenAll(UndoAsync(), UndoAsync());

        Assert.Single(codes, "done");
        Assert.Single(codes, code => code is "busy" or "nothing-to-undo");
        Assert.Equal(before, home.Mail);

        async Task<string> UndoAsync()
        {
            try
            {
                var undo = await client.UndoAsync(waiting.Run, Token);
                return (await client.WaitForRunAsync(undo.Run, Token)).State;
            }
            catch (GatewayException refused)
            {
                return refused.Code ?? "";
            }
        }
    }
}
