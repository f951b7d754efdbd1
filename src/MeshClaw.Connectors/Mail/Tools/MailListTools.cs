using System.Collections.Immutable;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mail.Tools;

/// <summary>The tools that show mailing lists and leave them.</summary>
internal static class MailListTools
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<MailTool> All { get; } =
    [
        new(
            MailTools.Lists,
            "Lists the mailing lists that write to the owner, most unread first, from the local index.",
            new Effect(EffectClass.Read),
            [
                new("unreadOnly", MailParameterKind.Switch, false, "Only lists none of whose messages was read."),
                new("limit", MailParameterKind.Number, false, "How many at the most; 100 where left out.")
                {
                    Max = MailTools.MaxLimit,
                },
            ]
        ),
        new(
            MailTools.Unsubscribe,
            "Leaves a mailing list, by one request or by a mail. It cannot be taken back.",
            new Effect(EffectClass.Irreversible, EffectTraits.Sends),
            [
                new("list", MailParameterKind.Text, false, "The list, as mail.lists gives it; or give a message."),
                new("folder", MailParameterKind.Folder, false, "The folder of a message of the list."),
                new("id", MailParameterKind.Text, false, "Its id.") { Max = 255 },
                new(
                    "version",
                    MailParameterKind.Text,
                    false,
                    "The folder's version; that of the moment where left out."
                )
                {
                    Max = 100,
                },
                new("by", MailParameterKind.Text, false, "one-click or mail; the first that can be where left out.")
                {
                    Max = 20,
                },
                new("address", MailParameterKind.Text, false, "Filled in from the message: where it goes.")
                {
                    Max = 2_000,
                },
                new("subject", MailParameterKind.Text, false, "Filled in from the message.") { Max = 1_000 },
                new("body", MailParameterKind.Lines, false, "Filled in from the message.") { Max = 1_000 },
                new("from", MailParameterKind.Text, false, "Filled in: the owner's address that the list writes to."),
            ]
        ),
    ];
}
