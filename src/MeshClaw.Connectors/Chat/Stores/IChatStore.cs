namespace MeshClaw.Connectors.Chat.Stores;

/// <summary>
/// Where a person's company chats: what its own platform lets its own user see and do. What is not there is null; what the platform refuses is a
/// <see cref="ChatRefusedException"/>, and then nothing happened; anything else that goes wrong is a
/// <see cref="Core.Connectors.ConnectorException"/>, after which nothing is known. Tries no write twice, but one that was refused for coming too soon.
/// </summary>
internal interface IChatStore : IDisposable
{
    /// <summary>Whose account it is.</summary>
    Task<ChatAccount> WhoAmIAsync(CancellationToken cancellationToken);

    /// <summary>A place by its id; null where the owner cannot see one.</summary>
    Task<ChatPlace?> FindPlaceAsync(string id, CancellationToken cancellationToken);

    /// <summary>Places that the owner is a member of.</summary>
    Task<ChatPlaces> ListPlacesAsync(string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>Who is in a place, by id; one more than <paramref name="atMost"/> where there are more.</summary>
    Task<IReadOnlyList<string>> ListMembersAsync(string place, int atMost, CancellationToken cancellationToken);

    /// <summary>Somebody by id. May be some minutes old.</summary>
    Task<ChatPerson?> FindPersonAsync(string id, CancellationToken cancellationToken);

    /// <summary>Who is in the workspace.</summary>
    Task<ChatPeople> ListPeopleAsync(string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>What was said in a place, the newest first.</summary>
    /// <param name="place">Where.</param>
    /// <param name="range">Which part of it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<ChatPage> ReadAsync(string place, ChatRange range, CancellationToken cancellationToken);

    /// <summary>One message, wherever it stands in its place; null where there is none.</summary>
    Task<ChatMessage?> FindAsync(string place, string message, CancellationToken cancellationToken);

    /// <summary>What the platform's search finds, the newest first.</summary>
    Task<ChatPage> SearchAsync(string query, int page, int limit, CancellationToken cancellationToken);

    /// <summary>Posts; returns the message's id.</summary>
    Task<string> PostAsync(ChatPosting posting, CancellationToken cancellationToken);

    /// <summary>Puts other words into a message of the owner's.</summary>
    Task EditAsync(ChatEdit edit, CancellationToken cancellationToken);

    /// <summary>Deletes a message of the owner's, for good.</summary>
    Task DeleteAsync(string place, string message, CancellationToken cancellationToken);

    /// <summary>Puts the owner's reaction on a message, or takes it off. False where it was so already.</summary>
    Task<bool> ReactAsync(string place, string message, string emoji, bool isOn, CancellationToken cancellationToken);

    /// <summary>Has the platform post at a time; returns the id of what waits.</summary>
    Task<string> ScheduleAsync(ChatPosting posting, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>What waits in a place to be posted by the platform.</summary>
    Task<IReadOnlyList<ChatScheduled>> ListScheduledAsync(string place, CancellationToken cancellationToken);

    /// <summary>Takes back what waits.</summary>
    Task UnscheduleAsync(string place, string id, CancellationToken cancellationToken);
}

/// <summary>The platform refused, and nothing happened. The message is for people.</summary>
internal sealed class ChatRefusedException(string code, string message) : Exception(message)
{
    /// <summary>The platform's word for it.</summary>
    public string Code { get; } = code;
}
