using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.WhatsApp;

/// <summary>
/// The last message of each person since the start: what an answer is shown to be written to, and when the window of 24 hours began. Of who has not
/// written since the start nothing is known, and the platform decides. Thread-safe.
/// </summary>
internal sealed class WhatsAppChats
{
    /// <summary>How long after a person's last message one may write freely.</summary>
    /// <remarks>https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages#customer-service-windows</remarks>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    // Strangers write too: they must not fill the memory. Who is forgotten is asked of the platform.
    private const int MaxChats = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Message, DateTimeOffset Sent)> _last = new(StringComparer.Ordinal);

    /// <summary>Takes note of a delivery.</summary>
    public void Heard(Delivery delivery)
    {
        lock (_gate)
        {
            if (_last.TryGetValue(delivery.Place.Chat, out var known) && known.Sent > delivery.Sent)
            {
                return; // An older one that came late.
            }

            _last[delivery.Place.Chat] = (delivery.Id, delivery.Sent);
            if (_last.Count > MaxChats)
            {
                _last.Remove(_last.MinBy(c => c.Value.Sent).Key);
            }
        }
    }

    /// <summary>The last message of that chat; null where none is known.</summary>
    public string? LastIn(string chat)
    {
        lock (_gate)
        {
            return _last.TryGetValue(chat, out var last) ? last.Message : null;
        }
    }

    /// <summary>Whether the window is known to be over.</summary>
    public bool IsOver(string chat, DateTimeOffset now)
    {
        lock (_gate)
        {
            return _last.TryGetValue(chat, out var last) && now - last.Sent > Window;
        }
    }
}
