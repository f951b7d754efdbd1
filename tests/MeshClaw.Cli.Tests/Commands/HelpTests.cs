using System.CommandLine;
using MeshClaw.Cli.Commands;
using MeshClaw.Cli.Services;
using MeshClaw.Cli.Terminal;
using MeshClaw.Cli.Tests.Support;
using MeshClaw.Hosting;

namespace MeshClaw.Cli.Tests.Commands;

public sealed class HelpTests
{
    public static TheoryData<string> Commands => [.. Paths(Root(), "")];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_of_every_command_is_as_published(string path)
    {
        var words = path.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var help = await CliRun.RunAsync([.. words, "--help"]);
        Assert.Equal(0, help.Code);
        Assert.Equal("", help.Error);
        Assert.Contains("Examples:\n  meshclaw ", help.Output, StringComparison.Ordinal);
        Assert.All(help.Output.Split('\n'), line => Assert.True(line.Length <= 100, line));
        Snapshot.Match($"Help/{Name(path)}", help.Output);
    }

    [Fact]
    public void Every_snapshot_of_help_belongs_to_a_command() =>
        Assert.Equal(Paths(Root(), "").Select(Name).Order(), Snapshot.Names("Help").Order());

    [Fact]
    public void Every_example_is_a_command_line_that_parses()
    {
        var root = Root();
        foreach (var command in All(root).OfType<CliCommand>())
        {
            foreach (var example in command.Examples)
            {
                var line = example.Split(" <", 2)[0].Split(" |", 2)[0];
                Assert.StartsWith("meshclaw ", line, StringComparison.Ordinal);
                var parsed = root.Parse(line["meshclaw ".Length..]);
                Assert.True(
                    parsed.Errors.Count == 0,
                    $"{example}: {string.Join(' ', parsed.Errors.Select(e => e.Message))}"
                );
                Assert.Same(command, parsed.CommandResult.Command);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Home_and_json_are_understood_everywhere(string path)
    {
        var parsed = Root().Parse($"{path} --home /x --json");
        Assert.DoesNotContain(parsed.Errors, e => e.Message.Contains("--home", StringComparison.Ordinal));
        Assert.Equal("/x", parsed.GetValue(GlobalOptions.Home));
        Assert.True(parsed.GetValue(GlobalOptions.Json));
    }

    [Fact]
    public async Task The_version_is_printed()
    {
        var version = await CliRun.RunAsync("--version");
        Assert.Equal((0, Executable.Version + "\n"), (version.Code, version.Output));
    }

    private static string Name(string path) => path.Length == 0 ? "meshclaw" : path.Replace(' ', '-');

    private static RootCommand Root() =>
        Executable.Build(
            new CliContext
            {
                Screen = new Screen(TextWriter.Null, TextWriter.Null, TextReader.Null, new TerminalTraits()),
                Launcher = new GatewayLauncher(_ => null),
                Service = new DisabledService(),
                Time = TimeProvider.System,
                Environment = _ => null,
            }
        );

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);

    private static IEnumerable<string> Paths(Command command, string path) =>
        command.Subcommands.SelectMany(c => Paths(c, $"{path} {c.Name}".Trim())).Prepend(path);
}
