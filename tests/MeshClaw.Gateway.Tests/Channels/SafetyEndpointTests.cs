using MeshClaw.Core.Channels;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;
using OtpNet;

namespace MeshClaw.Gateway.Tests.Channels;

public sealed class SafetyEndpointTests
{
    private const string Code = "abandon ship";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_panic_code_locks_and_nothing_resumes_before_the_device_unlocks()
    {
        await using var home = await new ChatHome().StartPairedAsync();
        using var client = TestHome.Client(home.Host);
        await client.SetPanicCodeAsync(Code, Token);

        await home.Chat.SayAsync("Abandon Ship ");
        await home.Chat.SeesAsync("Everything is stopped.");
        var status = await client.StatusAsync(Token);
        var refused = await Assert.ThrowsAsync<GatewayException>(() => client.ResumeAsync(Token));
        await home.Chat.SayAsync("/resume");
        await home.Chat.SeesAsync("Unlock it at the device: meshclaw unlock");
        await home.RestartAsync();
        using var after = TestHome.Client(home.Host);
        await Assert.ThrowsAsync<GatewayException>(() => after.ResumeAsync(Token));

        Assert.Equal((true, true), (status.Stopped, status.Locked));
        Assert.Equal("locked", refused.Code);
        Assert.Contains("meshclaw unlock", refused.Detail, StringComparison.Ordinal);

        Assert.Equal(status.LockedSince, (await after.UnlockAsync(Token)).Since);
        Assert.Null((await after.UnlockAsync(Token)).Since);
        status = await after.StatusAsync(Token);
        Assert.Equal((true, false, null), (status.Stopped, status.Locked, status.LockedSince));
        Assert.NotNull((await after.ResumeAsync(Token)).Since);
        Assert.False((await after.StatusAsync(Token)).Stopped);
        await AssertNotAuditedAsync(after, Code, "abandon");
    }

    [Fact]
    public async Task A_panic_code_behind_a_stop_in_the_same_batch_locks_too()
    {
        await using var home = await new ChatHome().StartPairedAsync();
        Assert.Null(home.Host.Services.Channels.Panic.Set(Code));

        await home.Chat.DeliverAsync(home.Chat.Says("stop"), home.Chat.Says(Code));

        Assert.NotNull(await home.Host.Services.Channels.Lock.ReadAsync(Token));
    }

    [Fact]
    public async Task A_panic_code_of_somebody_who_may_not_stop_locks_nothing()
    {
        await using var home = await new ChatHome().StartPairedAsync(ChannelRights.Ask);
        Assert.Null(home.Host.Services.Channels.Panic.Set(Code));

        await home.Chat.SayAsync(Code);
        await home.Chat.SeesAsync("This account may not stop agents.");

        Assert.Null(await home.Host.Services.Channels.Lock.ReadAsync(Token));
        Assert.Empty(home.Model.Prompts);
    }

    [Fact]
    public async Task Half_a_character_keeps_nothing_from_being_heard()
    {
        await using var home = await new ChatHome().StartPairedAsync();
        Assert.Null(home.Host.Services.Channels.Panic.Set(Code));
        home.Model.Says("Heard.");

        await home.Chat.SayAsync("Hello there \ud83d");

        await home.Chat.SeesAsync("Heard.");
    }

    [Fact]
    public async Task A_second_factor_serves_once_a_code_of_it_was_given()
    {
        await using var home = new ChatHome();
        using var client = TestHome.Client(await home.StartAsync());
        var made = await client.NewSecondFactorAsync(Token);
        Assert.Equal(new ChannelSafetyResponse(false, false), await client.ChannelSafetyAsync(Token));
        var right = new Totp(Base32Encoding.ToBytes(made.Secret)).ComputeTotp(
            TimeProvider.System.GetUtcNow().UtcDateTime
        );
        var wrong = right[..5] + (right[5] == '0' ? '1' : '0');

        foreach (var request in new ConfirmSecondFactorRequest[] { new(made.Secret, wrong), new("no base 32!", right) })
        {
            var refused = await Assert.ThrowsAsync<GatewayException>(() =>
                client.ConfirmSecondFactorAsync(request, Token)
            );
            Assert.Equal("invalid", refused.Code);
        }

        Assert.False((await client.ChannelSafetyAsync(Token)).SecondFactor);
        await client.ConfirmSecondFactorAsync(new ConfirmSecondFactorRequest(made.Secret, right), Token);
        Assert.True((await client.ChannelSafetyAsync(Token)).SecondFactor);
        Assert.StartsWith("otpauth://totp/MeshClaw", made.Address, StringComparison.Ordinal);
        await AssertNotAuditedAsync(client, made.Secret, wrong);

        await client.RemoveSecondFactorAsync(Token);
        Assert.False((await client.ChannelSafetyAsync(Token)).SecondFactor);
        var none = await Assert.ThrowsAsync<GatewayException>(() => client.RemoveSecondFactorAsync(Token));
        Assert.Equal("not-found", none.Code);
    }

