using MeshClaw.Core.Mail;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Mail.Labels;

/// <summary>What kinds of record mail has, in labels and in the values of calls.</summary>
internal static class MailKinds
{
    /// <summary>A message, wherever it lies.</summary>
    public const string Message = "message";

    /// <summary>A folder of the owner's.</summary>
    public const string Folder = "folder";

    /// <summary>A message of one folder: ids count from 1 in each, so that message 12 of the inbox is never message 12 of the junk.</summary>
    public static string MessageIn(ConnectionName connection, MailLocation at) =>
        $"{connection}/{at.Folder}/{at.Version}/{Message}";
}
