using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Commands;

/// <summary>One call of a command: its arguments, its home, and how it answers.</summary>
internal sealed class CommandScope(ParseResult arguments, CliContext context)
{
    /// <summary>The arguments as given.</summary>
    public ParseResult Arguments { get; } = arguments;

    /// <summary>What the world gives.</summary>
    public CliContext Context { get; } = context;

    /// <summary>Where to write and ask.</summary>
    public Screen Screen => Context.Screen;

    /// <summary>Whether one JSON document is wanted.</summary>
    public bool Json { get; } = arguments.GetValue(GlobalOptions.Json);

    /// <summary>The home folder, absolute.</summary>
    public string Home { get; } =
        GlobalOptions.ResolveHome(arguments.GetValue(GlobalOptions.Home), context.Environment);

    /// <summary>Somebody sees the output, can answer, and did not ask for JSON.</summary>
    public bool Interactive => !Json && Screen.Interactive;

    /// <summary>
    /// The gateway that runs on the home, or one in this process until the session is disposed.
    /// </summary>
    /// <param name="mayCreateHome">Whether the command makes sense on a home that does not exist yet.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IGatewaySession> OpenAsync(bool mayCreateHome, CancellationToken cancellationToken)
    {
        if (await GatewayClient.FindAsync(Home, cancellationToken).ConfigureAwait(false) is { } client)
        {
            return new RunningGateway(client);
        }

        if (!mayCreateHome && !Directory.Exists(Home))
        {
            throw new CommandFailedException(
                "no-home",
                $"There is nothing at {Home} yet.",
                "Connect a mailbox first (meshclaw connect --help), or name another place with --home."
            );
        }

        return await Context.Launcher.StartAsync(Home, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The one JSON document on standard output.</summary>
    public void WriteJson<T>(T value, JsonTypeInfo<T> type) =>
        Screen.Output.WriteLine(JsonSerializer.Serialize(value, type));

    /// <summary>Says what went wrong and what to do, in JSON too where that is wanted. Returns the exit code.</summary>
    public int Fail(string code, string message, string? todo)
    {
        Screen.Note(message);
        if (todo is not null)
        {
            Screen.Note(todo);
        }

        if (Json)
        {
            WriteJson(new FailureOutput(message, code, todo), CliJson.Default.FailureOutput);
        }

        return ExitCode.OfCode(code);
    }
}
