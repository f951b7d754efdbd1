using System.Collections.Immutable;
using MeshClaw.Core.Mail;
using MimeKit;

namespace MeshClaw.Connectors.Mail.Parsing;

/// <summary>What a message's parts say: the text that a reader sees, the text that it holds besides, and what is attached.</summary>
internal sealed record MailBody
{
    /// <summary>How deep parts may be nested before the rest is left.</summary>
    public const int MaxDepth = 20;

    public string Text { get; init; } = "";
    public string HiddenText { get; init; } = "";
    public string AttachedText { get; init; } = "";
    public string? CalendarMethod { get; init; }
    public ImmutableArray<string> SchemaTypes { get; init; } = [];
    public ImmutableArray<MailAttachment> Attachments { get; init; } = [];
    public ImmutableArray<MailLink> Links { get; init; } = [];
    public int RemoteImages { get; init; }
    public int Trackers { get; init; }
    public ImmutableArray<string> Defects { get; init; } = [];

    public static MailBody Read(MimeEntity? body)
    {
        var walk = new BodyWalk();
        if (body is not null)
        {
            walk.Visit(body, 0);
        }

        return walk.End();
    }
}
