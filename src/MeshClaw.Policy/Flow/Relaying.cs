using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Flow;

/// <summary>Whether the owner asked to pass on what is read, and how much of the wording is then not the owner's.</summary>
internal static partial class Relaying
{
    /// <summary>The owner asked for something out of what is read, not only for a message of the owner's own.</summary>
    public static bool IsAskedFor(string owner) => Relay().IsMatch(owner);

    /// <summary>The owner asked for the text itself.</summary>
    public static bool IsVerbatim(string owner) => Verbatim().IsMatch(owner);

    /// <summary>The owner asked for an answer to whoever wrote something.</summary>
    public static bool IsReply(string owner) => Reply().IsMatch(owner);

    /// <summary>
    /// A request to the reader that the owner did not make; null where there is none. Who passes on what a text says does not ask for
    /// money, access or a call.
    /// </summary>
    public static string? Request(CallValue value, OwnerWords owner)
    {
        foreach (var (text, words) in value.Parts.Requests)
        {
            // "please ring" asks what "ring" asks; "send him" only what "send him" asked.
            var isPlease = words[0].Text is "please" or "kindly";
            var isOwners = isPlease
                ? words.All(w => Words.IsCommon(w.Text) || owner.HasStem(Words.Stem(w.Text)))
                : Words.IndexOf(owner.Words, words) >= 0;
            if (!isOwners)
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>
    /// A sentence made of the owner's words from a sentence with a "not", without it; null where there is none.
    /// </summary>
    public static string? Reversed(CallValue value, OwnerAsks asks)
    {
        if (asks.Negated.IsEmpty)
        {
            return null;
        }

        foreach (var (text, words) in value.Parts.Sentences)
        {
            var stems = words.Where(w => !Words.IsCommon(w.Text)).Select(w => Words.Stem(w.Text)).ToList();
            if (stems.Count > 1 && !IsNegated(text) && asks.Negated.Any(n => stems.TrueForAll(n.Contains)))
            {
                return text.Trim();
            }
        }

        return null;
    }

    /// <summary>The stems of each sentence with a "not".</summary>
    public static ImmutableArray<FrozenSet<string>> NegatedIn(string text) =>
        [
            .. Sentences(text)
                .Where(IsNegated)
                .Select(s => Words.Of(s).Select(w => Words.Stem(w.Text)).ToFrozenSet(StringComparer.Ordinal)),
        ];

    private static bool IsNegated(string text) => Negation().IsMatch(text);

    /// <summary>What a text asks its reader to do.</summary>
    public static ImmutableArray<(string Text, ImmutableArray<Word> Words)> Requests(string text) =>
        [.. Asking().Matches(text).Select(m => (m.Value, Words.Of(m.Value)))];

    /// <summary>The sentences and lines of a text.</summary>
    public static string[] Sentences(string text) => Sentence().Split(text);

    [GeneratedRegex(@"\b(?:not|never|no|without|cannot|nobody|nothing)\b|n['’]t\b", RegexOptions.IgnoreCase)]
    private static partial Regex Negation();

    [GeneratedRegex(@"(?<=[.!?])\s+|\n+|(?<=[.!?])$")]
    private static partial Regex Sentence();

    [GeneratedRegex(
        @"\b(?:summar\w*|forward|relay|recap|digest|overview|shar(?:e|ing)\s+(?:the|what|its|his|her|their)|contents?|info(?:rmation)?|details?|report|describ\w*|explain|list|extract|translat\w*|based\s+on|according|feedback|findings?|results?|notes?|minutes|status|what|who|when|where|how|find\s+(?:the\s+)?(?:info|out)|about|include|mention|key\s+points|answers?\s+to)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Relay();

    [GeneratedRegex(
        @"\b(?:repl(?:y|ies)|answer|respond|back|thank|refund|return|confirm|congratulat\w*|(?:tell|let|invite|e-?mail|message|write|text|ask|send|give|pay|remind)\s+(?:to\s+)?(?:him|her|them))\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Reply();

    [GeneratedRegex(
        @"\b(?:forward|quot\w*|cop(?:y|ies)|paste|verbatim|word\s+for\s+word|relay|pass\s+(?:it\s+)?on|attach\w*|exact(?:ly)?|full\s+text|the\s+text\s+of)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Verbatim();

    [GeneratedRegex(
        @"\b(?:please\s+(?!find|see|note)\w+|kindly|urgent(?:ly)?|asap|(?:call|text|contact|phone)\s+me|(?:give|send|pay|lend|tell|let)\s+(?:me|him|her|them)|(?:pay|transfer|wire|approve|unlock|confirm)\s+(?:the|this|all|it|me|my))\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Asking();
}