    [Fact]
    public async Task A_panic_code_is_set_refused_and_removed()
    {
        await using var home = new ChatHome();
        using var client = TestHome.Client(await home.StartAsync());

        var refused = await Assert.ThrowsAsync<GatewayException>(() => client.SetPanicCodeAsync("stop inbox", Token));
        Assert.Equal("invalid", refused.Code);
        Assert.False((await client.ChannelSafetyAsync(Token)).PanicCode);

        await client.SetPanicCodeAsync(Code, Token);
        Assert.Equal(new ChannelSafetyResponse(false, true), await client.ChannelSafetyAsync(Token));
        await client.RemovePanicCodeAsync(Token);
        var none = await Assert.ThrowsAsync<GatewayException>(() => client.RemovePanicCodeAsync(Token));

        Assert.Equal("not-found", none.Code);
        await AssertNotAuditedAsync(client, Code);
    }

    [Fact]
    public async Task Doctor_hints_at_what_is_missing_and_at_trouble()
    {
        await using var home = await new ChatHome().StartPairedAsync();
        using var client = TestHome.Client(home.Host);
        var channels = home.Host.Services.Channels;
        channels.Inbox.Tell(home.Chat.Name, "It is away.");

        var before = await client.DoctorAsync(Token);
        channels.Inbox.Tell(home.Chat.Name, null);
        channels.Panic.Set(Code);
        home.Host.Services.Secrets.Put("channels/totp", new("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
        var after = await client.DoctorAsync(Token);
        await channels.Lock.LockAsync("test", Token);
        var locked = await client.DoctorAsync(Token);

        Assert.Equal(["channel chat", "second factor", "panic code"], Warnings(before));
        Assert.Contains(before, f => f.What == "It is away.");
        Assert.Empty(Warnings(after));
        Assert.Contains(locked, f => f.Area == "stop" && f.Mend!.Contains("meshclaw unlock", StringComparison.Ordinal));
    }

    // The folder of a test is not as private as a home is made.
    private static IEnumerable<string> Warnings(IReadOnlyList<DoctorFinding> findings) =>
        findings.Where(f => f.Level != "ok" && f.Area != "home").Select(f => f.Area);

    [Fact]
    public async Task Keys_that_are_lost_keep_no_stop_from_being_heard_and_what_they_hid_can_be_taken_away()
    {
        await using var home = await new ChatHome().StartPairedAsync();
        Assert.Null(home.Host.Services.Channels.Panic.Set(Code));
        await home.Home.DisposeHostsAsync();
        Directory.Delete(Path.Join(home.Home.Home.Root, "keys"), recursive: true);
        using var client = TestHome.Client(await home.StartAsync());

        var findings = await client.DoctorAsync(Token);
        await home.Chat.DeliverAsync(home.Chat.Says("abandon chip"), home.Chat.Says("stop"));
        await home.Chat.SeesAsync("Everything is stopped.");

        Assert.Contains(findings, f => f is { Level: "error", Area: "channel secrets" });
        Assert.True((await client.ChannelSafetyAsync(Token)).PanicCode);
        await client.RemovePanicCodeAsync(Token);
        Assert.False((await client.ChannelSafetyAsync(Token)).PanicCode);
    }

    private static async Task AssertNotAuditedAsync(GatewayClient client, params string[] secrets)
    {
        using var export = new MemoryStream();
        await client.ExportAuditAsync(export, 1, Token);
        var audit = System.Text.Encoding.UTF8.GetString(export.ToArray());
        Assert.True(
            audit.Contains("panic-code.set", StringComparison.Ordinal)
                || audit.Contains("second-factor.set", StringComparison.Ordinal)
        );
        Assert.All(secrets, s => Assert.DoesNotContain(s, audit, StringComparison.OrdinalIgnoreCase));
    }
}
