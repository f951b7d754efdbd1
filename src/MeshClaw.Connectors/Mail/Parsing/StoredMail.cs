using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Mail;

namespace MeshClaw.Connectors.Mail.Parsing;

/// <summary>What the store says of a message, beside its bytes.</summary>
/// <param name="Location">Where it lies.</param>
/// <param name="Received">When the store got it; null where it does not say.</param>
/// <param name="Size">Its size in bytes, also where fewer were read.</param>
/// <param name="Flags">Its flags.</param>
internal sealed record StoredMail(MailLocation Location, DateTimeOffset? Received, long Size, MailFlags Flags);
