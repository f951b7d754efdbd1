using System.Collections.Immutable;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mail.Tools;

/// <summary>The mail connector's tools: by the sets that they come in.</summary>
public static class MailTools
{
    /// <summary><c>mail.list</c>: <c>{folder?, cursor?, limit?, headersOnly?}</c> → <see cref="Core.Mail.MailPage"/>, newest first.</summary>
    public static readonly ToolName List = new("mail.list");

    /// <summary><c>mail.folders</c>: <c>{}</c> → <see cref="Core.Mail.MailFolderList"/>.</summary>
    public static readonly ToolName Folders = new("mail.folders");

    /// <summary><c>mail.read</c>: <c>{folder, id, version}</c> → <see cref="Core.Mail.MailMessage"/>.</summary>
    public static readonly ToolName Read = new("mail.read");

    /// <summary><c>mail.search</c>: <c>{folder?, text, cursor?, limit?}</c> → <see cref="Core.Mail.MailPage"/>, newest first.</summary>
    public static readonly ToolName Search = new("mail.search");

    /// <summary><c>mail.move</c>: <c>{folder, id, version, to}</c>.</summary>
    public static readonly ToolName Move = new("mail.move");

    /// <summary><c>mail.archive</c>: <c>{folder, id, version}</c>.</summary>
    public static readonly ToolName Archive = new("mail.archive");

    /// <summary><c>mail.flag</c>: <c>{folder, id, version, add?, remove?}</c> of seen, flagged, answered.</summary>
    public static readonly ToolName Flag = new("mail.flag");

    /// <summary><c>mail.delete</c>: <c>{folder, id, version}</c>: into the holding folder.</summary>
    public static readonly ToolName Delete = new("mail.delete");

    /// <summary>
    /// <c>mail.snooze</c>: <c>{folder, id, version, until}</c>: into the folder for snoozed mail. The gateway undoes the action at that time,
    /// so the message comes back to where it lay.
    /// </summary>
    public static readonly ToolName Snooze = new("mail.snooze");

    /// <summary><c>mail.send</c>: <c>{mode?, to?, cc?, bcc?, subject?, body?, folder?, id?, version?, attachments?}</c>.</summary>
    public static readonly ToolName Send = new("mail.send");

    /// <summary><c>mail.draft</c>: those of <c>mail.send</c> and <c>{draft?}</c>.</summary>
    public static readonly ToolName Draft = new("mail.draft");

    /// <summary><c>mail.drafts</c>: <c>{draft?}</c> → <see cref="Core.Mail.Writing.DraftList"/>.</summary>
    public static readonly ToolName Drafts = new("mail.drafts");

    /// <summary><c>mail.discard</c>: <c>{draft}</c>.</summary>
    public static readonly ToolName Discard = new("mail.discard");

    /// <summary><c>mail.followup</c>: <c>{messageId, by, person?, note?}</c>.</summary>
    public static readonly ToolName FollowUp = new("mail.followup");

    /// <summary><c>mail.answers</c>: <c>{messageId, person?}</c> → <see cref="Core.Mail.Writing.MailAnswers"/>.</summary>
    public static readonly ToolName Answers = new("mail.answers");

    /// <summary><c>mail.mute</c>: <c>{folder, id, version, to?}</c> of a message of the conversation, or <c>{mute}</c>.</summary>
    public static readonly ToolName Mute = new("mail.mute");

    /// <summary><c>mail.unmute</c>: <c>{mute}</c>.</summary>
    public static readonly ToolName Unmute = new("mail.unmute");

    /// <summary><c>mail.lists</c>: <c>{unreadOnly?, limit?}</c> → <see cref="Core.Mail.MailLists"/>, most unread first.</summary>
    public static readonly ToolName Lists = new("mail.lists");

    /// <summary><c>mail.unsubscribe</c>: <c>{list?, folder?, id?, version?, by?, address?, subject?, body?, from?}</c>; a list, or a message of one.</summary>
    public static readonly ToolName Unsubscribe = new("mail.unsubscribe");

