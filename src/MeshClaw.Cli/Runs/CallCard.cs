using System.Text.Json;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Runs;

/// <summary>One call as the owner must see it before a yes: the tool, every value whole, where each came from, and why.</summary>
internal static class CallCard
{
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
        var values = Values(call).ToArray();
        var label = values.Select(v => Columns.Width(v.Name)).Append(7).Max();
        foreach (var (name, value, source) in values)
        {
            lines.AddRange(Field(name, Sanitize.Lines(value), label, width));
            if (source is not null)
            {
                lines.Add($"  {new string(' ', label)}  [dim]from: {Screen.Safe(source)}[/]");
            }
        }

        lines.AddRange(Field("because", [Sanitize.Line(call.Reason)], label, width));
        lines.AddRange(Field("asks", [Sanitize.Line(call.Why)], label, width));
        return lines;
    }

    private static IEnumerable<(string Name, string Value, string? Source)> Values(ApprovalCall call)
    {
        if (call.Args.ValueKind != JsonValueKind.Object)
        {
            yield return ("args", call.Args.GetRawText(), null);
            yield break;
        }

        foreach (var argument in call.Args.EnumerateObject())
        {
            var value =
                argument.Value.ValueKind == JsonValueKind.String
                    ? argument.Value.GetString()!
                    : argument.Value.GetRawText();
            yield return (Sanitize.Line(argument.Name), value, call.Sources.GetValueOrDefault(argument.Name));
        }
    }

    private static IEnumerable<string> Field(string name, IReadOnlyList<string> value, int label, int width)
    {
        var wrapped = value.SelectMany(l => Columns.Fold(l, Math.Max(16, width - label - 4))).ToArray();
        for (var i = 0; i < wrapped.Length; i++)
        {
            var head = Columns.Pad(i == 0 ? name : "", label);
            yield return $"  [dim]{Screen.Safe(head)}[/]  {Screen.Safe(wrapped[i])}";
        }
    }
}
