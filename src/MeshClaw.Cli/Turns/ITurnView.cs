using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Turns;

/// <summary>How what happens in a turn looks.</summary>
internal interface ITurnView
{
    /// <summary>Whether somebody is there to answer what the turn waits for.</summary>
    bool CanAsk { get; }

    /// <summary>One thing that happened; never the last one.</summary>
    void Show(TurnProgress happened);

    /// <summary>The turn is over, or waits.</summary>
    void End();

    /// <summary>A line of Spectre markup of the gateway's.</summary>
    void Markup(string markup);

    /// <summary>Asks until one of the keys is typed; null where nobody is there any more.</summary>
    Task<char?> AskAsync(string prompt, string keys, CancellationToken cancellationToken);
}

/// <summary>For scripts and single questions: the agent's words as they are on standard output, all else on standard error.</summary>
internal sealed class PlainTurnView(Screen screen, bool canAsk, bool silent) : ITurnView
{
    private bool _inLine;

    public bool CanAsk => canAsk;

    public void Show(TurnProgress happened)
    {
        if (silent)
        {
            return;
        }

        if (happened is { Kind: "text", Text: { } words })
        {
            screen.Output.Write(Sanitize.Text(words));
            screen.Output.Flush();
            _inLine = true;
            return;
        }

        End();
        switch (happened.Kind)
        {
            case "called":
                screen.Note($"· {happened.Name} {happened.Detail}{(happened.Effect is { } e ? $"  [{e}]" : "")}");
                break;
            case "returned":
                screen.Note($"  → {happened.Detail}");
                break;
            case "noted":
                screen.Note(happened.Text ?? "");
                break;
        }
    }

    public void End()
    {
        if (_inLine)
        {
            screen.Output.WriteLine();
        }

        _inLine = false;
    }

    public void Markup(string markup)
    {
        if (!silent)
        {
            screen.Markup(markup);
        }
    }

    public Task<char?> AskAsync(string prompt, string keys, CancellationToken cancellationToken) =>
        screen.AskAsync(prompt, keys, cancellationToken);
}
