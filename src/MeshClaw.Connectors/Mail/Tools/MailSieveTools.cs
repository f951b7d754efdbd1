using System.Collections.Immutable;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mail.Tools;

/// <summary>Tools of the filter scripts on the mail server.</summary>
internal static class MailSieveTools
{
    /// <summary><c>mail.sieve</c>: <c>{script?}</c> → <see cref="Core.Mail.MailFilterScripts"/>.</summary>
    public static readonly ToolName Read = new("mail.sieve");

    /// <summary><c>mail.sieve-put</c>: <c>{script, text?, activate?}</c>; without a text it removes the script.</summary>
    public static readonly ToolName Put = new("mail.sieve-put");

    /// <summary><c>mail.vacation</c>: <c>{text?, subject?, from?, until?, days?, off?}</c>.</summary>
    public static readonly ToolName Vacation = new("mail.vacation");

    private static readonly MailParameter s_script = new(
        "script",
        MailParameterKind.Text,
        true,
        "The script's name on the server."
    )
    {
        Max = 128,
    };

    public static ImmutableArray<MailTool> All { get; } =
    [
        new(
            Read,
            "Reads the filter scripts (Sieve) that the mail server runs on what comes in.",
            new Effect(EffectClass.Read),
            [s_script with { Required = false }]
        ),
        new(
            Put,
            "Writes, activates or removes a filter script on the mail server.",
            new Effect(EffectClass.Reversible, EffectTraits.Sends | EffectTraits.ChangesAccess),
            [
                s_script,
                new("text", MailParameterKind.Lines, false, "The script's whole text; left out to remove it.")
                {
                    Max = 256 * 1024,
                },
                new("activate", MailParameterKind.Switch, false, "Whether it is the one that filters."),
            ]
        ),
        new(
            Vacation,
            "Has the mail server answer by itself while the owner is away, or stops that.",
            new Effect(EffectClass.Reversible, EffectTraits.Sends),
            [
                new("text", MailParameterKind.Lines, false, "What the answer says.") { Max = 8_000 },
                new("subject", MailParameterKind.Text, false, "Its subject.") { Max = 200 },
                new("from", MailParameterKind.Time, false, "When it begins; at once where left out."),
                new("until", MailParameterKind.Time, false, "When it ends; not by itself where left out."),
                new(
                    "days",
                    MailParameterKind.Number,
                    false,
                    "In how many days a sender is answered once; 7 where left out."
                )
                {
                    Max = 30,
                },
                new("off", MailParameterKind.Switch, false, "True to stop answering."),
            ]
        ),
    ];
}
