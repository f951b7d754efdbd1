using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeshClaw.Core.Channels;
using Telegram.Bot;

namespace MeshClaw.Channels.Telegram;

/// <summary>Telegram where it calls us: <see href="https://core.telegram.org/bots/api#setwebhook"/>. All but listening is the channel's.</summary>
internal sealed class TelegramHookChannel(TelegramChannel channel, ChannelParts parts, Uri url) : IHookChannel
{
    private const string Header = "X-Telegram-Bot-Api-Secret-Token";
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMinutes(5);

    public ChannelName Name => channel.Name;

    public ChannelTraits Traits => channel.Traits;

    public Task<ChannelAccount> CheckAsync(CancellationToken cancellationToken) =>
        channel.CheckAsync(cancellationToken);

    /// <summary>Tells Telegram where to call, and looks now and then whether it can and still does.</summary>
    public Task ListenAsync(IChannelInbox inbox, CancellationToken cancellationToken) =>
        TelegramRounds.RunAsync(
            parts,
            inbox,
            (isWell, token) => isWell ? LookAsync(inbox, token) : SetAsync(token),
            cancellationToken
        );

    /// <inheritdoc />
    public async Task<HookAnswer> ReceiveAsync(
        HookRequest request,
        IChannelInbox inbox,
        CancellationToken cancellationToken
    )
    {
        if (request.Method != "POST")
        {
            return new HookAnswer(405);
        }

        if (!IsTelegram(request))
        {
            return new HookAnswer(401);
        }

        if (request.Body.Length > HookRequest.MaxBody)
        {
            return new HookAnswer(413);
        }

        if (Parse(request.Body) is not { } update || TelegramReader.IdOf(update) is not { } id)
        {
            return new HookAnswer(400);
        }

        var self = await channel.Api.SelfAsync(cancellationToken);
        if (TelegramReader.TryRead(parts, id, update, self) is { } delivery)
        {
            await inbox.AcceptAsync(Name, [delivery], null, cancellationToken);
        }

        return new HookAnswer(200);
    }

    public Task<string> SendAsync(Outbound message, CancellationToken cancellationToken) =>
        channel.SendAsync(message, cancellationToken);

    public Task EditAsync(string message, Outbound to, CancellationToken cancellationToken) =>
        channel.EditAsync(message, to, cancellationToken);

    public Task<SentState> FindAsync(Outbound message, DateTimeOffset since, CancellationToken cancellationToken) =>
        channel.FindAsync(message, since, cancellationToken);

    public Task ShowTypingAsync(ChatPlace place, CancellationToken cancellationToken) =>
        channel.ShowTypingAsync(place, cancellationToken);

    public Task AnswerPressAsync(Delivery pressed, string words, CancellationToken cancellationToken) =>
        channel.AnswerPressAsync(pressed, words, cancellationToken);

    public Task<byte[]> ReadFileAsync(ChannelFile file, long atMost, CancellationToken cancellationToken) =>
        channel.ReadFileAsync(file, atMost, cancellationToken);

    public ValueTask DisposeAsync() => channel.DisposeAsync();

    private async Task SetAsync(CancellationToken cancellationToken)
    {
        await channel.Api.MeAsync(cancellationToken);
        var secret = HookSecret();
        await channel.Api.AskAsync(
            (c, t) =>
                c.SetWebhook(
                    url.ToString(),
                    allowedUpdates: TelegramReader.Kinds,
                    secretToken: secret,
                    cancellationToken: t
                ),
            cancellationToken
        );
    }

    private async Task LookAsync(IChannelInbox inbox, CancellationToken cancellationToken)
    {
        await Task.Delay(s_lookEvery, parts.Time, cancellationToken);
        var info = await channel.Api.AskAsync((c, t) => c.GetWebhookInfo(t), cancellationToken);
        if (info.Url != url.ToString())
        {
            throw new ChannelException(
                ChannelFault.Unreachable,
                "Another program has told Telegram to call elsewhere, or not at all; it is told anew."
            );
        }

        var isDeaf = info.LastErrorDate >= parts.Time.GetUtcNow().UtcDateTime - s_lookEvery;
        inbox.Tell(
            Name,
            isDeaf
                ? $"Telegram could not call {url.Host}: {info.LastErrorMessage}. {info.PendingUpdateCount} messages wait there."
                : null
        );
    }

    // Every byte is compared, whatever the first ones are. A header that came twice is joined by a comma, and so is wrong.
    private bool IsTelegram(HookRequest request) =>
        request.Headers.FirstOrDefault(h => h.Key.Equals(Header, StringComparison.OrdinalIgnoreCase)).Value is { } given
        && CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(given)),
            SHA256.HashData(Encoding.UTF8.GetBytes(HookSecret()))
        );

    /// <summary>The owner's, or one that only who has the token can make; it is the same after a restart, and nothing need be kept.</summary>
    private string HookSecret() =>
        parts.Secrets(TelegramKind.WebhookSecret)?.Reveal()
        ?? Convert.ToHexStringLower(
            HMACSHA256.HashData(
                Encoding.UTF8.GetBytes(
                    parts.Secrets(TelegramKind.Token)?.Reveal() ?? throw TelegramFaults.Refused(null)
                ),
                Encoding.UTF8.GetBytes($"webhook secret of {url}")
            )
        );

    private static JsonElement? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonElement.Parse(body.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
