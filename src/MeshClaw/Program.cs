using System.Text;
using MeshClaw;
using MeshClaw.Cli;
using MeshClaw.Cli.Commands;
using MeshClaw.Cli.Services;
using MeshClaw.Cli.Terminal;
using MeshClaw.Hosting;

// Without a byte order mark, and UTF-8 on Windows too: scripts read this.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

var context = new CliContext
{
    Screen = new Screen(
        Console.Out,
        Console.Error,
        Console.In,
        TerminalTraits.Detect(Environment.GetEnvironmentVariable)
    ),
    Launcher = new GatewayLauncher(Environment.GetEnvironmentVariable),
    Service = ServiceManagers.ForThisMachine(Environment.GetEnvironmentVariable),
    Time = TimeProvider.System,
    Environment = Environment.GetEnvironmentVariable,
};
using var interruption = new Interruption();
return await CommandLine.RunAsync(Executable.Build(context), args, context, interruption.Token);
