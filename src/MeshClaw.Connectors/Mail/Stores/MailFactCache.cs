using MeshClaw.Core.Mail;

namespace MeshClaw.Connectors.Mail.Stores;

/// <summary>Facts of the messages that were listed last, at most <see cref="Capacity"/>; a message's facts never change under its id.</summary>
internal sealed class MailFactCache
{
    public const int Capacity = 10_000;

    private readonly Dictionary<MailLocation, MailFacts> _facts = [];
    private readonly Queue<MailLocation> _order = new();

    public MailFacts? Find(MailLocation location) => _facts.GetValueOrDefault(location);

    public void Keep(MailLocation location, MailFacts facts)
    {
        if (!_facts.TryAdd(location, facts))
        {
            return;
        }

        _order.Enqueue(location);
        if (_order.Count > Capacity)
        {
            _facts.Remove(_order.Dequeue());
        }
    }
}
