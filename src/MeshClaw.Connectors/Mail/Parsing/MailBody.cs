using System.Collections.Immutable;
using MeshClaw.Core.Mail;
using MimeKit;

namespace MeshClaw.Connectors.Mail.Parsing;

internal sealed record MailBody(string Text, string HiddenText, string? CalendarMethod, ImmutableArray<string> SchemaTypes, ImmutableArray<MailAttachment> Attachments, ImmutableArray<string> Defects)
{
    public const int MaxDepth = 20;
    public static MailBody Read(MimeEntity? body) => new("", "", null, [], [], []);
}
