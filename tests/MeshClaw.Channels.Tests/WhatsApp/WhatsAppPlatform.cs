using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MeshClaw.Channels.Tests.Contract;
using MeshClaw.Channels.WhatsApp;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Secrets;
using MeshClaw.Testing.WhatsApp;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshClaw.Channels.Tests.WhatsApp;

/// <summary>The fake of the Cloud API, from the side of people. Webhooks go straight to the channel, as the second listener hands them over.</summary>
internal sealed class WhatsAppPlatform(IChannelInbox inbox) : IChatPlatform
{
    public const string PersonId = "16505551234";

    private WhatsAppChannel? _channel;

    public WhatsAppServer Server { get; } = new();

    public string Person => PersonId;

    public ChatPlace Direct { get; } = new(PersonId);

    public ChatPlace? Group => null;

    public int Acknowledged => Server.Acknowledged;

    public int Typing => Server.Typing;

    public int PressesAnswered => 0;

    public ChatPlace? ThreadIn(ChatPlace place) => null;

    public IChannel NewChannel(TimeProvider time) => NewChannel(time, template: null);

    public WhatsAppChannel NewChannel(TimeProvider time, string? template)
    {
        Server.Time = time;
        Server.OpenWindow(Person); // They wrote shortly before.
        Server.Callback = CallAsync;
        var channel = new WhatsAppChannel(PartsOf(Server.Root, time, template));
        _channel = channel;
        return channel;
    }

    public static ChannelParts PartsOf(Uri? root, TimeProvider time, string? template = null)
    {
        var settings = ImmutableDictionary<string, string>.Empty.Add("phone-number-id", WhatsAppServer.NumberId);
        return new ChannelParts
        {
            Name = new ChannelName("whatsapp"),
            Settings = template is null ? settings : settings.Add("template", template),
            Secrets = key =>
                key switch
                {
                    "access-token" => new Secret(WhatsAppServer.AccessToken),
                    "app-secret" => new Secret(WhatsAppServer.AppSecret),
                    "verify-token" => new Secret(WhatsAppServer.VerifyToken),
                    _ => null,
                },
            Time = time,
            Log = NullLogger.Instance,
            Root = root,
        };
    }

    public static HookRequest Request(WhatsAppCall call) =>
        new(
            call.Method,
            call.Query.ToImmutableDictionary(),
            call.Headers.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase),
            call.Body
        );

    public async Task<string> SayAsync(Said said)
    {
        var message = Message(said, Server.Time.GetUtcNow());
        await Server.PushAsync(message);
        return (string)message["id"]!;
    }

    // In one webhook, and the later one first.
    public Task SayReorderedAsync(Said first, Said second)
    {
        var now = Server.Time.GetUtcNow();
        var earlier = Message(first, now);
        return Server.PushAsync(Message(second, now.AddSeconds(1)), earlier);
    }

    // Businesses are not told.
    public Task ChangeAsync(string message, string text) => Task.CompletedTask;

    public Task PressAsync(string message, string label) =>
        Server.PushAsync(Server.Inbound(Person, Server.InboundPress(message, label)));

    public Task AgainAsync() => Server.AgainAsync();

    public IReadOnlyList<Seen> SeenIn(ChatPlace place) =>
        [
            .. Server
                .Sent.Where(m => m.To == place.Chat)
                .Select(m => new Seen(m.Id, m.Text, [.. m.Buttons.Select(b => b.Title)], 0, m.ReplyTo, m.File)),
        ];

    public Task BreakAsync() => Server.BreakAsync();

    public Task MendAsync()
    {
        Server.Mend();
        return Task.CompletedTask;
    }

    public void LimitNext(int calls, TimeSpan retryAfter) => Server.LimitNext(calls, retryAfter);

    public void TalkNonsense() => Server.TalksNonsense = true;

    public Task RevokeAsync()
    {
        Server.IsRevoked = true;
        return Task.CompletedTask;
    }

    public void Block(ChatPlace place) => Server.Block(place.Chat);

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private JsonObject Message(Said said, DateTimeOffset at)
    {
        JsonObject message;
        if (said.File is var (name, mediaType, content))
        {
            var isImage = mediaType.StartsWith("image/", StringComparison.Ordinal);
            var file = Server.InboundFile(mediaType, content);
            file["caption"] = said.Text;
            if (!isImage)
            {
                file["filename"] = name;
            }

            var type = isImage ? "image" : "document";
            message = new JsonObject { ["type"] = type, [type] = file };
        }
        else
        {
            message = new JsonObject
            {
                ["type"] = "text",
                ["text"] = new JsonObject { ["body"] = said.Text },
            };
        }

        if (said.ReplyTo is { } replied)
        {
            message["context"] = new JsonObject { ["from"] = Person, ["id"] = replied };
        }

        return Server.Inbound(said.By ?? Person, message, at);
    }

    // The second listener answers 503 where the channel throws.
    private async Task<(int, string)> CallAsync(WhatsAppCall call, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _channel!.ReceiveAsync(Request(call), inbox, cancellationToken);
            return (answer.Status, answer.Body);
        }
        catch (IOException)
        {
            return (503, "");
        }
    }
}
