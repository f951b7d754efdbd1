using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using MeshClaw.Core.Channels;
using MeshClaw.Gateway.Hooks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Gateway.Tests.Hooks;

/// <summary>The second listener with channels that do as they are told, spoken to byte by byte.</summary>
public sealed class HookRig : IAsyncLifetime
{
    private readonly KeptLog _log = new();
    private HookHost? _host;

    internal FakeTimeProvider Time { get; } = new();

    internal HookChannel Channel { get; } = new("fake");

    internal HookChannel Second { get; } = new("slack/acme");

    internal IReadOnlyList<string> Log => [.. _log.Lines];

    internal int Port => _host!.Url.Port;

    /// <summary>Starts it with the usual limits.</summary>
    public async ValueTask InitializeAsync() => await StartAsync();

    internal async Task StartAsync(HookHostOptions? options = null)
    {
        _host = await HookHost.StartAsync(
            options ?? new HookHostOptions { Address = "127.0.0.1:0" },
            name => new[] { Channel, Second }.FirstOrDefault(c => c.Name == name),
            new NoInbox(),
            Time,
            LoggerFactory.Create(l => l.AddProvider(_log)),
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>Sends a request with exactly these lines; gives all that comes until the end.</summary>
    internal async Task<string> SendAsync(string requestLine, IEnumerable<string> headers, string body = "")
    {
        using var stream = await ConnectAsync();
        var head = string.Join("\r\n", [requestLine, .. headers, "Connection: close"]) + "\r\n\r\n";
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(head + body));
        }
        catch (IOException)
        {
            // It was answered before all was sent.
        }

        return await ReadAsync(stream);
    }

    internal Task<string> PostAsync(string path, string body, params string[] headers) =>
        SendAsync($"POST {path} HTTP/1.1", ["Host: any.example", $"Content-Length: {body.Length}", .. headers], body);

    internal Task<string> GetAsync(string path, params string[] headers) =>
        SendAsync($"GET {path} HTTP/1.1", ["Host: any.example", .. headers]);

    internal async Task<NetworkStream> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", Port, TestContext.Current.CancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    internal static async Task<string> ReadAsync(NetworkStream stream)
    {
        var all = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0)
            {
                all.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // Reset while we were still sending.
        }

        return all.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Release();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    private sealed class KeptLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Enqueue($"{eventId.Id} {formatter(state, exception)}");

        public void Dispose() { }
    }

    private sealed class NoInbox : IChannelInbox
    {
        public Task AcceptAsync(
            ChannelName channel,
            IReadOnlyList<Delivery> deliveries,
            string? cursor,
            CancellationToken cancellationToken
        ) => Task.CompletedTask;

        public Task AcceptReceiptAsync(ChannelName channel, ChannelReceipt receipt, CancellationToken token) =>
            Task.CompletedTask;

        public Task<string?> ReadCursorAsync(ChannelName channel, CancellationToken cancellationToken) =>
            Task.FromResult<string?>(null);

        public void Tell(ChannelName channel, string? trouble) { }
    }
}

/// <summary>A channel that keeps what it is called with, and answers as a test says.</summary>
internal sealed class HookChannel(string name) : IHookChannel
{
    private readonly ConcurrentQueue<HookRequest> _requests = new();
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ChannelName Name { get; } = new(name);

    public IReadOnlyList<HookRequest> Requests => [.. _requests];

    public HookAnswer Answer { get; set; } = new(200, "heard");

    public Exception? Fails { get; set; }

    public bool Hangs { get; set; }

    public ChannelTraits Traits => throw new NotSupportedException();

    public void Release() => _released.TrySetResult();

    public async Task<HookAnswer> ReceiveAsync(
        HookRequest request,
        IChannelInbox inbox,
        CancellationToken cancellationToken
    )
    {
        _requests.Enqueue(request);
        if (Hangs)
        {
            await _released.Task.WaitAsync(cancellationToken);
        }

        return Fails is null ? Answer : throw Fails;
    }

    public Task<ChannelAccount> CheckAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ListenAsync(IChannelInbox inbox, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<string> SendAsync(Outbound message, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task EditAsync(string message, Outbound to, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<SentState> FindAsync(Outbound message, DateTimeOffset since, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task ShowTypingAsync(ChatPlace place, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task AnswerPressAsync(Delivery pressed, string words, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<byte[]> ReadFileAsync(ChannelFile file, long atMost, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
