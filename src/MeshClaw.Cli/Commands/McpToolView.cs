using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary>Shows what an MCP server says of its tools, every character of it visible, the old beside the new.</summary>
internal static class McpToolView
{
    /// <summary>The part after <c>mcp/</c>, however it was written.</summary>
    public static string Name(string text) => text.StartsWith("mcp/", StringComparison.Ordinal) ? text[4..] : text;

    /// <summary>What it counts as.</summary>
    public static string Effect(McpToolResponse tool) =>
        string.Join(", ", tool.Effect) + (tool.IsEffectKnown ? "" : " (you have not said)");

    /// <summary>Writes tools that wait, and what is wrong.</summary>
    public static void Write(Screen screen, McpServerResponse server, IReadOnlyList<McpToolResponse> waiting)
    {
        var ready = server.Tools.Count(t => t.State == "ready");
        screen.Markup(
            $"[bold]{Screen.Safe(server.Connection)}[/] ({Screen.Safe(server.Where)}): {ready} tools that agents may have, {waiting.Count} to look at."
        );
        if (server.Failure is { } failure)
        {
            screen.Note(failure);
            if (server.Complaint is { } complaint)
            {
                screen.Note($"Its program says: {complaint}");
            }
        }

        foreach (var tool in waiting)
        {
            screen.Output.WriteLine();
            screen.Markup($"[bold]{Screen.Safe(tool.Tool)}[/] [yellow]{tool.State}[/]");
            Compare(screen, "description", tool.Reviewed?.Description, tool.Offered?.Description);
            Compare(screen, "arguments", tool.Reviewed?.Schema, tool.Offered?.Schema);
            Compare(screen, "answer", tool.Reviewed?.OutputSchema, tool.Offered?.OutputSchema);
            Compare(screen, "it says of itself", tool.Reviewed?.Annotations, tool.Offered?.Annotations);
            if (tool is { IsEffectKnown: true, State: "changed" })
            {
                screen.Markup(
                    $"  [dim]You said that it counts as {Screen.Safe(Effect(tool))}; of the changed one you have said nothing.[/]"
                );
            }
        }

        foreach (var tool in server.Tools.Where(t => t.State == "gone"))
        {
            screen.Markup($"[dim]{Screen.Safe(tool.Tool)} is gone.[/]");
        }

        foreach (var (name, why) in server.Refused)
        {
            screen.Markup($"[dim]Left out: {Screen.Safe(name)}. {Screen.Safe(why)}[/]");
        }
    }

    private static void Compare(Screen screen, string what, string? before, string? now)
    {
        if (before is not null && before == now)
        {
            return;
        }

        if (before is not null)
        {
            screen.Markup($"  {what}, until now");
            Lines(screen, "-", before);
        }

        if (now is not null)
        {
            screen.Markup(before is null ? $"  {what}" : $"  {what}, from now on");
            Lines(screen, before is null ? " " : "+", now);
        }
        else if (before is not null)
        {
            screen.Markup($"  {what}: none any more");
        }
    }

    private static void Lines(Screen screen, string mark, string text)
    {
        foreach (var line in text.Split('\n'))
        {
            // What a reader would not see is shown by its number: a description may hide words for models.
            screen.Output.WriteLine($"    {mark} {Sanitize.Line(Visible(line))}");
        }
    }

    private static string Visible(string line) =>
        string.Concat(
            line.EnumerateRunes()
                .Select(r =>
                    System.Text.Rune.GetUnicodeCategory(r)
                        is System.Globalization.UnicodeCategory.Format
                            or System.Globalization.UnicodeCategory.Control
                            or System.Globalization.UnicodeCategory.PrivateUse
                            or System.Globalization.UnicodeCategory.OtherNotAssigned
                        ? $"<U+{r.Value:X4}>"
                        : r.ToString()
                )
        );
}
