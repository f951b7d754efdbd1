using System.Text.Json;
using MeshClaw.Cli.Terminal;
using MeshClaw.Cli.Turns;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Chat;

/// <summary>A turn in a chat: the agent's words as they come, each call folded to a line with its effect, and whose words came back.</summary>
internal sealed class ChatView(Screen screen, ChatInput input) : ITurnView
{
    private const int MaxArgument = 60;
    private FlowWriter? _words;

    public bool CanAsk => screen.Interactive;

    public void Show(TurnProgress happened)
    {
        if (happened is { Kind: "text", Text: { } words })
        {
            _words ??= new FlowWriter(screen.Output, screen.Traits.Width);
            _words.Write(words);
            return;
        }

        End();
        switch (happened.Kind)
        {
            case "called":
                Line($"[dim]·[/] {Screen.Safe(Called(happened))}", Effect(happened.Effect));
                break;
            case "returned":
                Line($"[dim]  ↳ {Screen.Safe(Cut(happened.Detail, 24))}[/]", Label(happened));
                break;
            case "noted":
                Markup($"[yellow]![/] {Screen.Safe(happened.Text)}");
                break;
        }
    }

    public void End()
    {
        _words?.End();
        _words = null;
    }

    public void Markup(string markup) => screen.Markup(markup);

    public async Task<char?> AskAsync(string prompt, string keys, CancellationToken cancellationToken)
    {
        while (true)
        {
            Markup($"[bold]{prompt}[/]");
            if (await input.ReadLineAsync("? ", cancellationToken).ConfigureAwait(false) is not { } line)
            {
                return null;
            }

            var answer = line.Trim().ToLowerInvariant();
            if (answer.Length == 1 && keys.Contains(answer[0], StringComparison.Ordinal))
            {
                return answer[0];
            }

            Markup($"[dim]Type one of {string.Join(", ", keys.ToCharArray())} and press Enter.[/]");
        }
    }

    private void Line(string markup, string mark) => Markup(mark.Length == 0 ? markup : $"{markup}  {mark}");

    private string Called(TurnProgress call) => Cut($"{call.Name} {Arguments(call.Detail ?? "")}", 26);

    private string Cut(string? text, int reserved) =>
        Columns.Cut(Sanitize.Line(text), Math.Max(24, screen.Traits.Width - reserved));

    // As name=value; what was cut on the way, and is no JSON any more, as it stands.
    private static string Arguments(string json)
    {
        try
        {
            var given = JsonElement.Parse(json);
            return given.ValueKind == JsonValueKind.Object
                ? string.Join(
                    ' ',
                    given.EnumerateObject().Select(p => $"{p.Name}={Columns.Cut(p.Value.ToString(), MaxArgument)}")
                )
                : json;
        }
        catch (JsonException)
        {
            return json;
        }
    }

    private static string Effect(string? effect) =>
        effect switch
        {
            null => "[dim]no such tool[/]",
            "read" => "[dim]read[/]",
            _ when effect.StartsWith("reversible", StringComparison.Ordinal) => $"[yellow]{Screen.Safe(effect)}[/]",
            _ => $"[red]{Screen.Safe(effect)}[/]",
        };

    private static string Label(TurnProgress back)
    {
        var action = back.Action is { } id ? $"[dim]{Screen.Safe(id)}[/]" : "";
        return back.Foreign ? $"{action} [magenta]others' words[/]".TrimStart() : action;
    }
}
