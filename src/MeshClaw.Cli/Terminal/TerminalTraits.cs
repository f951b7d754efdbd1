namespace MeshClaw.Cli.Terminal;

/// <summary>What the program is connected to. Decided once, at start.</summary>
internal sealed record TerminalTraits
{
    /// <summary>The width that piped tables get: nobody sees an edge there.</summary>
    public const int PipedWidth = 120;

    /// <summary>Somebody can answer.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>Results go to a screen.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Progress goes to a screen.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Colours and styles may be used where there is a screen: no <c>NO_COLOR</c>, no dumb terminal.</summary>
    public bool Colour { get; init; }

    /// <summary>Columns.</summary>
    public int Width { get; init; } = PipedWidth;

    /// <summary>Looks at the process's console and environment.</summary>
    public static TerminalTraits Detect(Func<string, string?> environment)
    {
        var terminal = !Console.IsOutputRedirected;
        return new TerminalTraits
        {
            InputIsTerminal = !Console.IsInputRedirected,
            OutputIsTerminal = terminal,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Colour = string.IsNullOrEmpty(environment("NO_COLOR")) && environment("TERM") != "dumb",
            Width = terminal ? ScreenWidth() : PipedWidth,
        };
    }

    private static int ScreenWidth()
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : 80;
        }
        catch (IOException)
        {
            return 80; // A terminal without a size: every terminal has been this wide.
        }
    }
}
