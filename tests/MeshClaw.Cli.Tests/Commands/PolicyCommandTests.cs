using System.Text.Json;
using MeshClaw.Cli.Tests.Support;

namespace MeshClaw.Cli.Tests.Commands;

/// <summary>What needs no gateway: a line that began one would fail here.</summary>
public sealed class PolicyCommandTests : IDisposable
{
    private const string Good =
        "rules:\n  - id: one\n    forbid: { tool: a.b }\n    examples: [{ tool: a.b, matches: true }]\n";

    private readonly string _home = Directory.CreateTempSubdirectory("meshclaw-cli-policy-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task Check_takes_a_good_file_of_the_home()
    {
        await File.WriteAllTextAsync(Path.Join(_home, "policy.yaml"), Good);

        var run = await CliRun.RunAsync("policy", "check", "--home", _home);

        Assert.Equal((0, "Good: 1 rules, and their 1 examples hold.\n", ""), (run.Code, run.Output, run.Error));
    }

    [Fact]
    public async Task Check_names_every_error_with_its_line_and_ends_with_1()
    {
        var file = Path.Join(_home, "draft.yaml");
        await File.WriteAllTextAsync(file, Good + "  - id: one\n    permit: {}\n    examples: []\nrulez: 1\n");

        var run = await CliRun.RunAsync("policy", "check", file, "--json", "--home", _home);
        using var document = JsonDocument.Parse(run.Output);

        Assert.Equal(1, run.Code);
        Assert.False(document.RootElement.GetProperty("ok").GetBoolean());
        Assert.Equal(
            [5, 6, 7, 8],
            document.RootElement.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("line").GetInt32())
        );
    }

    [Fact]
    public async Task Check_refuses_a_permit_in_a_ceiling()
    {
        var file = Path.Join(_home, "ceiling.yaml");
        await File.WriteAllTextAsync(file, Good);
        Assert.Equal(0, (await CliRun.RunAsync("policy", "check", file, "--ceiling")).Code);

        const string Examples = "[{ tool: a.b, effect: draft, matches: true }, { matches: false }]";
        await File.WriteAllTextAsync(file, $"rules: [{{ id: one, permit: {{ tool: a.b }}, examples: {Examples} }}]\n");

        Assert.Equal(0, (await CliRun.RunAsync("policy", "check", file)).Code);
        var refused = await CliRun.RunAsync("policy", "check", file, "--ceiling");
        Assert.Equal(1, refused.Code);
        Assert.Contains("narrows and never widens", refused.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("simulate")]
    public async Task A_file_that_is_not_there_is_said(string command)
    {
        var run = await CliRun.RunAsync("policy", command, "--home", _home);

        Assert.Equal(1, run.Code);
        Assert.StartsWith($"There is no file {Path.Join(_home, "policy.yaml")}", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0h")]
    [InlineData("24")]
    [InlineData("-1d")]
    [InlineData("1w")]
    public async Task A_time_that_is_none_is_refused(string since) =>
        Assert.Equal(2, (await CliRun.RunAsync("policy", "simulate", "--since", since)).Code);

    [Fact]
    public async Task The_schema_is_one_json_document()
    {
        var run = await CliRun.RunAsync("policy", "schema");

        using var document = JsonDocument.Parse(run.Output);
        Assert.Equal("MeshClaw policy.yaml", document.RootElement.GetProperty("title").GetString());
    }
}
