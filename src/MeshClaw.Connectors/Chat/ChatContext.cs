using MeshClaw.Connectors.Chat.Stores;
using MeshClaw.Core.Mail.Writing;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Chat;

/// <summary>One account, and what its parts share.</summary>
/// <param name="Connection">Which connection.</param>
/// <param name="Store">The platform.</param>
/// <param name="Drafts">Where drafts are kept; null where there are none.</param>
/// <param name="Time">The clock.</param>
internal sealed record ChatContext(ConnectionName Connection, IChatStore Store, IDraftStore? Drafts, TimeProvider Time)
{
    private const int MostPages = 10;
    private const int PageOfPlaces = 200;
    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(5);
    private readonly Dictionary<string, (string Id, long At)> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The place that an argument names, as it is now. A name is looked for among the owner's own places; what it leads to is part of what is
    /// approved.
    /// </summary>
    /// <exception cref="ToolException">There is none.</exception>
    public async Task<ChatPlace> PlaceAsync(string channel, CancellationToken cancellationToken)
    {
        var id = channel;
        if (channel.StartsWith('#'))
        {
            id =
                await IdOfAsync(channel[1..], cancellationToken).ConfigureAwait(false)
                ?? throw new ToolException($"None of your channels is called {channel}.");
        }
        else if (!IsId(channel))
        {
            throw new ToolException($"'{channel}' is no channel: give its id, such as C0123ABC, or #name.");
        }

        return await Store.FindPlaceAsync(id, cancellationToken).ConfigureAwait(false)
            ?? throw new ToolException($"There is no channel {channel} that you can see.");
    }

    /// <summary>A message that an argument names.</summary>
    /// <exception cref="ToolException">There is none.</exception>
    public async Task<ChatMessage> MessageAsync(ChatPlace place, string id, CancellationToken cancellationToken) =>
        IsMessage(id) && await Store.FindAsync(place.Id, id, cancellationToken).ConfigureAwait(false) is { } found
            ? found
            : throw new ToolException($"There is no message {id} in {place.Id}.");

    /// <summary>Who somebody is; null where nobody can tell.</summary>
    public async Task<ChatPerson?> PersonAsync(string id, CancellationToken cancellationToken) =>
        id.Length > 0 && id[0] is 'U' or 'W'
            ? await Store.FindPersonAsync(id, cancellationToken).ConfigureAwait(false)
            : null; // A program's own id.

    /// <summary>Whether a text has the form of a message's id.</summary>
    public static bool IsMessage(string id) =>
        id.Split('.') is [{ Length: >= 1 and <= 12 } seconds, { Length: 6 } rest]
        && seconds.All(char.IsAsciiDigit)
        && rest.All(char.IsAsciiDigit);

    private static bool IsId(string id) =>
        id is { Length: >= 3 and <= 30 }
        && id[0] is 'C' or 'D' or 'G'
        && id.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));

    private async Task<string?> IdOfAsync(string name, CancellationToken cancellationToken)
    {
        if (_names.TryGetValue(name, out var known) && Time.GetElapsedTime(known.At) < s_kept)
        {
            return known.Id;
        }

        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            var places = await Store.ListPlacesAsync(cursor, PageOfPlaces, cancellationToken).ConfigureAwait(false);
            foreach (var place in places.Items.Where(p => p.Name.Length > 0 && p.With is null))
            {
                _names[place.Name] = (place.Id, Time.GetTimestamp());
            }

            if (places.Items.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found)
            {
                return found.Id;
            }

            cursor = places.Next;
            if (cursor is null)
            {
                return null;
            }
        }

        throw new ToolException("You are in too many channels for a name to be looked up; give the channel's id.");
    }
}
