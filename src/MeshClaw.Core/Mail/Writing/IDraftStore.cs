using System.Globalization;
using MeshClaw.Policy;

namespace MeshClaw.Core.Mail.Writing;

/// <summary>Messages that are not sent yet. They lie on this device alone. Safe for use by many at once.</summary>
public interface IDraftStore
{
    /// <summary>
    /// Writes a draft, or a new revision of one. The key makes it one: what was written with the same key before is given back as it is.
    /// </summary>
    /// <param name="draft">Which to revise; null for a new one.</param>
    /// <param name="connection">The account that it is to be sent from.</param>
    /// <param name="content">The arguments of <c>mail.send</c>, JSON.</param>
    /// <param name="key">Of this writing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null where there is no such draft of this account.</returns>
    Task<Draft?> WriteAsync(
        DraftId? draft,
        ConnectionName connection,
        string content,
        string key,
        CancellationToken cancellationToken
    );

    /// <summary>What was written with a key; null where nothing was.</summary>
    Task<Draft?> FindByKeyAsync(string key, CancellationToken cancellationToken);

    /// <summary>A draft at its last revision; null where there is none, or it was thrown away.</summary>
    Task<Draft?> FindAsync(DraftId draft, CancellationToken cancellationToken);

    /// <summary>An account's drafts, the last changed first.</summary>
    Task<IReadOnlyList<Draft>> ListAsync(ConnectionName connection, int limit, CancellationToken cancellationToken);

    /// <summary>Throws a draft away or takes that back; false where there is none in the other state.</summary>
    Task<bool> DiscardAsync(DraftId draft, bool discarded, CancellationToken cancellationToken);
}

/// <summary>A draft. Written <c>d3</c>.</summary>
public readonly record struct DraftId(long Value)
{
    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"d{Value}");

    /// <summary>Reads <c>d3</c>; false for anything else.</summary>
    public static bool TryParse(string? text, out DraftId id)
    {
        id = default;
        if (
            text is not { Length: > 1 and < 20 }
            || text[0] is not ('d' or 'D')
            || !long.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            || value <= 0
        )
        {
            return false;
        }

        id = new DraftId(value);
        return true;
    }
}

/// <summary>A draft at one revision. Who wrote its words is not known: a model may have taken them from anywhere.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Connection">The account that it is to be sent from.</param>
/// <param name="Revision">Counted from 1.</param>
/// <param name="Content">The arguments of <c>mail.send</c>, JSON.</param>
/// <param name="Updated">When it was last changed, UTC.</param>
public sealed record Draft(DraftId Id, ConnectionName Connection, int Revision, string Content, DateTimeOffset Updated);

/// <summary>Drafts as <c>mail.drafts</c> answers them.</summary>
/// <param name="Drafts">The last changed first.</param>
public sealed record DraftList(IReadOnlyList<Draft> Drafts);
