using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace MeshClaw.Core.Agents.Drafting;

/// <summary>What a sentence says that is to be done, and with what.</summary>
internal sealed record WishedWork
{
    /// <summary>The template that its words come nearest to; null for none.</summary>
    public string? Template { get; init; }

    /// <summary>Connectors that its nouns name.</summary>
    public ImmutableArray<string> Connectors { get; init; } = [];

    /// <summary>Tools that its verbs name, whether there are such or not.</summary>
    public ImmutableArray<string> Tools { get; init; } = [];

    /// <summary>Connections that it names: <c>mail/work</c>.</summary>
    public ImmutableArray<string> Connections { get; init; } = [];

    /// <summary>Channels that it names: <c>#team</c>. They stay words of the instructions.</summary>
    public ImmutableArray<string> Channels { get; init; } = [];

    /// <summary>Lines of reflex rules that it says: "archive newsletters".</summary>
    public ImmutableArray<string> Rules { get; init; } = [];

    /// <summary>It speaks of acting without being asked.</summary>
    public bool WantsMoreAutonomy { get; init; }
}

/// <summary>Finds nouns and verbs of a sentence. A verb behind a "not" or a "never" names no tool.</summary>
internal static partial class WishedWorkReader
{
    private static readonly (string Connector, string Words)[] s_nouns =
    [
        ("mail", "mail mails email emails e-mail e-mails inbox newsletter newsletters receipts letters correspondence"),
        (
            "deployments",
            "deployment deployments deploy deploys deployed shipped ships rollout rollouts release releases released production build builds pipeline pipelines"
        ),
        (
            "calendar",
            "calendar calendars meeting meetings appointment appointments agenda invitation invitations invites"
        ),
        ("chat", "slack chat channel"),
    ];

    private static readonly HashSet<string> s_travel = Set(
        "travel trip trips flight flights hotel hotels booking bookings itinerary itineraries train trains boarding"
    );

    private static readonly HashSet<string> s_brief = Set(
        "summarise summarize summarises summarizes summary summaries brief briefing digest overview recap roundup"
    );

    private static readonly (string Tool, string Words)[] s_verbs =
    [
        ("mail.move", "move file sort sorts files moves sorting triage triages tidy organise organize"),
        ("mail.archive", "archive archives"),
        ("mail.flag", "flag star mark label flags stars marks labels"),
        ("mail.delete", "delete deletes trash remove bin"),
        ("mail.draft", "draft drafts reply replies answer answers respond"),
        ("mail.send", "send sends forward forwards"),
        ("mail.snooze", "snooze snoozes"),
        ("mail.unsubscribe", "unsubscribe unsubscribes"),
        ("chat.post", "post posts"),
    ];

    private static readonly HashSet<string> s_not = Set("not never don't dont no without nor cannot can't");

    public static WishedWork Read(string sentence)
    {
        var text = sentence.Replace('’', '\'');
        var words = Word().Matches(text.ToLowerInvariant()).Select(m => m.Value).ToList();
        var connectors = s_nouns
            .Where(n => Set(n.Words).Overlaps(words))
            .Select(n => n.Connector)
            .ToHashSet(StringComparer.Ordinal);
        ImmutableArray<string> channels = [.. Channel().Matches(text).Select(m => m.Value).Distinct()];
        if (channels.Length > 0)
        {
            connectors.Add("chat");
        }

        var tools = s_verbs.Where(v => IsAsked(words, Set(v.Words))).Select(v => v.Tool).ToList();
        connectors.UnionWith(
            tools
                .Where(t => t.StartsWith("mail.", StringComparison.Ordinal) && t is not ("mail.send" or "mail.draft"))
                .Select(_ => "mail")
                .Where(_ => connectors.Count == 0)
        );
        return new WishedWork
        {
            Template = TemplateOf(words, connectors, tools),
            Connectors = [.. connectors.Order(StringComparer.Ordinal)],
            Tools = [.. tools],
            Connections = [.. ConnectionWord().Matches(text).Select(m => m.Value).Distinct()],
            Channels = channels,
            Rules = [.. WishedRules.Read(text, tools)],
            WantsMoreAutonomy = Unasked().IsMatch(text),
        };
    }

    // A wish that names one thing to do with mail ("draft an answer") is no wish to have all of it sorted.
    private static string? TemplateOf(List<string> words, HashSet<string> connectors, List<string> tools) =>
        s_brief.Overlaps(words) ? "brief"
        : s_travel.Overlaps(words) ? "travel"
        : connectors.Contains("deployments") ? "deployments"
        : connectors.Contains("mail") && (tools.Count == 0 || tools.Contains("mail.move")) ? "inbox"
        : connectors.Contains("calendar") ? "calendar"
        : null;

    private static bool IsAsked(List<string> words, HashSet<string> verbs)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (verbs.Contains(words[i]) && !words.Skip(Math.Max(0, i - 4)).Take(Math.Min(i, 4)).Any(s_not.Contains))
            {
                return true;
            }
        }

        return false;
    }

    private static HashSet<string> Set(string words) => [.. words.Split(' ')];

    [GeneratedRegex(@"[\p{L}\p{N}][\p{L}\p{N}'-]*", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<![\p{L}\p{N}&/])#[\p{L}\p{N}][\p{L}\p{N}_-]{0,79}", RegexOptions.CultureInvariant)]
    private static partial Regex Channel();

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}/.:@-])[a-z][a-z0-9-]{0,39}/[a-z][a-z0-9-]{0,39}(?![\p{L}\p{N}/-])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex ConnectionWord();

    [GeneratedRegex(
        @"\b(?:without asking|don't ask|do not ask|on your own|autonom\w*|unasked|automatically)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Unasked();
}
