using System.Globalization;
using System.Text;
using System.Text.Json;
using MeshClaw.Core.Mail;
using MeshClaw.Protocol;

namespace MeshClaw.Gateway.Channels;

/// <summary>
/// An approval in plain text: what will be done, to whom, how many, and each value with who wrote it. Every line of others' words stands behind a bar,
/// so that no value can pass for a line of the card. What does not fit is counted, never cut silently.
/// </summary>
internal static class CardText
{
    private const int MaxTitle = 200;
    private const string Bar = "│ ";

    /// <summary>The card, at most so long; <c>Hidden</c> is how many of its values are not in it.</summary>
    public static (string Text, int Hidden) Of(ApprovalDetail approval, int max, TimeZoneInfo zone)
    {
        var (head, foot) = (Head(approval), Foot(approval, zone, withCheck: true));
        var blocks = approval.Calls.Select((c, i) => Block(c, i + 1, approval.Calls.Count)).ToList();
        var text = new StringBuilder(head);
        var hidden = 0;
        foreach (var (lines, values) in blocks)
        {
            var room = max - text.Length - foot.Length - 80; // For the line that counts.
            if (hidden == 0 && lines.Length + 1 <= room)
            {
                text.Append('\n').Append(lines);
            }
            else
            {
                hidden += values;
            }
        }

        if (hidden > 0)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n… {hidden} values are not shown here. A yes can be said under the whole of it."
            );
            foot = Foot(approval, zone, withCheck: false); // It shows that all of it was seen.
        }

        return (text.Append('\n').Append(foot).ToString(), hidden);
    }

    /// <summary>All of it, however long.</summary>
    public static string Whole(ApprovalDetail approval, TimeZoneInfo zone) =>
        string.Join(
            '\n',
            approval
                .Calls.Select((c, i) => Block(c, i + 1, approval.Calls.Count).Lines)
                .Prepend(Head(approval))
                .Append($"sha256 {approval.Hash}")
                .Append(Foot(approval, zone, withCheck: true))
        );

    private static string Head(ApprovalDetail approval)
    {
        var warnings = approval.Calls.Sum(c => c.Warnings.Count);
        var tools = approval.Calls.GroupBy(c => c.Tool).Select(g => $"{g.Count()} × {g.Key}");
        var what = approval.Calls is [var only] ? only.Tool : string.Join(", ", tools);
        return $"{approval.Id}: {approval.Agent} asks for your yes\n{what}"
            + (warnings > 0 ? string.Create(CultureInfo.InvariantCulture, $"\n⚠ {warnings} warnings") : "");
    }

    private static string Foot(ApprovalDetail approval, TimeZoneInfo zone, bool withCheck)
    {
        var until = TimeZoneInfo.ConvertTime(approval.Expires, zone);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"Nothing happens without your yes. It serves until {until:yyyy-MM-dd HH:mm}."
        );
        return withCheck ? $"{text} Check: {approval.Hash[..6]}" : text;
    }

    private static (string Lines, int Values) Block(ApprovalCall call, int number, int of)
    {
        var text = new StringBuilder();
        var place = of > 1 ? string.Create(CultureInfo.InvariantCulture, $"{number}. ") : "";
        text.Append(place).Append(call.Tool).Append(" on ").Append(call.Connection).Append('\n');
        foreach (var warning in call.Warnings)
        {
            text.Append("⚠ ").Append(InvisibleText.Line(warning.Text, MaxTitle)).Append('\n');
        }

        Quote(text, InvisibleText.Line(call.Title, MaxTitle));
        var values = Values("", call.Args).ToList();
        foreach (var (path, value) in values)
        {
            var who = call.Values.FirstOrDefault(v => v.Path == path);
            text.Append(Name(path)).Append(Who(who)).Append(":\n");
            Quote(text, value);
        }

        foreach (var change in call.Changes)
        {
            text.Append("changes ").Append(InvisibleText.Line(change.What, MaxTitle)).Append('\n');
            Quote(text, $"{change.Before ?? "(nothing)"}\n→\n{change.After ?? "(nothing)"}");
        }

        if (call.Reason.Length > 0)
        {
            text.Append("because (the agent's words):\n");
            Quote(text, InvisibleText.Line(call.Reason, MaxTitle));
        }

        return (text.ToString().TrimEnd(), Math.Max(1, values.Count));
    }

    private static string Who(ValueLabelDto? label) =>
        label?.Origin switch
        {
            null => "",
            "owner" => " (yours)",
            "ownsystem" => " (your systems)",
            "thirdparty" => " (somebody else wrote it)",
            var other => $" ({other})",
        };

    private static void Quote(StringBuilder to, string text)
    {
        foreach (var line in InvisibleText.Lines(text, 100_000).DefaultIfEmpty(""))
        {
            to.Append(Bar).Append(line).Append('\n');
        }
    }

    private static string Name(string path)
    {
        var name = path.Length == 0 ? "arguments" : path[1..];
        return name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/')
            ? name
            : $"\"{InvisibleText.Line(name, MaxTitle)}\"";
    }

    private static IEnumerable<(string Path, string Value)> Values(string path, JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object when value.EnumerateObject().Any() => value
                .EnumerateObject()
                .SelectMany(m => Values($"{path}/{m.Name}", m.Value)),
            JsonValueKind.Array when value.GetArrayLength() > 0 => value
                .EnumerateArray()
                .SelectMany((item, i) => Values(FormattableString.Invariant($"{path}/{i}"), item)),
            JsonValueKind.String => [(path, value.GetString()!)], // A string element has a string.
            _ => path.Length == 0 && value.ValueKind == JsonValueKind.Object ? [] : [(path, value.GetRawText())],
        };
}
