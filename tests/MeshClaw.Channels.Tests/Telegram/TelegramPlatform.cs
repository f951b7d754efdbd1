using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using MeshClaw.Channels.Telegram;
using MeshClaw.Channels.Tests.Contract;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Secrets;
using MeshClaw.Testing.Telegram;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshClaw.Channels.Tests.Telegram;

/// <summary>Telegram with a person, a forum with others in it, and a bot; by polling, or by a webhook that is called with what comes.</summary>
internal sealed class TelegramPlatform : IChatPlatform
{
    public const string Url = "https://hooks.example.org/hooks/telegram";
    public const string Secret = "a-secret-of-the-owner";

    private readonly IChannelInbox? _hooked;
    private readonly string _token;

    /// <param name="hooked">The inbox that a webhook's calls go to; null for polling.</param>
    public TelegramPlatform(IChannelInbox? hooked = null)
    {
        _hooked = hooked;
        _token = Server.Token;
        Ana = Server.Add(
            new TelegramChat
            {
                Id = 1001,
                Type = "private",
                Name = "Ana",
            }
        );
        Forum = Server.Add(
            new TelegramChat
            {
                Id = -1001234567890,
                Type = "supergroup",
                Name = "Team",
                IsForum = true,
            }
        );
    }

    public TelegramServer Server { get; } = new();

    public TelegramChat Ana { get; }

    public TelegramChat Forum { get; }

    public string Person => "1001";

    public ChatPlace Direct => new("1001");

    public ChatPlace? Group => new("-1001234567890");

    public int Acknowledged => Server.Acknowledged;

    public int Typing => Ana.Actions;

    public int PressesAnswered => Server.PressesAnswered;

    public ChatPlace? ThreadIn(ChatPlace place) =>
        Chat(place).IsForum
            ? place with
            {
                Thread = Server.AddTopic(Chat(place)).ToString(CultureInfo.InvariantCulture),
            }
            : null;

    public IChannel NewChannel(TimeProvider time) => NewChannel(time, NullLogger.Instance);

    public IChannel NewChannel(TimeProvider time, ILogger log)
    {
        var secrets = new Dictionary<string, Secret> { ["token"] = new(_token), ["webhook-secret"] = new(Secret) };
        var channel = TelegramKind.Kind.Create(
            new ChannelParts
            {
                Name = new ChannelName("telegram"),
                Settings = _hooked is null
                    ? ImmutableDictionary<string, string>.Empty
                    : ImmutableDictionary<string, string>.Empty.Add("webhook", Url),
                Secrets = secrets.GetValueOrDefault,
                Time = time,
                Log = log,
                Jitter = () => 0.5,
                Root = Server.Root,
            }
        );
        if (channel is IHookChannel hook)
        {
            Server.Caller ??= (body, secret) => CallAsync(hook, body, secret);
        }

        return channel;
    }

    public Task<string> SayAsync(Said said)
    {
        var id = Server.Say(Chat(said.Place ?? Direct), long.Parse(said.By ?? Person), Saying(said));
        return Task.FromResult(id.ToString(CultureInfo.InvariantCulture));
    }

    public Task SayReorderedAsync(Said first, Said second)
    {
        Server.SayReordered(Ana, Ana.Id, Saying(first), Saying(second));
        return Task.CompletedTask;
    }

    public Task ChangeAsync(string message, string text)
    {
        Server.Change(int.Parse(message), text);
        return Task.CompletedTask;
    }

    public Task PressAsync(string message, string label)
    {
        Server.Press(int.Parse(message), label, Ana.Id);
        return Task.CompletedTask;
    }

    public Task AgainAsync()
    {
        Server.Again();
        return Task.CompletedTask;
    }

    public IReadOnlyList<Seen> SeenIn(ChatPlace place) =>
        [
            .. Server
                .PostsIn(Chat(place))
                .Where(p => p.Thread?.ToString(CultureInfo.InvariantCulture) == place.Thread)
                .Select(p => new Seen(
                    p.Id.ToString(CultureInfo.InvariantCulture),
                    p.Text,
                    p.Labels,
                    p.Edits,
                    p.ReplyTo?.ToString(CultureInfo.InvariantCulture),
                    p.File
                )),
        ];

    public Task BreakAsync() => Server.BreakAsync();

    public Task MendAsync()
    {
        Server.Mend();
        return Task.CompletedTask;
    }

    public void LimitNext(int calls, TimeSpan retryAfter)
    {
        for (var i = 0; i < calls; i++)
        {
            Server.LimitNext("send", (int)retryAfter.TotalSeconds);
        }
    }

    public void TalkNonsense() => Server.TalkNonsense();

    public Task RevokeAsync()
    {
        Server.Revoke();
        return Task.CompletedTask;
    }

    public void Block(ChatPlace place) => Chat(place).IsBlocked = true;

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private TelegramChat Chat(ChatPlace place) => place.Chat == Person ? Ana : Forum;

    private static TelegramSaying Saying(Said said)
    {
        const string Name = $"@{TelegramServer.Username}";
        return new TelegramSaying(said.Mentions ? $"{Name} {said.Text}" : said.Text)
        {
            Thread = said.Place?.Thread is { } thread ? int.Parse(thread) : null,
            ReplyTo = said.ReplyTo is { } answered ? int.Parse(answered) : null,
            Entities = said.Mentions ? [Updates.Entity("mention", 0, Name.Length)] : null,
            File = said.File,
            With = said.Text.Length == 0 ? new JsonObject { ["sticker"] = new JsonObject { ["emoji"] = "👋" } } : null,
        };
    }

    // The gateway's second listener answers 503 where the inbox did not store it.
    private async Task<int> CallAsync(IHookChannel channel, byte[] body, string? secret)
    {
        var headers = ImmutableDictionary<string, string>.Empty.Add("Content-Type", "application/json");
        headers = secret is null ? headers : headers.Add("X-Telegram-Bot-Api-Secret-Token", secret);
        try
        {
            var request = new HookRequest("POST", ImmutableDictionary<string, string>.Empty, headers, body);
            return (await channel.ReceiveAsync(request, _hooked!, CancellationToken.None)).Status; // Only in webhook mode.
        }
        catch (Exception e) when (e is IOException or ChannelException)
        {
            return 503;
        }
    }
}
