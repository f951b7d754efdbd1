using System.Collections.Immutable;
using System.Text;
using MeshClaw.Channels.Tests.Contract;
using MeshClaw.Core.Channels;
using MeshClaw.Testing;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Channels.Tests.Telegram;

public sealed class TelegramHookTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(Updates.Now);
    private readonly HeldInbox _inbox = new();
    private readonly TelegramPlatform _telegram;
    private readonly IHookChannel _channel;

    public TelegramHookTests()
    {
        _telegram = new TelegramPlatform(_inbox);
        _channel = (IHookChannel)_telegram.NewChannel(_time);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a-secret-of-the-owneR")]
    [InlineData("a-secret-of-the-owner,a-secret-of-the-owner")]
    [InlineData("a-secret-of-the-owner-and-more")]
    public async Task A_call_without_the_secret_is_refused_and_never_heard(string? secret)
    {
        var answer = await CallAsync(Updates.Documented, secret);

        Assert.Equal(401, answer.Status);
        Assert.Empty(_inbox.Accepted);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"update_id":"10000"}""")]
    [InlineData("""{"update_id":99999999999}""")]
    public async Task What_is_no_update_is_refused_and_never_heard(string body)
    {
        Assert.Equal(400, (await CallAsync(body)).Status);
        Assert.Empty(_inbox.Accepted);
    }

    [Fact]
    public async Task What_is_too_large_is_refused_and_never_heard()
    {
        var body = $$"""{"update_id":1,"message":"{{new string('x', HookRequest.MaxBody)}}"}""";

        Assert.Equal(413, (await CallAsync(body)).Status);
        Assert.Equal(405, (await CallAsync(Updates.Documented, method: "GET")).Status);
        Assert.Empty(_inbox.Accepted);
    }

    [Fact]
    public async Task A_replay_is_the_same_delivery()
    {
        Assert.Equal(200, (await CallAsync(Updates.Documented)).Status);
        Assert.Equal(200, (await CallAsync(Updates.Documented)).Status);

        Assert.Equal(2, _inbox.Accepted.Count);
        Assert.Equal("/start", Assert.Single(_inbox.Distinct).Text);
    }

    [Fact]
    public async Task An_update_that_cannot_be_read_is_taken_since_it_would_come_for_ever()
    {
        Assert.Equal(200, (await CallAsync("""{"update_id":1,"message":7}""")).Status);
        Assert.Empty(_inbox.Accepted);
    }

    [Fact]
    public async Task It_answers_only_after_the_inbox_stored_it()
    {
        _inbox.Fails = true;

        await Assert.ThrowsAsync<IOException>(() => CallAsync(Updates.Documented));
    }

    [Fact]
    public async Task It_says_where_to_call_and_tells_when_another_program_said_otherwise()
    {
        using var end = new CancellationTokenSource();
        var listening = Task.Run(() => _channel.ListenAsync(_inbox, end.Token), Token);
        await Eventually.HoldsAsync(() => _telegram.Server.Webhook == TelegramPlatform.Url);
        using var other = new HttpClient();
        await other.GetStringAsync(
            new Uri(_telegram.Server.Root, $"/bot{_telegram.Server.Token}/deleteWebhook"),
            Token
        );
        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            return _telegram.Server.Webhook == TelegramPlatform.Url;
        });
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);

        Assert.Equal(2, _telegram.Server.Calls.Count(c => c == "setWebhook"));
    }

    [Fact]
    public async Task Without_a_secret_of_the_owner_one_is_made_of_the_token()
    {
        var parts = new ChannelParts
        {
            Name = _channel.Name,
            Settings = ImmutableDictionary<string, string>.Empty.Add("webhook", TelegramPlatform.Url),
            Secrets = name => name == "token" ? new(_telegram.Server.Token) : null,
            Time = _time,
            Log = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance,
            Root = _telegram.Server.Root,
        };
        await using var channel = (IHookChannel)Channels.Telegram.TelegramKind.Kind.Create(parts);
        var secret = "";
        _telegram.Server.Caller = (_, given) =>
        {
            secret = given;
            return Task.FromResult(200);
        };
        using var end = new CancellationTokenSource();
        var listening = Task.Run(() => channel.ListenAsync(_inbox, end.Token), Token);
        await _telegram.SayAsync(new Said("hello"));
        await Eventually.HoldsAsync(() => secret?.Length > 0);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);

        Assert.Matches("^[0-9a-f]{64}$", secret);
        Assert.Equal(200, (await CallAsync(Updates.Documented, secret, channel: channel)).Status);
        Assert.Equal(401, (await CallAsync(Updates.Documented, new string('0', 64), channel: channel)).Status);
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _telegram.DisposeAsync();
    }

    private Task<HookAnswer> CallAsync(
        string body,
        string? secret = TelegramPlatform.Secret,
        string method = "POST",
        IHookChannel? channel = null
    )
    {
        var headers = ImmutableDictionary<string, string>.Empty;
        headers = secret is null ? headers : headers.Add("x-telegram-bot-api-secret-token", secret);
        var none = ImmutableDictionary<string, string>.Empty;
        var request = new HookRequest(method, none, headers, Encoding.UTF8.GetBytes(body));
        return (channel ?? _channel).ReceiveAsync(request, _inbox, Token);
    }
}
