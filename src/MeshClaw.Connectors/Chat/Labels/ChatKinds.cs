using MeshClaw.Policy;

namespace MeshClaw.Connectors.Chat.Labels;

/// <summary>What kinds of record chat has, in labels and in the values of calls.</summary>
internal static class ChatKinds
{
    /// <summary>A message, wherever it stands.</summary>
    public const string Message = "message";

    /// <summary>A place where people talk.</summary>
    public const string Channel = "channel";

    /// <summary>Somebody.</summary>
    public const string Person = "person";

    /// <summary>A draft of a message.</summary>
    public const string Draft = "draft";

    /// <summary>A message of one place: ids are moments, and two places may have the same.</summary>
    public static string MessageIn(ConnectionName connection, string place) => $"{connection}/{place}/{Message}";
}
