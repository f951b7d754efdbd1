namespace MeshClaw.Policy.Flow;

/// <content>Which records the owner's words mean.</content>
public sealed partial class RunFlow
{
    /// <summary>
    /// Whether the owner's words mean this record and no other: by a name that no other record bears, or that tells it apart from those
    /// that do by its people and days.
    /// </summary>
    internal bool IsNamed(KnownRecord record)
    {
        foreach (var key in record.Mentions.Keys)
        {
            if (char.IsUpper(key[0]) && IsMeant(record, key))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether something may be sent to an address because the owner's words mean this record of it: not by what its sender calls
    /// themselves, and not where another record of that name has another address.
    /// </summary>
    internal bool IsNamedAsPlace(KnownRecord record, string address)
    {
        foreach (var key in record.Mentions.Keys)
        {
            if (
                char.IsUpper(key[0])
                && (record.IsFirstParty || LendsAddresses(record, key))
                && IsMeant(record, key)
                && _byMention[key].All(other => other == record || !other.HasAddresses || other.HasAddress(address))
            )
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the owner's words may mean this record, perhaps among others.</summary>
    internal static bool IsMentioned(KnownRecord record) => record.Mentions.Keys.Any(k => char.IsUpper(k[0]));

    /// <summary>Where the owner's words name a record.</summary>
    internal static int PositionOf(KnownRecord record) =>
        record.Mentions.Where(m => char.IsUpper(m.Key[0])).Select(m => m.Value).DefaultIfEmpty(-1).First();

    /// <summary>
    /// A thing that others named lends its people only where the owner speaks of the thing: "the event 'Standup'", not "Bob Smith", which
    /// is the subject of a mail by somebody else.
    /// </summary>
    private bool LendsAddresses(KnownRecord record, string key) =>
        key[0] switch
        {
            'D' => false,
            'T' => true,
            _ => Owner.IsAmidKind(record.Mentions[key], Words.Of(key[2..]).Length, record.Record.Kinds),
        };

    private bool IsMeant(KnownRecord record, string key)
    {
        foreach (var other in _byMention[key])
        {
            if (
                !other.IsSameAs(record)
                && other.Record.IsOneOf(record.Record.Kinds)
                && other.Mentions.Count >= record.Mentions.Count
            )
            {
                return false;
            }
        }

        return true;
    }
}
