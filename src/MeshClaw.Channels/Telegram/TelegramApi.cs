using System.Text.Json;
using MeshClaw.Core.Channels;
using Telegram.Bot;
using Telegram.Bot.Exceptions;
using Telegram.Bot.Requests;
using Telegram.Bot.Types.Enums;

namespace MeshClaw.Channels.Telegram;

/// <summary>
/// Calls of the Bot API, each made once: the outbox and the listener decide what is tried again. What fails is a
/// <see cref="ChannelException"/>. Time-outs are real ones; a test's clock has no part in them.
/// </summary>
internal sealed class TelegramApi(ChannelParts parts) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_patienceForFiles = TimeSpan.FromMinutes(10);

    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // The token stands in the address: it goes nowhere else.
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan, // Each call has its own.
    };

    private TelegramSelf? _self;

    /// <summary>Who the bot is, as it was known last; asks where it is not known yet.</summary>
    public async ValueTask<TelegramSelf> SelfAsync(CancellationToken cancellationToken) =>
        _self ?? await MeAsync(cancellationToken);

    /// <summary>Asks who the bot is.</summary>
    public async Task<TelegramSelf> MeAsync(CancellationToken cancellationToken)
    {
        var me = await AskAsync((c, t) => c.GetMe(t), cancellationToken);
        return _self = me is { Id: > 0, Username: { Length: > 0 } username }
            ? new TelegramSelf(me.Id, username, me.FirstName)
            : throw TelegramFaults.Undocumented();
    }

    /// <summary>Updates as they came, so that one that cannot be read does not hide the others.</summary>
    /// <param name="offset">Confirms all before it; null for the earliest that is not confirmed.</param>
    /// <param name="wait">How long Telegram may wait for something to come.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<JsonElement[]> UpdatesAsync(long? offset, TimeSpan wait, CancellationToken cancellationToken)
    {
        var request = new RawUpdates
        {
            Offset = offset,
            Timeout = (int)wait.TotalSeconds,
            AllowedUpdates = TelegramReader.Kinds,
        };
        return AskAsync((c, t) => c.SendRequest(request, t), s_patience + wait, false, cancellationToken);
    }

    /// <summary>A call that asks, or that may be made twice without harm.</summary>
    public Task<T> AskAsync<T>(
        Func<TelegramBotClient, CancellationToken, Task<T>> call,
        CancellationToken cancellationToken
    ) => AskAsync(call, s_patience, false, cancellationToken);

    /// <summary>The same, where nothing comes back.</summary>
    public Task AskAsync(Func<TelegramBotClient, CancellationToken, Task> call, CancellationToken cancellationToken) =>
        AskAsync(
            async (c, t) =>
            {
                await call(c, t);
                return true;
            },
            cancellationToken
        );

    /// <summary>A call that must not be made twice: where it is not known whether it was heard, it is <see cref="ChannelFault.Unexpected"/>.</summary>
    public Task<T> ActAsync<T>(
        Func<TelegramBotClient, CancellationToken, Task<T>> call,
        CancellationToken cancellationToken
    ) => AskAsync(call, s_patienceForFiles, true, cancellationToken);

    /// <summary>The content of a file; over <paramref name="atMost"/> bytes it is <see cref="ChannelFault.Invalid"/>.</summary>
    public async Task<byte[]> DownloadAsync(string path, long atMost, CancellationToken cancellationToken)
    {
        using var content = new BoundedStream(atMost);
        await AskAsync(
            async (c, t) =>
            {
                await c.DownloadFile(path, content, t);
                return true;
            },
            s_patienceForFiles,
            false,
            cancellationToken
        );
        return content.ToArray();
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<T> AskAsync<T>(
        Func<TelegramBotClient, CancellationToken, Task<T>> call,
        TimeSpan patience,
        bool isOnce,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            return await call(Client(), limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw TelegramFaults.Broken(isOnce, e);
        }
        catch (RequestException e)
        {
            throw TelegramFaults.Explain(e, isOnce);
        }
    }

    private TelegramBotClient Client()
    {
        var token = parts.Secrets(TelegramKind.Token)?.Reveal();
        if (token is null || TelegramKind.Kind.Settings[0].Check(token) is not null)
        {
            throw TelegramFaults.Refused(null);
        }

        // It waits by itself on 429 otherwise, on a clock of its own.
        var options = new TelegramBotClientOptions(token, parts.Root?.ToString())
        {
            RetryCount = 0,
            RetryThreshold = 0,
        };
        return new TelegramBotClient(options, _http);
    }

    private sealed class RawUpdates() : RequestBase<JsonElement[]>("getUpdates")
    {
        public long? Offset { get; init; }

        public int Timeout { get; init; }

        public int Limit { get; } = 100;

        public IEnumerable<UpdateType> AllowedUpdates { get; init; } = [];
    }

    private sealed class BoundedStream(long atMost) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Check(buffer.Length);
            base.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            Check(count);
            base.Write(buffer, offset, count);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Check(buffer.Length);
            return base.WriteAsync(buffer, cancellationToken);
        }

        private void Check(int more)
        {
            if (Length + more > atMost)
            {
                throw TelegramFaults.TooLarge(atMost);
            }
        }
    }
}

/// <summary>Who the bot is.</summary>
/// <param name="Id">Its immutable number.</param>
/// <param name="Username">Its name after the @, in Telegram's spelling.</param>
/// <param name="Name">What people see.</param>
internal sealed record TelegramSelf(long Id, string Username, string Name);
