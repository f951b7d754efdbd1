using System.Text.Json;
using MeshClaw.Core.Channels;
using Telegram.Bot;

namespace MeshClaw.Channels.Telegram;

/// <summary>Asks for what is new, a batch in each round: <see href="https://core.telegram.org/bots/api#getupdates"/>.</summary>
internal sealed class TelegramPolling(ChannelParts parts, TelegramApi api, IChannelInbox inbox)
{
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(50);

    // Kept until it is confirmed, and no longer: after a quiet week numbers go on at random, and may then be lower.
    private long? _confirm;

    public async Task RoundAsync(bool isWell, CancellationToken cancellationToken)
    {
        if (!isWell)
        {
            await api.MeAsync(cancellationToken);
            await api.AskAsync((c, t) => c.DeleteWebhook(cancellationToken: t), cancellationToken); // It would keep everything for itself.
        }

        // After a trouble one wants to know at once whether it is over.
        var batch = await api.UpdatesAsync(_confirm, isWell ? s_wait : TimeSpan.Zero, cancellationToken);
        _confirm = null;
        var last = batch.Max(TelegramReader.IdOf);
        if (batch.Length > 0 && last is null)
        {
            throw TelegramFaults.Undocumented(); // Nothing here can be confirmed.
        }

        var deliveries = Read(batch, await api.SelfAsync(cancellationToken));
        if (deliveries.Count > 0)
        {
            await inbox.AcceptAsync(parts.Name, deliveries, null, cancellationToken);
        }

        _confirm = last + 1;
    }

    private List<Delivery> Read(JsonElement[] batch, TelegramSelf self)
    {
        var deliveries = new List<Delivery>(batch.Length);
        foreach (var update in batch)
        {
            if (TelegramReader.IdOf(update) is not { } id)
            {
                TelegramLog.Unreadable(parts.Log, parts.Name, null, "update_id");
            }
            else if (TelegramReader.TryRead(parts, id, update, self) is { } delivery)
            {
                deliveries.Add(delivery);
            }
        }

        return deliveries;
    }
}
