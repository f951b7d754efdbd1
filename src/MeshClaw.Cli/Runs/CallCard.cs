using System.Globalization;
using System.Text.Json;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Runs;

/// <summary>
/// One call as the owner must see it before a yes: the tool, what sets it apart, every value whole with who wrote it and where it came
/// from, and why. The left column is ours: no value and no source, however it is broken, reaches it, so that text cannot pass for a
/// label of the card.
/// </summary>
internal static class CallCard
{
    private const string From = "↳ from";
    private const int MaxLabel = 24;

    /// <summary>The card as lines of Spectre markup, none wider than <paramref name="width"/> cells.</summary>
    /// <param name="call">The call.</param>
    /// <param name="place"><c>3 of 72</c>.</param>
    /// <param name="width">Columns.</param>
    public static IReadOnlyList<string> Render(ApprovalCall call, string place, int width)
    {
        ArgumentNullException.ThrowIfNull(call);
        var lines = new List<string>
        {
            $"[bold]{Screen.Safe(place)}  {Screen.Safe(call.Tool)}[/] on {Screen.Safe(call.Connection)} [dim]({Screen.Safe(call.Action)})[/]",
        };
        lines.AddRange(Columns.Wrap(Sanitize.Line(call.Title), width - 2).Select(l => $"  [bold]{Screen.Safe(l)}[/]"));
        lines.AddRange(
            call.Warnings.SelectMany(w => Columns.Wrap(Sanitize.Line($"! {w.Text}"), width - 2))
                .Select(l => $"  [bold red]{Screen.Safe(l)}[/]")
        );
        if (call.Outliers.Count > 0)
        {
            var marks = "! " + string.Join(", ", call.Outliers.Select(Outliers.Say));
            lines.AddRange(Columns.Wrap(Sanitize.Line(marks), width - 2).Select(l => $"  [red]{Screen.Safe(l)}[/]"));
        }

        lines.AddRange(call.Changes.SelectMany(c => Change(c, width)));
        var values = Values("", call.Args).ToArray();
        var label = Math.Min(MaxLabel, values.Select(v => Columns.Width(Name(v.Path))).Append(7).Max());
        foreach (var (path, value) in values)
        {
            lines.AddRange(Field(Name(path), Sanitize.Lines(value), label, width));
            if (Source(call, path) is { } source)
            {
                lines.AddRange(Field(From, [Sanitize.Line(source)], label, width));
            }
        }

        lines.AddRange(Field("because", [Sanitize.Line(call.Reason)], label, width));
        lines.AddRange(Field("asks", [Sanitize.Line(call.Why)], label, width));
        return lines;
    }

    // Two short values stand in one line; texts are compared line by line. The bar is ours: what is compared may hold anything.
    private static IEnumerable<string> Change(CallChangeDto change, int width)
    {
        var (before, after) = (change.Before ?? "", change.After ?? "");
        if ((before + after).AsSpan().IndexOfAny('\n', '\r') < 0)
        {
            var (old, now) = (change.Before ?? "(nothing)", change.After ?? "(nothing)");
            return Columns
                .Wrap(Sanitize.Line($"{change.What}: {old} → {now}"), width - 4)
                .Select(l => $"  [dim]│[/] {Screen.Safe(l)}");
        }

        return TextDiff
            .Of(string.Join('\n', Sanitize.Lines(before)), string.Join('\n', Sanitize.Lines(after)))
            .SelectMany(line => Columns.Fold(line, Math.Max(16, width - 4)).Select(part => (Mark: line[0], Part: part)))
            .Select(l => $"  [dim]│[/] {Coloured(l.Mark, Screen.Safe(l.Part))}")
            .Prepend($"  [dim]│[/] [bold]{Screen.Safe(change.What)}[/]");
    }

    private static string Coloured(char mark, string markup) =>
        mark switch
        {
            '+' => $"[green]{markup}[/]",
            '-' => $"[red]{markup}[/]",
            _ => markup,
        };

    /// <summary>Every scalar, and what is empty, by its pointer.</summary>
    private static IEnumerable<(string Path, string Value)> Values(string path, JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object when value.EnumerateObject().Any() => value
                .EnumerateObject()
                .SelectMany(m => Values($"{path}/{Escape(m.Name)}", m.Value)),
            JsonValueKind.Array when value.GetArrayLength() > 0 => value
                .EnumerateArray()
                .SelectMany((item, i) => Values($"{path}/{i.ToString(CultureInfo.InvariantCulture)}", item)),
            JsonValueKind.String => [(path, value.GetString()!)], // A string element has a string.
            _ => path.Length == 0 && value.ValueKind == JsonValueKind.Object ? [] : [(path, value.GetRawText())],
        };

    // A tool may call an argument anything. Only a plain name that is none of ours stands as it is.
    private static string Name(string path)
    {
        var name = path.Length == 0 ? "args" : path[1..];
        var plain =
            name is not ("because" or "asks")
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/');
        return plain ? name : $"\"{Sanitize.Line(name)}\"";
    }

    /// <summary>Who wrote it comes first: the words after it may hold what somebody else wrote.</summary>
    private static string? Source(ApprovalCall call, string path)
    {
        if (call.Values.FirstOrDefault(v => v.Path == path) is { } value)
        {
            var who = value.Origin switch
            {
                "owner" => "you",
                "ownsystem" => "your systems",
                "thirdparty" => "somebody else",
                _ => value.Origin,
            };
            return $"{who}: {value.Source}{(value.Sensitivity == "secret" ? " (secret)" : "")}";
        }

        return path.Length == 0 ? null : call.Sources.GetValueOrDefault(Unescape(path.Split('/', 3)[1]));
    }

    private static IEnumerable<string> Field(string name, IReadOnlyList<string> value, int label, int width)
    {
        var names = Columns.Fold(name, label).ToArray();
        var wrapped = value.SelectMany(l => Columns.Fold(l, Math.Max(16, width - label - 4))).ToArray();
        for (var i = 0; i < Math.Max(names.Length, wrapped.Length); i++)
        {
            var head = Columns.Pad(i < names.Length ? names[i] : "", label);
            yield return $"  [dim]{Screen.Safe(head)}[/]  {Screen.Safe(i < wrapped.Length ? wrapped[i] : "")}";
        }
    }

    private static string Escape(string step) =>
        step.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static string Unescape(string step) =>
        step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
