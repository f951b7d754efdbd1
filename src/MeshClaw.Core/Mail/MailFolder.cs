using System.Collections.Immutable;

namespace MeshClaw.Core.Mail;

/// <summary>A folder of a mail store.</summary>
/// <param name="Name">Full name as the owner sees it; levels parted by <c>/</c>.</param>
/// <param name="SpecialUse">RFC 6154 attribute with its backslash (<c>\Sent</c>, <c>\Archive</c>, <c>\Trash</c>, …); null where the store says none.</param>
/// <param name="Messages">How many it holds.</param>
/// <param name="Unread">How many of those are unread.</param>
public sealed record MailFolderInfo(string Name, string? SpecialUse, int Messages, int Unread);

/// <summary>What <c>mail.folders</c> reads: every folder that can hold messages.</summary>
/// <param name="Folders">In the store's order.</param>
public sealed record MailFolderList(ImmutableArray<MailFolderInfo> Folders);
