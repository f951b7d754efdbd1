using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using MeshClaw.Policy.Statements;

namespace MeshClaw.Core.Configuration;

/// <summary>The words and small texts of a policy's conditions.</summary>
internal static partial class PolicyWords
{
    public const string ToolShape = "Write a tool, mail.send, or all of a connector, mail.*";

    public const string DestinationShape =
        "Write KIND:VALUE: mail:ana@corp.example, mail:@corp.example (with subdomains), host:files.example, channel:telegram, "
        + "model:openai, chat:C0123@T0123 (a channel and its workspace); or KIND:* for all of a kind";

    public const string AmountShape = "Write \"> 100\", \"<= 20\" or \"> 20 and <= 100\", in quotation marks";

    public const string TimeShape =
        "Write days, hours, or both: weekdays, weekends, \"mon, wed\", mon-fri, 22:00-07:00, \"weekdays 09:00-18:00\"";

    public const string MomentShape = "Write a day and a time: \"mon 14:30\"";

    private static readonly string[] s_days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    public static IReadOnlyDictionary<string, EffectKinds> Effects { get; } =
        new Dictionary<string, EffectKinds>(StringComparer.Ordinal)
        {
            ["read"] = EffectKinds.Read,
            ["draft"] = EffectKinds.Draft,
            ["reversible"] = EffectKinds.Reversible,
            ["irreversible"] = EffectKinds.Irreversible,
            ["sends"] = EffectKinds.Sends,
            ["destroys"] = EffectKinds.Destroys,
            ["spends"] = EffectKinds.Spends,
            ["executes"] = EffectKinds.Executes,
            ["changes-access"] = EffectKinds.ChangesAccess,
        };

    public static IReadOnlyDictionary<string, LabelKinds> Labels { get; } =
        new Dictionary<string, LabelKinds>(StringComparer.Ordinal)
        {
            ["owner"] = LabelKinds.Owner,
            ["own-system"] = LabelKinds.OwnSystem,
            ["third-party"] = LabelKinds.ThirdParty,
            ["private"] = LabelKinds.Private,
            ["secret"] = LabelKinds.Secret,
        };

    /// <summary><c>weekdays 09:00-18:00</c>; null for what is none.</summary>
    public static TimeWindow? Window(string text)
    {
        var match = WindowPattern().Match(text.Trim().ToLowerInvariant());
        if (!match.Success)
        {
            return null;
        }

        ImmutableArray<DayOfWeek>? days = null;
        if (match.Groups["days"] is { Success: true, ValueSpan: var names })
        {
            days = Days(names.ToString());
            if (days is null)
            {
                return null;
            }
        }

        if (!match.Groups["from"].Success)
        {
            return days is null ? null : new TimeWindow(days, null);
        }

        return
            Clock(match.Groups["from"].Value) is { } start
            && Clock(match.Groups["to"].Value) is { } end
            && start != end
            && start < TimeSpan.FromHours(24)
            ? new TimeWindow(days, (start, end))
            : null;
    }

    /// <summary><c>mon 14:30</c>; null for what is none.</summary>
    public static (DayOfWeek Day, TimeSpan Time)? Moment(string text) =>
        text.Trim().ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var day, var time]
        && Day(day) is { } on
        && Clock(time) is { } at
        && at < TimeSpan.FromHours(24)
            ? (on, at)
            : null;

    private static ImmutableArray<DayOfWeek>? Days(string text)
    {
        var days = new SortedSet<DayOfWeek>();
        foreach (var item in text.Split(',', StringSplitOptions.TrimEntries))
        {
            switch (item.Split('-', StringSplitOptions.TrimEntries))
            {
                case ["weekdays"]:
                    days.UnionWith(From(DayOfWeek.Monday, DayOfWeek.Friday));
                    break;
                case ["weekends"]:
                    days.UnionWith(From(DayOfWeek.Saturday, DayOfWeek.Sunday));
                    break;
                case [var one] when Day(one) is { } day:
                    days.Add(day);
                    break;
                case [var one, var other] when Day(one) is { } first && Day(other) is { } last:
                    days.UnionWith(From(first, last));
                    break;
                default:
                    return null;
            }
        }

        return [.. days];
    }

    /// <summary>From a day to another, over the week's end where that comes between.</summary>
    private static IEnumerable<DayOfWeek> From(DayOfWeek first, DayOfWeek last) =>
        Enumerable.Range((int)first, (((int)last - (int)first + 7) % 7) + 1).Select(d => (DayOfWeek)(d % 7));

    private static DayOfWeek? Day(string text)
    {
        var day = Array.FindIndex(s_days, d => text.StartsWith(d, StringComparison.Ordinal));
        var name = day < 0 ? "" : ((DayOfWeek)day).ToString().ToLowerInvariant();
        return day >= 0 && (text.Length == 3 || text == name) ? (DayOfWeek)day : null;
    }

    private static TimeSpan? Clock(string text) =>
        text is "24:00" ? TimeSpan.FromHours(24)
        : TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.ToTimeSpan()
        : null;

    [GeneratedRegex(
        @"^(?<days>[a-z]+(?:\s*[,-]\s*[a-z]+)*)?\s*(?:(?<from>[0-9]{2}:[0-9]{2})\s*-\s*(?<to>[0-9]{2}:[0-9]{2}))?\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex WindowPattern();
}
