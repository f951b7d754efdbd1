using System.Collections.Immutable;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mail.Tools;

/// <summary>The tools that write mail.</summary>
internal static class MailWritingTools
{
    /// <summary>The most characters that the owner's or a model's own text may have.</summary>
    public const int MaxBody = 100_000;

    private static readonly Effect s_sends = new(EffectClass.Irreversible, EffectTraits.Sends);
    private static readonly Effect s_draft = new(EffectClass.Draft);
    private static readonly Effect s_discard = new(EffectClass.Draft, EffectTraits.Destroys);

    private static readonly ImmutableArray<MailParameter> s_message =
    [
        new("mode", MailParameterKind.Text, false, "new, reply, reply-all, reply-list or forward; new where left out.")
        {
            Max = 20,
        },
        Recipients("to", "Addresses, or names of the address book. Left out in an answer: who is to be answered."),
        Recipients("cc", "Who gets a copy."),
        Recipients("bcc", "Who gets a copy that no other recipient sees."),
        new(
            "subject",
            MailParameterKind.Text,
            false,
            "Left out in an answer or a forward: the message's own with Re: or Fwd:."
        ),
        new(
            "body",
            MailParameterKind.Lines,
            false,
            "The text, plain. Signature and quoted message are added by themselves."
        )
        {
            Max = MaxBody,
        },
        new("folder", MailParameterKind.Folder, false, "The folder of the message that is answered or passed on."),
        new("id", MailParameterKind.Text, false, "Its id.") { Max = 255 },
        new("version", MailParameterKind.Text, false, "The folder's version; that of the moment where left out.")
        {
            Max = 100,
        },
        new("attachments", MailParameterKind.Files, false, "Files of the outgoing folder, by name.") { Max = 20 },
    ];

    private static readonly MailParameter s_draftId = new("draft", MailParameterKind.Text, false, "A draft's id: d3.")
    {
        Max = 20,
    };

    /// <summary>All of them.</summary>
    public static ImmutableArray<MailTool> All { get; } =
    [
        new(MailTools.Send, "Sends a message: a new one, an answer, or one that is passed on.", s_sends, s_message),
        new(
            MailTools.Draft,
            "Keeps a message on this device to be sent later, or changes one that is kept.",
            s_draft,
            [s_draftId, .. s_message]
        ),
        new(
            MailTools.Drafts,
            "Lists the drafts of this account, or gives one.",
            new Effect(EffectClass.Read),
            [s_draftId]
        ),
        new(
            MailTools.Discard,
            "Throws a draft away; it can be taken back.",
            s_discard,
            [s_draftId with { Required = true }]
        ),
        new(
            MailTools.FollowUp,
            "Reminds the owner if a message that was sent is not answered by a time.",
            s_draft,
            [
                new("messageId", MailParameterKind.Text, true, "The sent message's id, without brackets.")
                {
                    Max = 250,
                },
                new("by", MailParameterKind.Time, true, "When an answer must be there, with its offset."),
                new(
                    "person",
                    MailParameterKind.Text,
                    false,
                    "Whose answer: an address or a name of the address book; anybody's where left out."
                ),
                new("note", MailParameterKind.Text, false, "What to say then."),
            ]
        ),
        new(
            MailTools.Answers,
            "Says who answered a message that was sent.",
            new Effect(EffectClass.Read),
            [new("messageId", MailParameterKind.Text, true, "The sent message's id, without brackets.") { Max = 250 }]
        ),
    ];

    private static MailParameter Recipients(string name, string description) =>
        new(name, MailParameterKind.Texts, false, description) { Max = 100 };
}
