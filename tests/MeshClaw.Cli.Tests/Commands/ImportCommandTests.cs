using System.Text.Json;
using MeshClaw.Cli.Tests.Support;

namespace MeshClaw.Cli.Tests.Commands;

/// <summary>Needs no gateway: a line that began one would fail here.</summary>
public sealed class ImportCommandTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("meshclaw-cli-import-").FullName;
    private readonly string _source;
    private readonly string _home;

    public ImportCommandTests()
    {
        (_source, _home) = (Path.Join(_root, ".openclaw"), Path.Join(_root, "home"));
        Directory.CreateDirectory(Path.Join(_source, "workspace"));
        File.WriteAllText(Path.Join(_source, "openclaw.json"), "{ tools: { profile: 'full' } /* all */ }");
        File.WriteAllText(Path.Join(_source, "workspace", "AGENTS.md"), "Keep the inbox small.");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_dry_run_writes_nothing()
    {
        var run = await RunAsync("openclaw", _source, "--dry-run");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("agents/.imported/main/AGENT.md", run.Output, StringComparison.Ordinal);
        Assert.Contains("Full access is never imported", run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_home));
    }

    [Fact]
    public async Task Without_anybody_to_ask_nothing_is_written()
    {
        var run = await RunAsync("openclaw", _source);

        Assert.NotEqual(0, run.Code);
        Assert.False(Directory.Exists(_home));
    }

    [Fact]
    public async Task An_import_is_told_as_json_and_a_second_one_changes_nothing()
    {
        var first = await RunAsync("openclaw", _source, "--yes", "--json");
        var second = await RunAsync("openclaw", _source, "--yes", "--json");

        Assert.Equal((0, 0), (first.Code, second.Code));
        using var report = JsonDocument.Parse(first.Output);
        Assert.Equal(_source, report.RootElement.GetProperty("source").GetString());
        Assert.False(report.RootElement.GetProperty("dryRun").GetBoolean());
        var left = Assert.Single(report.RootElement.GetProperty("left").EnumerateArray().ToList());
        Assert.Equal("openclaw.json: tools.profile", left.GetProperty("from").GetString());
        Assert.Equal("new", State(first.Output));
        Assert.Equal("unchanged", State(second.Output));
        Assert.Contains("Keep the inbox small.", Draft(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_accepted_draft_is_an_agent_and_is_not_made_again()
    {
        await RunAsync("openclaw", _source, "--yes");

        var accepted = await RunAsync("accept", "main", "--yes");

        Assert.Equal((0, ""), (accepted.Code, accepted.Error));
        Assert.True(File.Exists(Path.Join(_home, "agents", "main", "AGENT.md")));
        Assert.NotEqual(0, (await RunAsync("accept", "main", "--yes")).Code);
        Assert.Equal("settled", State((await RunAsync("openclaw", _source, "--yes", "--json")).Output));
    }

    [Theory]
    [InlineData("autonomy: propose", "autonomy: act")]
    [InlineData("autonomy: propose", "autonomi: propose")]
    [InlineData("tools: []", "tools: [\"*\"]")]
    public async Task A_draft_that_is_wrong_or_acts_by_itself_is_not_accepted_unasked(string was, string now)
    {
        await RunAsync("openclaw", _source, "--yes");
        File.WriteAllText(DraftFile, Draft().Replace(was, now, StringComparison.Ordinal));

        Assert.NotEqual(0, (await RunAsync("accept", "main", "--yes")).Code);
        Assert.True(File.Exists(DraftFile));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../main")]
    [InlineData("nobody")]
    public async Task Only_a_draft_is_accepted(string name)
    {
        await RunAsync("openclaw", _source, "--yes");

        Assert.NotEqual(0, (await RunAsync("accept", name, "--yes")).Code);
    }

    [Fact]
    public async Task What_is_no_home_is_refused()
    {
        var run = await RunAsync("openclaw", _root, "--yes");

        Assert.NotEqual(0, run.Code);
        Assert.Contains("is no OpenClaw home", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_home));
    }

    private string DraftFile => Path.Join(_home, "agents", ".imported", "main", "AGENT.md");

    private string Draft() => File.ReadAllText(DraftFile);

    private Task<CliRun> RunAsync(params string[] arguments) =>
        CliRun.RunAsync(["import", .. arguments, "--home", _home]);

    private static string? State(string json)
    {
        using var report = JsonDocument.Parse(json);
        return Assert
            .Single(report.RootElement.GetProperty("taken").EnumerateArray().ToList())
            .GetProperty("state")
            .GetString();
    }
}
