using System.Collections.Immutable;
using System.Globalization;
using MeshClaw.Policy;

namespace MeshClaw.Core.Mail.Threads;

/// <summary>A conversation that the owner wants to hear no more of.</summary>
/// <param name="Connection">The account.</param>
/// <param name="Ids">Message-IDs of it, without brackets: of what was muted, and what that refers to; its root first.</param>
/// <param name="People">Normalised addresses that took part in it when it was muted, the owner's own left out.</param>
/// <param name="Subject">Of what was muted: third-party text.</param>
/// <param name="To">The folder that later messages go to; null for the archive.</param>
public sealed record NewThreadMute(
    ConnectionName Connection,
    ImmutableArray<string> Ids,
    ImmutableArray<string> People,
    string Subject,
    string? To
)
{
    /// <summary>
    /// Whether a message is a later one of it: it refers to it, and its one sender took part before. References alone are what anybody
    /// may write; a stranger's mail is never hidden by them, nor one whose sender the owner's server found forged.
    /// </summary>
    public bool Covers(MailMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Authentication != MailAuthentication.Fail
            && message.From is [{ Address: { } from }]
            && People.Contains(from)
            && !message.References.IsDefaultOrEmpty
            && message.References.Any(r => Ids.Contains(r));
    }
}

/// <summary>A mute as it is kept. Written <c>t3</c>.</summary>
/// <param name="Id">Its number.</param>
/// <param name="What">What is muted.</param>
/// <param name="Since">Since when, UTC.</param>
/// <param name="Ended">When it was taken back, UTC; null while it holds.</param>
/// <param name="Filed">How many messages it has put away.</param>
/// <param name="Stayed">Why a later message of it stayed in the inbox all the same, of the last one; null where none did.</param>
public sealed record ThreadMute(
    long Id,
    NewThreadMute What,
    DateTimeOffset Since,
    DateTimeOffset? Ended,
    int Filed,
    string? Stayed
)
{
    /// <summary>As a person types it.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"t{Id}");

    /// <summary>Reads <see cref="Name"/>.</summary>
    public static bool TryParse(string text, out long id)
    {
        ArgumentNullException.ThrowIfNull(text);
        id = 0;
        return text.StartsWith('t')
            && long.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out id);
    }
}

/// <summary>Muted conversations. Safe for use by many at once.</summary>
public interface IThreadMuteStore
{
    /// <summary>Writes one down. The key makes it one.</summary>
    Task<ThreadMute> AddAsync(NewThreadMute mute, string key, CancellationToken cancellationToken);

    /// <summary>What was written with a key; null where nothing was.</summary>
    Task<ThreadMute?> FindByKeyAsync(string key, CancellationToken cancellationToken);

    /// <summary>One; null where there is none.</summary>
    Task<ThreadMute?> FindAsync(long id, CancellationToken cancellationToken);

    /// <summary>Those that hold, of an account or of all; the newest first.</summary>
    Task<IReadOnlyList<ThreadMute>> ListAsync(ConnectionName? connection, CancellationToken cancellationToken);

    /// <summary>Ends one, or has it hold again; the same twice is the same as once.</summary>
    Task SetAsync(long id, bool holds, CancellationToken cancellationToken);

    /// <summary>Counts a later message: one that was put away, or with <paramref name="stayed"/> one that was not, and why.</summary>
    Task CountAsync(long id, string? stayed, CancellationToken cancellationToken);
}
