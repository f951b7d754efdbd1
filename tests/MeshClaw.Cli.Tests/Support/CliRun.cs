using MeshClaw.Cli.Agents;
using MeshClaw.Cli.Commands;
using MeshClaw.Cli.Services;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Cli.Tests.Support;

/// <summary>What one command line answered.</summary>
internal sealed record CliRun(int Code, string Output, string Error)
{
    private static readonly TerminalTraits s_screen = new()
    {
        InputIsTerminal = true,
        OutputIsTerminal = true,
        ErrorIsTerminal = true,
        Colour = false,
        Width = 80,
    };

    /// <summary>Runs a command line in this process.</summary>
    public static Task<CliRun> RunAsync(params string[] arguments) => RunAsync(new TerminalTraits(), "", arguments);

    /// <summary>The same for somebody who sits at a screen 80 wide and types.</summary>
    public static Task<CliRun> TypeAsync(string typed, params string[] arguments) =>
        RunAsync(s_screen, typed, arguments);

    /// <summary>The same for somebody who has an editor.</summary>
    public static Task<CliRun> TypeAsync(string typed, Editor editor, params string[] arguments) =>
        RunAsync(s_screen, typed, editor, arguments);

    /// <summary>The same with everything given but an editor.</summary>
    public static Task<CliRun> RunAsync(TerminalTraits traits, string input, params string[] arguments) =>
        RunAsync(traits, input, null, arguments);

    private static async Task<CliRun> RunAsync(TerminalTraits traits, string input, Editor? editor, string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        using var typed = new StringReader(input);
        var time = new FakeTimeProvider(Samples.Now);
        time.SetLocalTimeZone(TimeZoneInfo.Utc);
        var context = new CliContext
        {
            Screen = new Screen(output, error, typed, traits) { Keys = () => KeyOf(typed.Read()) },
            Launcher = new NoLauncher(),
            Service = new DisabledService(),
            Time = time,
            Environment = name => editor is not null && name == "EDITOR" ? "editor" : null,
            Editor = editor ?? Editing.RunAsync,
        };
        var code = await CommandLine.RunAsync(Executable.Build(context), arguments, context, CancellationToken.None);
        return new CliRun(code, output.ToString(), error.ToString());
    }

    // At the end of what is typed somebody presses Escape.
    private static ConsoleKeyInfo KeyOf(int c) =>
        c switch
        {
            < 0 => new ConsoleKeyInfo('\u001b', ConsoleKey.Escape, false, false, false),
            '\n' => new ConsoleKeyInfo('\r', ConsoleKey.Enter, false, false, false),
            _ => new ConsoleKeyInfo((char)c, ConsoleKey.NoName, false, false, false),
        };

    private sealed class NoLauncher : IGatewayLauncher
    {
        public Task<IGatewaySession> StartAsync(string home, CancellationToken cancellationToken) =>
            throw new CommandFailedException("launched", "A gateway would have been started here.");
    }
}
