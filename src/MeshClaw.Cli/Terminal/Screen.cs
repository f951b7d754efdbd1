using System.Globalization;
using System.Text;
using Spectre.Console;

namespace MeshClaw.Cli.Terminal;

/// <summary>
/// Where a command writes and asks. Results go to <see cref="Output"/>, all else to <see cref="Error"/>. Not thread-safe.
/// </summary>
internal sealed class Screen
{
    private readonly TextReader _input;
    private IAnsiConsole? _console;
    private string? _progress;

    public Screen(TextWriter output, TextWriter error, TextReader input, TerminalTraits traits)
    {
        Output = output;
        Error = error;
        _input = input;
        Traits = traits;
    }

    /// <summary>Standard output: what the owner or a script asked for.</summary>
    public TextWriter Output { get; }

    /// <summary>Standard error: progress, notes and failures.</summary>
    public TextWriter Error { get; }

    /// <summary>What it is connected to.</summary>
    public TerminalTraits Traits { get; }

    /// <summary>Waits for a key, not shown.</summary>
    public Func<ConsoleKeyInfo> Keys { get; init; } = () => System.Console.ReadKey(intercept: true);

    /// <summary>Somebody sees the output and can answer.</summary>
    public bool Interactive => Traits.InputIsTerminal && Traits.OutputIsTerminal;

    /// <summary>Tables and styles on <see cref="Output"/>; plain text where it is not a screen. Made when first used.</summary>
    public IAnsiConsole Console => _console ??= CreateConsole();

    /// <summary>Writes a line of Spectre markup; third-party text in it must have gone through <see cref="Safe"/>.</summary>
    public void Markup(string markup) => Console.MarkupLine(markup);

    /// <summary>Third-party text as markup that prints as it stands: harmless, and without meaning to Spectre.</summary>
    public static string Safe(string? text) => Spectre.Console.Markup.Escape(Sanitize.Line(text));

    /// <summary>A remark on standard error.</summary>
    public void Note(string text)
    {
        EndProgress();
        Error.WriteLine(Sanitize.Line(text));
    }

    /// <summary>How far long work is: one line that changes on a screen, one line for each new <paramref name="what"/> elsewhere.</summary>
    public void Progress(string what, int done, int total)
    {
        if (!Traits.ErrorIsTerminal)
        {
            if (_progress != what)
            {
                Error.WriteLine(what + " …");
            }

            _progress = what;
            return;
        }

        var count = total > 0 ? string.Create(CultureInfo.InvariantCulture, $" {done:N0} of {total:N0}") : " …";
        Error.Write("\r" + (what + count).PadRight(_progress?.Length ?? 0));
        _progress = what + count;
    }

    /// <summary>Takes the progress line away.</summary>
    public void EndProgress()
    {
        if (_progress is not null && Traits.ErrorIsTerminal)
        {
            Error.Write("\r" + new string(' ', _progress.Length) + "\r");
        }

        _progress = null;
    }

    /// <summary>A line that somebody types; null at the end of the input.</summary>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        // A console can only be read by a thread that waits; this one is left behind when the owner presses Ctrl-C instead.
        return await Task.Run(_input.ReadLine, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A password that somebody types, not shown; null where they press Escape.</summary>
    public Task<string?> ReadHiddenAsync(string prompt, CancellationToken cancellationToken)
    {
        Error.Write(prompt);
        return Task.Run(ReadHidden, cancellationToken).WaitAsync(cancellationToken);
    }

    /// <summary>All that is piped in, without its last line end.</summary>
    public async Task<string> ReadAllAsync(CancellationToken cancellationToken) =>
        (await _input.ReadToEndAsync(cancellationToken).ConfigureAwait(false)).TrimEnd('\r', '\n');

    /// <summary>Asks until one of the keys is typed; null at the end of the input.</summary>
    public async Task<char?> AskAsync(string prompt, string keys, CancellationToken cancellationToken)
    {
        while (true)
        {
            Console.Markup(prompt + " ");
            if (await ReadLineAsync(cancellationToken).ConfigureAwait(false) is not { } line)
            {
                return null;
            }

            var answer = line.Trim().ToLowerInvariant();
            if (answer.Length == 1 && keys.Contains(answer[0], StringComparison.Ordinal))
            {
                return answer[0];
            }

            Error.WriteLine($"Type one of {string.Join(", ", keys.ToCharArray())} and press Enter.");
        }
    }

    private string? ReadHidden()
    {
        var typed = new StringBuilder();
        while (true)
        {
            var key = Keys();
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    Error.WriteLine();
                    return typed.ToString();
                case ConsoleKey.Escape:
                    Error.WriteLine();
                    return null;
                case ConsoleKey.Backspace:
                    typed.Length = Math.Max(0, typed.Length - 1);
                    break;
                default:
                    typed.Append(key.KeyChar == '\0' ? "" : key.KeyChar);
                    break;
            }
        }
    }

    private IAnsiConsole CreateConsole()
    {
        var styled = Traits.OutputIsTerminal && Traits.Colour;
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = styled ? AnsiSupport.Detect : AnsiSupport.No,
                ColorSystem = styled ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(Output),
                Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            }
        );
        console.Profile.Width = Traits.Width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
