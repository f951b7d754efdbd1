using System.Collections.Immutable;
using System.Text.Json;
using MeshClaw.Connectors.Chat.Stores;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Files;

namespace MeshClaw.Connectors.Chat.Watching;

/// <summary>What happened in a watched channel: ids, and nothing that anybody wrote.</summary>
/// <param name="Channel">Where.</param>
/// <param name="Messages">New messages of others.</param>
/// <param name="Mentions">Those of them that name the owner.</param>
/// <param name="Reactions">New reactions of others to the owner's messages, as <c>message/user/emoji</c> in a digest.</param>
public sealed record ChatHappenings(
    string Channel,
    ImmutableArray<string> Messages,
    ImmutableArray<string> Mentions,
    ImmutableArray<string> Reactions
);

/// <summary>How far a channel was seen.</summary>
/// <param name="Last">The newest message.</param>
/// <param name="Reactions">Digests of the reactions that were there.</param>
internal sealed record ChatSeen(string Last, ImmutableArray<string> Reactions);

/// <summary>What is kept of a connection that is watched.</summary>
internal sealed record ChatWatched(ImmutableDictionary<string, ChatSeen> Channels);

/// <summary>
/// Looks at channels for what is new: one call for each look at each. The first look at a channel only notes how far it goes. What was found is told
/// before it is noted, so that a crash between the two tells it again, with the same ids. Looks at the last hundred messages; answers in threads are
/// not among them, but those that were sent to the channel too. Not thread-safe.
/// </summary>
public sealed class ChatWatcher : IDisposable
{
    private const int Looked = 100;

    private readonly IChatStore _store;
    private readonly string _file;
    private ImmutableDictionary<string, ChatSeen>? _seen;

    internal ChatWatcher(IChatStore store, string file) => (_store, _file) = (store, file);

    /// <summary>Looks at one channel.</summary>
    /// <param name="channel">Its id.</param>
    /// <param name="tell">Takes what happened; not called where nothing did.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ConnectorException">The platform is away or refuses; the next look makes up for it.</exception>
    public async Task LookAsync(
        string channel,
        Func<ChatHappenings, CancellationToken, Task> tell,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(tell);
        _seen ??= Read();
        try
        {
            var me = await _store.WhoAmIAsync(cancellationToken).ConfigureAwait(false);
            var page = await _store.ReadAsync(channel, new ChatRange(Looked), cancellationToken).ConfigureAwait(false);
            var reactions = ReactionsOf(page.Messages, me.User);
            var newest = page.Messages.Select(m => m.Id).Order(StringComparer.Ordinal).LastOrDefault();
            var before = _seen.GetValueOrDefault(channel);
            if (before is not null)
            {
                var news = NewsOf(channel, page.Messages, me.User, before, reactions);
                if (!(news.Messages.IsEmpty && news.Reactions.IsEmpty))
                {
                    await tell(news, cancellationToken).ConfigureAwait(false);
                }
            }

            Keep(channel, before, new ChatSeen(newest ?? before?.Last ?? "0", reactions));
        }
        catch (ChatRefusedException refused)
        {
            throw new ConnectorException(refused.Message, refused);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _store.Dispose();

    private static ChatHappenings NewsOf(
        string channel,
        ImmutableArray<ChatMessage> messages,
        string owner,
        ChatSeen before,
        ImmutableArray<string> reactions
    )
    {
        var fresh = messages
            .Where(m => !m.IsNotice && m.Author != owner && string.CompareOrdinal(m.Id, before.Last) > 0)
            .ToList();
        return new ChatHappenings(
            channel,
            [.. fresh.Select(m => m.Id)],
            [.. fresh.Where(m => m.MentionsOwner).Select(m => m.Id)],
            [.. reactions.Except(before.Reactions)]
        );
    }

    // Digests, since emoji have names that people choose.
    private static ImmutableArray<string> ReactionsOf(ImmutableArray<ChatMessage> messages, string owner) =>
        [
            .. messages
                .Where(m => m.Author == owner)
                .SelectMany(m =>
                    m.Reactions.SelectMany(r =>
                        r.Users.Where(u => u != owner).Select(u => DigestOf($"{m.Id}/{u}/{r.Emoji}"))
                    )
                ),
        ];

    private static string DigestOf(string text) =>
        Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)).AsSpan(0, 12)
        );

    private void Keep(string channel, ChatSeen? before, ChatSeen now)
    {
        if (before is not null && before.Last == now.Last && before.Reactions.SequenceEqual(now.Reactions))
        {
            return;
        }

        _seen = _seen!.SetItem(channel, now); // It was read.
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!); // A file in a folder of the home.
        AtomicFile.Write(_file, JsonSerializer.Serialize(new ChatWatched(_seen), ChatJson.Default.ChatWatched));
    }

    private ImmutableDictionary<string, ChatSeen> Read()
    {
        try
        {
            var read = JsonSerializer.Deserialize(File.ReadAllText(_file), ChatJson.Default.ChatWatched);
            return read?.Channels ?? [];
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (JsonException unreadable)
        {
            throw new ConnectorException($"{_file} cannot be read; delete it, and watching begins anew.", unreadable);
        }
    }
}
