using System.Collections.Immutable;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Connectors.Mail.Writing.Composing;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;

namespace MeshClaw.Connectors.Mail.Writing.Sending;

/// <summary>A call of <c>mail.send</c> or <c>mail.draft</c>, read.</summary>
internal sealed record SendRequest
{
    private static readonly (string Word, MailMode Mode)[] s_modes =
    [
        ("new", MailMode.New),
        ("reply", MailMode.Reply),
        ("reply-all", MailMode.ReplyAll),
        ("reply-list", MailMode.ReplyList),
        ("forward", MailMode.Forward),
    ];

    public required MailMode Mode { get; init; }

    /// <summary>The draft that is written over; empty for a new one or for none.</summary>
    public required string Draft { get; init; }

    public required ImmutableArray<string> To { get; init; }

    public required ImmutableArray<string> Cc { get; init; }

    public required ImmutableArray<string> Bcc { get; init; }

    /// <summary>Null where it was left out.</summary>
    public required string? Subject { get; init; }

    public required string Body { get; init; }

    /// <summary>The message that is answered or passed on.</summary>
    public required MailLocation? Original { get; init; }

    public required ImmutableArray<AttachedFile> Files { get; init; }

    /// <exception cref="ToolException">Bad arguments.</exception>
    public static SendRequest Parse(MailTool tool, string arguments)
    {
        var read = MailArguments.Parse(tool, arguments);
        var word = read.Text("mode", "new");
        var mode = s_modes.Where(m => m.Word == word).Select(m => (MailMode?)m.Mode).FirstOrDefault();
        if (mode is null)
        {
            throw new ToolException(
                $"There is no mode '{word}'. There are: {string.Join(", ", s_modes.Select(m => m.Word))}."
            );
        }

        var id = read.Text("id");
        if (mode == MailMode.New == id.Length > 0)
        {
            throw new ToolException(
                mode == MailMode.New
                    ? "A new message answers none: leave 'id' out, or set 'mode' to reply, reply-all, reply-list or forward."
                    : $"To {word}, give 'folder', 'id' and 'version' of the message, as mail.list gave them."
            );
        }

        return new SendRequest
        {
            Mode = mode.Value,
            Draft = read.Text("draft"),
            To = read.Texts("to"),
            Cc = read.Texts("cc"),
            Bcc = read.Texts("bcc"),
            Subject = read.Has("subject") ? read.Text("subject") : null,
            Body = read.Text("body"),
            Original = id.Length > 0 ? read.Location : null,
            Files = read.Files("attachments"),
        };
    }

    /// <summary>As the call keeps it. Members that say nothing are left out, so that the same message is always the same text.</summary>
    public SendArguments ToArguments() =>
        new()
        {
            Mode = s_modes.First(m => m.Mode == Mode).Word,
            Draft = Or(Draft),
            To = Or(To),
            Cc = Or(Cc),
            Bcc = Or(Bcc),
            Subject = Subject,
            Body = Or(Body),
            Folder = Original?.Folder,
            Id = Original?.Id,
            Version = Original?.Version,
            Attachments = Files.IsEmpty ? null : [.. Files],
        };

    private static string? Or(string text) => text.Length == 0 ? null : text;

    private static string[]? Or(ImmutableArray<string> items) => items.IsEmpty ? null : [.. items];
}
