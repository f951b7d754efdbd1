using System.Collections.Immutable;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mail.Tools;

/// <summary>The tools that are about a conversation.</summary>
internal static class MailThreadTools
{
    private static readonly Effect s_reversible = new(EffectClass.Reversible);

    /// <summary>All of them.</summary>
    public static ImmutableArray<MailTool> All { get; } =
    [
        new(
            MailTools.Mute,
            "Mutes a message's conversation: what its people write in it later is put away read.",
            s_reversible,
            [
                new("folder", MailParameterKind.Folder, false, "The folder of a message of it."),
                new("id", MailParameterKind.Text, false, "That message's id, as listed.") { Max = 255 },
                new("version", MailParameterKind.Text, false, "The folder's version, as listed.") { Max = 100 },
                new("to", MailParameterKind.Folder, false, "Where later messages go; the archive where left out."),
                new(
                    "mute",
                    MailParameterKind.Text,
                    false,
                    "Instead of a message: an ended mute that is to hold again, t3."
                )
                {
                    Max = 20,
                },
            ]
        ),
        new(
            MailTools.Unmute,
            "Ends a mute: later messages stay in the inbox again.",
            s_reversible,
            [new("mute", MailParameterKind.Text, true, "Which one: t3.") { Max = 20 }]
        ),
    ];
}