    /// <summary>The most that <c>mail.list</c> and <c>mail.search</c> give at once.</summary>
    public const int MaxLimit = 500;

    /// <summary>What they give where no limit is asked for.</summary>
    public const int DefaultLimit = 100;

    private static readonly Effect s_read = new(EffectClass.Read);
    private static readonly Effect s_reversible = new(EffectClass.Reversible);
    private static readonly Effect s_delete = new(EffectClass.Reversible, EffectTraits.Destroys);

    private static readonly MailParameter s_folder = new(
        "folder",
        MailParameterKind.Folder,
        true,
        "The folder's full name; INBOX for the inbox; levels parted by /."
    );

    private static readonly MailParameter s_id = new("id", MailParameterKind.Text, true, "The message's id, as listed.")
    {
        Max = 255,
    };

    private static readonly MailParameter s_version = new(
        "version",
        MailParameterKind.Text,
        true,
        "The folder's version, as listed with the message; empty where it has none."
    )
    {
        Max = 100,
    };

    private static readonly MailParameter s_limit = new(
        "limit",
        MailParameterKind.Number,
        false,
        "How many messages at the most, 1 to 500; 100 where left out."
    )
    {
        Max = MaxLimit,
    };

    private static readonly MailParameter s_cursor = new(
        "cursor",
        MailParameterKind.Text,
        false,
        "Where the last page ended (its next)."
    )
    {
        Max = 600,
    };

    /// <summary>Those that read a mailbox and file its messages.</summary>
    internal static ImmutableArray<MailTool> All { get; } =
    [
        new(
            List,
            "Lists a folder's messages, newest first, without marking them read.",
            s_read,
            [
                s_folder with
                {
                    Required = false,
                },
                s_cursor,
                s_limit,
                new("headersOnly", MailParameterKind.Switch, false, "Leave texts and attachments out; much faster."),
            ]
        ),
        new(Folders, "Lists the folders with their counts.", s_read, []),
        new(Read, "Gives one message, without marking it read.", s_read, [s_folder, s_id, s_version]),
        new(
            Search,
            "Finds messages of a folder that contain a text, newest first.",
            s_read,
            [
                s_folder with
                {
                    Required = false,
                },
                new("text", MailParameterKind.Text, true, "What headers or text must contain."),
                s_cursor,
                s_limit,
            ]
        ),
        new(
            Move,
            "Moves a message into another folder, which is made where it is missing.",
            s_reversible,
            [
                s_folder,
                s_id,
                s_version,
                new("to", MailParameterKind.Folder, true, "The folder that it goes to, by its full name."),
            ]
        ),
        new(Archive, "Moves a message into the archive.", s_reversible, [s_folder, s_id, s_version]),
        new(
            Snooze,
            "Puts a message away until a time, when it comes back to where it lay.",
            s_reversible,
            [s_folder, s_id, s_version, new("until", MailParameterKind.Time, true, "When it comes back.")]
        ),
        new(
            Flag,
            "Sets or takes away a message's marks: seen, flagged, answered.",
            s_reversible,
            [
                s_folder,
                s_id,
                s_version,
                new("add", MailParameterKind.Flags, false, "Marks to set."),
                new("remove", MailParameterKind.Flags, false, "Marks to take away."),
            ]
        ),
        new(
            Delete,
            "Moves a message into the holding folder, from where it can be taken back.",
            s_delete,
            [s_folder, s_id, s_version]
        ),
    ];

    /// <summary>What the connector offers.</summary>
    public static IReadOnlyList<ToolDefinition> Definitions => s_definitions.Value;

    // Made when asked for: the sets take their tools' names from here.
    private static readonly Lazy<IReadOnlyList<ToolDefinition>> s_definitions = new(() =>
        [
            .. All.Concat(MailSieveTools.All)
                .Concat(MailWritingTools.All)
                .Concat(MailThreadTools.All)
                .Concat(MailListTools.All)
                .Select(t => t.Definition),
        ]
    );

    internal static MailTool? Find(ToolName name) => All.FirstOrDefault(t => t.Name == name);
}
