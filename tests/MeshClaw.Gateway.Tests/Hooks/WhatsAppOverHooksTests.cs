using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MeshClaw.Channels;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Secrets;
using MeshClaw.Gateway.Hooks;
using MeshClaw.Testing.WhatsApp;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshClaw.Gateway.Tests.Hooks;

/// <summary>A channel whose platform calls in, over real HTTP from one end to the other.</summary>
public sealed class WhatsAppOverHooksTests : IAsyncLifetime
{
    private readonly WhatsAppServer _server = new();
    private readonly KeepingInbox _inbox = new();
    private readonly HttpClient _http = new();
    private IHookChannel _channel = null!; // InitializeAsync sets it.
    private HookHost _host = null!; // The same.

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _channel = (IHookChannel)
            ChannelKinds
                .Find("whatsapp")!
                .Create(
                    new ChannelParts
                    {
                        Name = new ChannelName("whatsapp"),
                        Settings = ImmutableDictionary<string, string>.Empty.Add(
                            "phone-number-id",
                            WhatsAppServer.NumberId
                        ),
                        Secrets = key => new Secret(
                            key == "app-secret" ? WhatsAppServer.AppSecret : WhatsAppServer.VerifyToken
                        ),
                        Time = TimeProvider.System,
                        Log = NullLogger.Instance,
                        Root = _server.Root,
                    }
                );
        _host = await HookHost.StartAsync(
            new HookHostOptions { Address = "127.0.0.1:0" },
            name => name == _channel.Name ? _channel : null,
            _inbox,
            TimeProvider.System,
            NullLoggerFactory.Instance,
            Token
        );
        _server.Callback = CallAsync;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _channel.DisposeAsync();
        await _server.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task What_a_person_says_comes_again_until_it_is_stored()
    {
        _inbox.FailsTimes = 2;
        await _server.PushAsync(
            _server.Inbound(
                "16505551234",
                new JsonObject
                {
                    ["type"] = "text",
                    ["text"] = new JsonObject { ["body"] = "Grüße 👋" },
                }
            )
        );

        Assert.Equal(["Grüße 👋"], _inbox.Accepted.Select(d => d.Text));
        Assert.Equal((1, 0), (_server.Acknowledged, _inbox.FailsTimes));
    }

    [Fact]
    public async Task The_callback_is_verified_and_a_forged_call_is_not_heard()
    {
        var body = WhatsAppServer.Body(
            WhatsAppServer.Messages(_server.Inbound("1", new JsonObject { ["type"] = "text" }))
        );

        Assert.Equal((200, "1158201444"), await _server.VerifyAsync(WhatsAppServer.VerifyToken, "1158201444"));
        Assert.Equal((403, ""), await _server.VerifyAsync("another", "1158201444"));
        Assert.Equal((401, ""), await CallAsync(WhatsAppServer.WithSignature(body, new string('0', 32)), Token));
        Assert.Empty(_inbox.Accepted);
    }

    private async Task<(int, string)> CallAsync(WhatsAppCall call, CancellationToken cancellationToken)
    {
        var query = string.Join('&', call.Query.Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value)}"));
        using var request = new HttpRequestMessage(
            new HttpMethod(call.Method),
            new Uri(_host.Url, $"hooks/whatsapp{(query.Length > 0 ? "?" : "")}{query}")
        );
        request.Content = call.Body.Length > 0 ? new ByteArrayContent(call.Body) : null;
        foreach (var (name, value) in call.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var answer = await _http.SendAsync(request, cancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    private sealed class KeepingInbox : IChannelInbox
    {
        public ConcurrentQueue<Delivery> Accepted { get; } = new();

        public int FailsTimes { get; set; }

        public Task AcceptAsync(
            ChannelName channel,
            IReadOnlyList<Delivery> deliveries,
            string? cursor,
            CancellationToken cancellationToken
        )
        {
            if (FailsTimes > 0)
            {
                FailsTimes--;
                throw new IOException("The disk is full.");
            }

            foreach (var delivery in deliveries)
            {
                Accepted.Enqueue(delivery);
            }

            return Task.CompletedTask;
        }

        public Task AcceptReceiptAsync(ChannelName channel, ChannelReceipt receipt, CancellationToken token) =>
            Task.CompletedTask;

        public Task<string?> ReadCursorAsync(ChannelName channel, CancellationToken cancellationToken) =>
            Task.FromResult<string?>(null);

        public void Tell(ChannelName channel, string? trouble) { }
    }
}
