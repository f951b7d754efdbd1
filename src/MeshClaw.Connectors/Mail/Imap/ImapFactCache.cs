using MeshClaw.Connectors.Mail.Stores;

namespace MeshClaw.Connectors.Mail.Imap;

/// <summary>Facts of the messages that were listed last, at most <see cref="Capacity"/>; a message's facts never change under its UID.</summary>
internal sealed class ImapFactCache
{
    public const int Capacity = 10_000;

    private readonly Dictionary<(string Folder, uint Version, uint Uid), MailFacts> _facts = [];
    private readonly Queue<(string, uint, uint)> _order = new();

    public MailFacts? Find(string folder, uint version, uint uid) => _facts.GetValueOrDefault((folder, version, uid));

    public void Keep(string folder, uint version, uint uid, MailFacts facts)
    {
        if (!_facts.TryAdd((folder, version, uid), facts))
        {
            return;
        }

        _order.Enqueue((folder, version, uid));
        if (_order.Count > Capacity)
        {
            _facts.Remove(_order.Dequeue());
        }
    }
}
