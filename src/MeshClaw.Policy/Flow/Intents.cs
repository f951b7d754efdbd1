using System.Text.RegularExpressions;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Flow;

/// <summary>
/// Whether the owner's words speak of doing what a call does at all: who asks to look something up has asked to delete, pay or share
/// nothing. Coarse, and no substitute for a plan: it keeps a run without one from turning a question into a deed.
/// </summary>
internal static partial class Intents
{
    /// <summary>What the call does that the owner never spoke of, as a verb; null where the owner did.</summary>
    public static string? Unspoken(ProposedCall call, OwnerAsks asks) =>
        call.Effect.Class == EffectClass.Read ? null
        : call.Verbs.HasFlag(Verbs.Delete) && !asks.Deletes ? "delete anything"
        : call.Verbs.HasFlag(Verbs.Spend) && !asks.Spends ? "pay anything"
        : call.Verbs.HasFlag(Verbs.Share) && !asks.Shares ? "give anybody access"
        : !asks.Does ? "do anything"
        : null;

    /// <summary>Something is to be sent to the owner: mail to oneself is mail all the same.</summary>
    public static bool SendsToMe(string text) => ToMe().IsMatch(text);

    public static bool Deletes(string text) => Deleting().IsMatch(text);

    public static bool Spends(string text) => Spending().IsMatch(text);

    public static bool Shares(string text) => Sharing().IsMatch(text);

    public static bool Does(string text) => Doing().IsMatch(text);

    [GeneratedRegex(
        @"\b(?:delet\w*|remov\w*|discard\w*|eras\w*|trash\w*|drop|take\s+\w*\s*(?:down|off|out)|clear|purge|clean\s+up|get\s+rid|wip\w+|cancel\w*|revok\w*|unsubscribe|clos\w+|end(?:ed|ing)?|terminat\w*|ban|kick|undo|uninstall|declin\w*|reject\w*|leave|call\s+off)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Deleting();

    [GeneratedRegex(
        @"\b(?:pay\w*|paid|transfer\w*|send|sent|refund\w*|buy\w*|order\w*|book\w*|reserv\w*|purchas\w*|settl\w+|donat\w+|tip|deposit|top\s*up|renew\w*|subscri\w*|money|bill|rent|invoice|transaction|wire|reimburs\w+|schedul\w+|return|back)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Spending();

    [GeneratedRegex(
        @"\b(?:shar\w+|invit\w+|grant\w*|giv\w+|access|add|permission\w*|role|let|allow\w*|join|make|admit|member\w*|promot\w+|assign\w*|set|code|key|open)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Sharing();

    [GeneratedRegex(
        @"\b(?:send|e?-?mail|mail|messag\w*|text|tell|writ\w+|repl\w+|answer|respond|forward|post|publish|shar\w+|notify|ask|invit\w*|announc\w*|remind\w*|say|thank|let|pay|transfer|refund|buy|order|book|reserv\w*|add|creat\w*|mak\w+|set|schedul\w*|put|append|sav\w+|not(?:e|ing)|plan|open|file|fill|start|register|updat\w*|chang\w*|edit|adjust|mov\w+|reschedul\w*|renam\w*|rais\w*|lower|modif\w*|adapt|correct|fix|turn|switch|mark|assign|give|merg\w*|deploy\w*|roll|squash|approv\w*|restart|run|stop|lock|unlock|delet\w*|remov\w*|discard|eras\w*|cancel|clos\w+|end|unsubscribe|archive|label|pin|join|leave|subscrib\w*|sign|submit|upload|copy|attach|record|log|order|extend|renew|resolve|react|do|follow|execut\w*|perform|carry\s+out|complete|handle|enter|store|remember|block|share|request|charge|return|swap|replace|grant|revoke|take|hand|report|comment|vote|rate|review|confirm|accept|decline|promot\w*|upgrade|downgrade|install|activate|deactivate|enable|disable|reset)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Doing();

    [GeneratedRegex(
        @"\b(?:(?:e-?mail|text|message|remind|notify|forward)\s+(?:it\s+(?:to\s+)?)?(?:me|myself)|send\s+(?:it\s+|them\s+|this\s+|that\s+)?to\s+(?:me|myself)|to\s+my\s+(?:own\s+)?(?:e-?mail|inbox|address|phone|account))\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex ToMe();
}
