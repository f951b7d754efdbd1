using MeshClaw.Core.Channels;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Models;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Gateway.Tests.Channels;

public sealed class ChannelSetupTests : IAsyncLifetime
{
    private const string TokenName = "channels/pretend/token";

    private readonly PretendPlatform _platform = new();
    private readonly TestHome _home = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ConnectChannelRequest Request =>
        new()
        {
            Name = "pretend",
            Secrets = new Dictionary<string, string> { ["token"] = PretendPlatform.Token },
        };

    private string ConfigText => File.Exists(_home.Home.ConfigFile) ? File.ReadAllText(_home.Home.ConfigFile) : "";

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _home.DisposeAsync();

    [Fact]
    public async Task A_channel_is_tried_kept_listed_audited_and_removed()
    {
        _home.WriteAgent("helper");
        var (host, client) = await StartAsync();
        var changed = new List<ChannelName>();
        host.Services.ChannelSetup.Changed += changed.Add;

        var connected = await client.ConnectChannelAsync(
            Request with
            {
                Settings = new Dictionary<string, string> { ["place"] = "here" },
                Agent = "helper",
                Root = "http://127.0.0.1:9",
                Notify = true,
            },
            Token
        );

        Assert.Equal(("pretend", "Pretend", "42", "@vega_bot"), Parts(connected));
        Assert.Equal("https://pretend.example/vega_bot", connected.Link);
        Assert.Empty(connected.Notes);
        Assert.Equal(
            "channels:\n  pretend:\n    place: here\n    agent: helper\n    root: http://127.0.0.1:9/\nnotify: pretend\n",
            ConfigText
        );
        Assert.Equal(PretendPlatform.Token, host.Services.Secrets.Find(TokenName)?.Reveal());
        Assert.Equal(new Uri("http://127.0.0.1:9"), Assert.Single(_platform.Asked).Root);
        var listed = new ChannelResponse
        {
            Name = "pretend",
            Kind = "pretend",
            Title = "Pretend",
            Account = "@vega_bot",
            Agent = "helper",
            Notify = true,
        };
        Assert.Equal([listed], await client.ListChannelsAsync(Token));

        host.Services.ChannelSetup.TroubleOf = c => $"{c} is away.";
        Assert.Equal([listed with { Trouble = "pretend is away." }], await client.ListChannelsAsync(Token));

        await client.RemoveChannelAsync("pretend", Token);

        Assert.Empty(await client.ListChannelsAsync(Token));
        Assert.Null(host.Services.Secrets.Find(TokenName));
        Assert.Equal("channels:\n", ConfigText);
        Assert.Equal([new ChannelName("pretend"), new ChannelName("pretend")], changed);
        using var audit = new MemoryStream();
        await client.ExportAuditAsync(audit, 1, Token);
        var log = System.Text.Encoding.UTF8.GetString(audit.ToArray());
        Assert.Contains("channel.added", log, StringComparison.Ordinal);
        Assert.Contains("channel.removed", log, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", log, StringComparison.Ordinal);
        var again = await Assert.ThrowsAsync<GatewayException>(() => client.RemoveChannelAsync("pretend", Token));
        Assert.Equal("not-found", again.Code);
    }

    [Fact]
    public async Task Kinds_are_told_with_their_steps_and_what_they_need()
    {
        var (_, client) = await StartAsync();

        var kind = Assert.Single(await client.ListChannelKindsAsync(Token));

        Assert.Equal(("pretend", "Pretend"), (kind.Name, kind.Title));
        Assert.Equal(_platform.Kind.Steps, kind.Steps);
        Assert.Equal(
            [
                new ChannelSettingResponse("token", "The token of your bot", true, true),
                new ChannelSettingResponse("app-token", "Another token", true, false),
                new ChannelSettingResponse("place", "Where it is", false, false),
            ],
            kind.Settings
        );
    }

    [Fact]
    public async Task A_token_that_the_platform_refuses_is_repeated_nowhere_and_nothing_is_stored()
    {
        var (host, client) = await StartAsync();

        var failure = await Assert.ThrowsAsync<GatewayException>(() =>
            client.ConnectChannelAsync(
                Request with
                {
                    Secrets = new Dictionary<string, string> { ["token"] = "1:wrong-hunter2" },
                },
                Token
            )
        );

        Assert.Equal("connection-failed", failure.Code);
        Assert.Equal("Pretend does not accept what you gave: Unauthorized: ***", failure.Message);
        Assert.Equal("Nothing was stored.", failure.Detail);
        Assert.Equal("", ConfigText);
        Assert.Null(host.Services.Secrets.Find(TokenName));
        Assert.Empty(await client.ListChannelsAsync(Token));
    }

    [Theory]
    [InlineData(ChannelFault.Unreachable, "Pretend cannot be reached: no.")]
    [InlineData(ChannelFault.RateLimited, "Pretend wants us to wait: no.")]
    [InlineData(ChannelFault.Invalid, "Pretend does not allow it: no.")]
    [InlineData(ChannelFault.Unexpected, "Pretend answered what it does not document: no.")]
    public async Task A_platform_that_fails_is_explained(ChannelFault fault, string said)
    {
        var (_, client) = await StartAsync();
        _platform.Failure = new ChannelException(fault, "no.");

        var failure = await Assert.ThrowsAsync<GatewayException>(() => client.ConnectChannelAsync(Request, Token));

        Assert.Equal(("connection-failed", said), (failure.Code, failure.Message));
    }

    [Fact]
    public async Task A_platform_that_does_not_answer_is_not_waited_for_for_ever()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));
        var (_, client) = await StartAsync(time);
        _platform.Silence = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var connecting = client.ConnectChannelAsync(Request, Token);
        await _platform.Silence.Task.WaitAsync(Token);
        time.Advance(TimeSpan.FromSeconds(30));

        var failure = await Assert.ThrowsAsync<GatewayException>(() => connecting);
        Assert.Equal(("connection-failed", "Pretend did not answer in 30 s."), (failure.Code, failure.Message));
    }

    [Fact]
    public async Task A_failed_second_try_leaves_the_first_as_it_was()
    {
        var (host, client) = await StartAsync();
        await client.ConnectChannelAsync(Request, Token);
        var before = ConfigText;
        _platform.Failure = new ChannelException(ChannelFault.Refused, $"No: {PretendPlatform.Token}");
        var kept = await Assert.ThrowsAsync<GatewayException>(() =>
            client.ConnectChannelAsync(new ConnectChannelRequest { Name = "pretend" }, Token)
        );
        _platform.Failure = null;

        await Assert.ThrowsAsync<GatewayException>(() =>
            client.ConnectChannelAsync(
                Request with
                {
                    Secrets = new Dictionary<string, string> { ["token"] = "1:other" },
                    Settings = new Dictionary<string, string> { ["place"] = "there" },
                },
                Token
            )
        );

        Assert.Equal("Pretend does not accept what you gave: No: ***", kept.Message);
        Assert.Equal(before, ConfigText);
        Assert.Equal(PretendPlatform.Token, host.Services.Secrets.Find(TokenName)?.Reveal());
    }

    [Fact]
    public async Task A_config_that_cannot_be_edited_leaves_the_secrets_as_they_were()
    {
        _home.WriteConfig("channels: { pretend: { place: here } }\n");
        var (host, client) = await StartAsync();
        host.Services.Secrets.Put("channels/pretend/app-token", new("old"));

        var failure = await Assert.ThrowsAsync<GatewayException>(() =>
            client.ConnectChannelAsync(
                Request with
                {
                    Secrets = new Dictionary<string, string>
                    {
                        ["token"] = PretendPlatform.Token,
                        ["app-token"] = "new-token",
                    },
                },
                Token
            )
        );

        Assert.Equal("invalid", failure.Code);
        Assert.Contains("by hand", failure.Message, StringComparison.Ordinal);
        Assert.Null(host.Services.Secrets.Find(TokenName));
        Assert.Equal("old", host.Services.Secrets.Find("channels/pretend/app-token")?.Reveal());
    }

    [Fact]
    public async Task A_secret_that_cannot_be_decrypted_any_more_is_told_and_mended_by_giving_it_again()
    {
        var (first, client) = await StartAsync();
        await client.ConnectChannelAsync(Request, Token);
        await first.DisposeAsync();
        Directory.Delete(Path.Join(_home.Home.Root, "keys"), recursive: true);
        (_, client) = await StartAsync();

        var broken = Assert.Single(await client.ListChannelsAsync(Token));
        await client.ConnectChannelAsync(Request, Token);
        var mended = Assert.Single(await client.ListChannelsAsync(Token));

        Assert.Contains("cannot be decrypted", broken.Trouble, StringComparison.Ordinal);
        Assert.Null(mended.Trouble);
    }

    [Fact]
    public async Task What_is_kept_serves_again_but_at_the_same_place_only()
    {
        var (_, client) = await StartAsync();
        await client.ConnectChannelAsync(
            Request with
            {
                Settings = new Dictionary<string, string> { ["place"] = "here" },
            },
            Token
        );

        await client.ConnectChannelAsync(new ConnectChannelRequest { Name = "pretend", Notify = true }, Token);
        var elsewhere = await Assert.ThrowsAsync<GatewayException>(() =>
            client.ConnectChannelAsync(
                new ConnectChannelRequest { Name = "pretend", Root = "https://thief.example" },
                Token
            )
        );
        await client.ConnectChannelAsync(
            new ConnectChannelRequest
            {
                Name = "pretend",
                Settings = new Dictionary<string, string> { ["place"] = "" },
            },
            Token
        );

        Assert.Contains("\"token\" is missing", elsewhere.Message, StringComparison.Ordinal);
        Assert.Equal(["here", "here", null], _platform.Asked.Select(m => m.Settings.GetValueOrDefault("place")));
        Assert.Equal("channels:\n  pretend: {}\nnotify: pretend\n", ConfigText);
    }

    public static TheoryData<ConnectChannelRequest, string> Refused =>
        new()
        {
            {
                new ConnectChannelRequest { Name = "nothing" },
                "There are: pretend."
            },
            {
                new ConnectChannelRequest { Name = "pretend/../x" },
                "There are: pretend."
            },
            {
                new ConnectChannelRequest { Name = "pretend" },
                "\"token\" is missing: The token of your bot."
            },
            { Request with { Secrets = Pair("token", "hunter2") }, "\"token\": It looks like 1:A." },
            { Request with { Secrets = Pair("token", " ") }, "\"token\" is empty." },
            { Request with { Secrets = Pair("token", "1:a\nb") }, "\"token\" takes one line." },
            { Request with { Secrets = Pair("place", "1:a") }, "is no secret" },
            { Request with { Settings = Pair("token", "1:hunter2") }, "is a secret" },
            { Request with { Settings = Pair("plaice", "x") }, "it has: token, app-token, place." },
            { Request with { Settings = Pair("place", "bad") }, "It is a good place." },
            { Request with { Root = "http://thief.example" }, "Use https://" },
            { Request with { Root = "https://a:b@thief.example" }, "https://HOST" },
            { Request with { Agent = "nobody" }, "There is no such agent." },
        };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task What_makes_no_sense_is_refused_before_the_platform_is_asked(
        ConnectChannelRequest request,
        string said
    )
    {
        var (_, client) = await StartAsync();

        var failure = await Assert.ThrowsAsync<GatewayException>(() => client.ConnectChannelAsync(request, Token));

        Assert.Equal("invalid", failure.Code);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_platform.Asked);
        Assert.Equal("", ConfigText);
    }

    [Fact]
    public async Task A_file_that_is_wrong_for_its_kind_keeps_a_gateway_from_starting_and_a_reload_from_holding()
    {
        _home.WriteConfig("channels:\n  pretend: { place: bad }\n");
        var start = await Assert.ThrowsAsync<GatewayStartException>(StartAsync);
        Assert.Contains("2:21: \"place\": It is a good place.", start.Message, StringComparison.Ordinal);

        _home.WriteConfig("channels:\n  pretend: { place: here }\n");
        var (host, client) = await StartAsync();
        ReplaceConfig("channels:\n  pretend: { place: nowhere, token: x }\n");
        var listed = Assert.Single(await client.ListChannelsAsync(Token));

        Assert.Equal("No token is kept. Give it: meshclaw connect pretend", listed.Trouble);
        host.Services.Files.Refresh();
        Assert.Contains("Secrets are not kept", Assert.Single(host.Services.Files.Problems), StringComparison.Ordinal);
        var channel = host.Services.Files.Config.Current.Channels[new ChannelName("pretend")];
        Assert.Equal(
            new ChannelConfig
            {
                Name = new ChannelName("pretend"),
                Settings = ChannelConfig.NoSettings.Add("place", "here"),
            },
            channel
        );
    }

    [Fact]
    public async Task An_edit_of_anything_else_does_not_write_a_file_that_is_wrong_for_a_kind()
    {
        var (host, _) = await StartAsync();
        const string Wrong = "channels:\n  pretend: { place: bad }\n";
        ReplaceConfig(Wrong);

        var refusal = host.Services.Files.EditConfig(t => ConfigEditor.SetOwner(t, new Owner("Ana", [])));

        Assert.Contains("It is a good place.", refusal, StringComparison.Ordinal);
        Assert.Equal(Wrong, ConfigText);
    }

    private Task<(GatewayHost Host, GatewayClient Client)> StartAsync() => StartAsync(TimeProvider.System);

    private async Task<(GatewayHost Host, GatewayClient Client)> StartAsync(TimeProvider time)
    {
        var host = await _home.StartAsync(_home.Options with { ChannelKinds = [_platform.Kind], Time = time });
        return (host, TestHome.Client(host));
    }

    // At once, as editors do: a gateway that looks in between would find an empty file, which is a good one.
    private void ReplaceConfig(string text)
    {
        var other = _home.Home.ConfigFile + ".new";
        File.WriteAllText(other, text);
        File.Move(other, _home.Home.ConfigFile, overwrite: true);
    }

    private static (string, string, string, string) Parts(ConnectChannelResponse connected) =>
        (connected.Name, connected.Title, connected.AccountId, connected.Account);

    private static Dictionary<string, string> Pair(string key, string value) => new() { [key] = value };
}
