namespace MeshClaw.Core.Channels;

/// <summary>What somebody may do through a channel.</summary>
[Flags]
public enum ChannelRights
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Talk with agents, and ask how things stand.</summary>
    Ask = 1,

    /// <summary>Answer approvals.</summary>
    Approve = 2,

    /// <summary>Stop everything.</summary>
    Stop = 4,

    /// <summary>Resume after a stop, undo, start agents, and give orders.</summary>
    Administer = 8,

    /// <summary>All of it.</summary>
    All = Ask | Approve | Stop | Administer,
}

/// <summary>One account of the owner on a platform, paired by a code.</summary>
/// <param name="Id">Its row.</param>
/// <param name="Channel">On which channel.</param>
/// <param name="Sender">The platform's immutable id.</param>
/// <param name="Name">As it was at the pairing, for people to read.</param>
/// <param name="Rights">What it may do.</param>
/// <param name="Chat">The direct chat in which it was paired.</param>
/// <param name="Paired">When, UTC.</param>
public sealed record ChannelPerson(
    long Id,
    ChannelName Channel,
    string Sender,
    string Name,
    ChannelRights Rights,
    string Chat,
    DateTimeOffset Paired
)
{
    /// <summary>Whether it may.</summary>
    public bool May(ChannelRights right) => (Rights & right) == right;
}
