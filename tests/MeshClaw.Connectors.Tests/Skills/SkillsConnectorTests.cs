using MeshClaw.Connectors.Skills;
using MeshClaw.Connectors.Tests.Local;
using MeshClaw.Connectors.Tests.Sandbox;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Sandbox;
using MeshClaw.Core.Skills;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Connectors.Tests.Skills;

public sealed class SkillsConnectorTests : IAsyncLifetime
{
    private readonly SandboxHome _home = new();
    private SkillListing _skill = null!; // Set before each test.

    public ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_home.Home.SkillsFolder);
        _skill = Install(network: false);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _home.DisposeAsync();

    [Fact]
    public async Task A_script_runs_in_the_workspace_with_its_arguments_and_its_words_are_third_party_text()
    {
        var driver = Driver();

        var call = await driver.DescribeAsync(SkillScript.Tool, Arguments("scripts/say.sh", "a b", "$(id)", "--"));
        var done = Assert.IsType<CallOutcome.Done>(await driver.ExecuteAsync(call, "{}"));

        Assert.Equal(
            [("exit", "0", Origin.OwnSystem), ("output", $"{_home.Workspace} a b|$(id)|--\n", Origin.ThirdParty)],
            done.Seen!.Records[0].Fields.Select(f => (f.Name, f.Text, f.Label.Origin)) // It says something.
        );
        Assert.Empty(Runs());
    }

    [Fact]
    public async Task It_reads_its_own_files_writes_the_workspace_alone_and_sees_nothing_of_the_owners()
    {
        var driver = Driver();
        var call = await driver.DescribeAsync(
            SkillScript.Tool,
            Arguments("scripts/try.sh", _home.OwnersFile, _skill.Folder)
        );

        var done = Assert.IsType<CallOutcome.Done>(await driver.ExecuteAsync(call, "{}"));

        var output = done.Seen!.Records[0].Fields.Single(f => f.Name == "output").Text; // As above.
        Assert.Equal("data: own\nown folder: no\nowner: no\ninstalled: no\nnetwork: no\n", output);
        Assert.Equal("x\n", await File.ReadAllTextAsync(Path.Join(_home.Workspace, "made"), LocalDriver.Token));
    }

    [Fact]
    public async Task The_guard_asks_for_each_script_whatever_it_is_called()
    {
        var driver = Driver();

        var decision = driver.Decide(await driver.DescribeAsync(SkillScript.Tool, Arguments("scripts/ls")));

        Assert.Equal(Verdict.Ask, decision.Verdict);
        Assert.Contains(decision.Reasons, r => r.Rule == "command");
    }

    [Theory]
    [InlineData("scripts/say.sh")]
    [InlineData("data.txt")]
    public async Task What_is_swapped_between_the_yes_and_the_run_does_not_run(string swapped)
    {
        var driver = Driver();
        var call = await driver.DescribeAsync(SkillScript.Tool, Arguments("scripts/say.sh"));
        var file = Path.Join(_skill.Folder, swapped);
        var time = File.GetLastWriteTimeUtc(file);
        var evil = "touch evil".PadRight((int)new FileInfo(file).Length)[..(int)new FileInfo(file).Length];
        await File.WriteAllTextAsync(file, evil, LocalDriver.Token);
        File.SetLastWriteTimeUtc(file, time);

        var failed = Assert.IsType<CallOutcome.Failed>(await driver.ExecuteAsync(call, "{}"));

        Assert.Contains("not what was said yes to", failed.Why, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Workspace));
        Assert.IsType<Preparation.Gone>(await driver.PrepareAsync(call));
    }

    [Fact]
    public async Task A_yes_to_another_content_does_not_carry_over()
    {
        var driver = Driver();
        var call = await driver.DescribeAsync(SkillScript.Tool, Arguments("scripts/say.sh"));
        await File.AppendAllTextAsync(Path.Join(_skill.Folder, "scripts/say.sh"), "touch evil\n", LocalDriver.Token);
        var catalog = new SkillCatalog(_home.Home, null);
        var changed = catalog.Find("runner", null)!; // It was installed.
        new SkillInstaller(_home.Home, catalog, TimeProvider.System).Pin(changed, changed.Hash, network: true);

        Assert.IsType<CallOutcome.Failed>(await driver.ExecuteAsync(call, "{}"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Workspace));
    }

    [Fact]
    public async Task Only_a_skill_with_a_grant_of_the_network_sends()
    {
        var offline = await Driver().DescribeAsync(SkillScript.Tool, Arguments("scripts/say.sh"));
        _skill = Install(network: true);
        var online = await Driver().DescribeAsync(SkillScript.Tool, Arguments("scripts/say.sh"));

        Assert.Equal(new Effect(EffectClass.Irreversible, EffectTraits.Executes), offline.Effect);
        Assert.Equal(new Effect(EffectClass.Irreversible, EffectTraits.Executes | EffectTraits.Sends), online.Effect);
    }

    [Theory]
    [InlineData("../../../etc/passwd")]
    [InlineData("/bin/ls")]
    [InlineData("scripts/../scripts/say.sh")]
    [InlineData("scripts/none.sh")]
    [InlineData("scripts/readme.txt")]
    [InlineData("data.txt")]
    [InlineData("SKILL.md")]
    public async Task What_is_no_script_of_the_skill_is_refused(string file) =>
        await Assert.ThrowsAsync<ToolException>(() => Driver().DescribeAsync(SkillScript.Tool, Arguments(file)));

    [Theory]
    [InlineData("""{"skill":"runner","file":"scripts/say.sh"}""")]
    [InlineData("""{"skill":"runner","file":"scripts/say.sh","hash":""}""")]
    [InlineData("""{"skill":"runner","file":"scripts/say.sh","hash":"0"}""")]
    [InlineData("""{"skill":"runner","file":"scripts/say.sh","hash":"HASH","args":"x"}""")]
    [InlineData("""{"skill":"runner","file":"scripts/say.sh","hash":"HASH","args":[1]}""")]
    [InlineData("""{"skill":"runner","file":"scripts/say.sh","hash":"HASH","args":["a\u0000b"]}""")]
    [InlineData("""{"skill":"runner","file":"scripts/say.sh","hash":"HASH","more":1}""")]
    [InlineData("""{"skill":"other","file":"scripts/say.sh","hash":"HASH"}""")]
    [InlineData("[]")]
    public async Task Arguments_that_are_not_what_it_takes_are_refused(string json) =>
        await Assert.ThrowsAsync<ToolException>(() =>
            Driver()
                .DescribeAsync(
                    new ToolRequest(
                        SkillTools.Connection,
                        SkillScript.Tool,
                        json.Replace("HASH", _skill.Hash, StringComparison.Ordinal)
                    )
                )
        );

    [Fact]
    public async Task Without_a_sandbox_nothing_runs()
    {
        var driver = Driver(new DisabledSandbox("There is none."));
        var call = await driver.DescribeAsync(SkillScript.Tool, Arguments("scripts/say.sh"));

        Assert.Equal(new Preparation.Gone("There is none."), await driver.PrepareAsync(call));
        Assert.Equal(new CallOutcome.Failed("There is none."), await driver.ExecuteAsync(call, "{}"));
        Assert.Empty(Runs());
    }

    [Fact]
    public async Task The_shipped_script_adds_up_in_the_sandbox()
    {
        var skills = Shipped();
        var catalog = new SkillCatalog(_home.Home, skills);
        var receipts = catalog.Find("expense-receipts", null)!; // It is shipped.
        Assert.Equal(SkillState.Usable, receipts.State);
        await File.WriteAllTextAsync(
            Path.Join(_home.Workspace, "expenses.csv"),
            "date,seller,amount,currency,category,note\n2026-11-01,Bahn,59.90,EUR,travel,\n2026-11-02,Cafe,4.05,EUR,food,x\n"
                + "2026-11-03,Refund,-9.95,EUR,travel,\n2026-11-03,Store,0.07,USD,,y\n",
            LocalDriver.Token
        );

        var good = await TotalAsync(receipts, "expenses.csv");
        await File.AppendAllTextAsync(
            Path.Join(_home.Workspace, "expenses.csv"),
            "2026-11-04,Bar,1e3,EUR,,\n",
            LocalDriver.Token
        );
        var bad = await TotalAsync(receipts, "expenses.csv");

        Assert.Equal(
            "0\ntotal EUR 54.00 (3 receipts)\ntotal USD 0.07 (1 receipts)\ncategory EUR food 4.05\ncategory EUR travel 49.95\ncategory USD none 0.07\n",
            good
        );
        Assert.StartsWith("1\nline 6: not an amount such as 12.50", bad, StringComparison.Ordinal);

        async Task<string> TotalAsync(SkillListing skill, string file)
        {
            var driver = new LocalDriver(
                new SkillsConnector(
                    SkillTools.Connection,
                    _home.Workspace,
                    new SkillRuns(_home.Home, catalog),
                    _home.Sandbox
                )
            );
            var call = await driver.DescribeAsync(
                SkillScript.Tool,
                new
                {
                    skill = skill.Name,
                    file = "scripts/total.sh",
                    args = new[] { file },
                    hash = skill.Hash,
                }
            );
            var done = Assert.IsType<CallOutcome.Done>(await driver.ExecuteAsync(call, "{}"));
            return string.Join('\n', done.Seen!.Records[0].Fields.Select(f => f.Text)); // It says something.
        }
    }

    private static string Shipped()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Join(folder, "MeshClaw.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return Path.Join(folder, "skills");
    }

    private object Arguments(string file, params string[] args) =>
        new
        {
            skill = "runner",
            file,
            args,
            hash = _skill.Hash,
        };

    private string[] Runs()
    {
        var folder = Path.Join(_home.Home.SkillsFolder, ".run");
        return Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder) : [];
    }

    private LocalDriver Driver(ISandbox? sandbox = null) =>
        new(
            new SkillsConnector(
                SkillTools.Connection,
                _home.Workspace,
                new SkillRuns(_home.Home, new SkillCatalog(_home.Home, null)),
                sandbox ?? _home.Sandbox
            )
        );

    private SkillListing Install(bool network)
    {
        var from = Path.Join(_home.Root, "from", "runner");
        Directory.CreateDirectory(Path.Join(from, "scripts"));
        File.WriteAllText(Path.Join(from, "SKILL.md"), "---\nname: runner\ndescription: Runs.\n---\nRun it.\n");
        File.WriteAllText(Path.Join(from, "data.txt"), "own");
        File.WriteAllText(Path.Join(from, "scripts/readme.txt"), "x");
        File.WriteAllText(Path.Join(from, "scripts/ls"), "#!/bin/sh\necho\n");
        File.WriteAllText(Path.Join(from, "scripts/say.sh"), "IFS='|'; echo \"$PWD $*\"\n");
        File.WriteAllText(
            Path.Join(from, "scripts/try.sh"),
            """
            here="$(dirname "$0")/.."
            echo "data: $(cat "$here/data.txt")"
            echo x > made
            (echo x > "$here/data.txt") 2>/dev/null && echo "own folder: yes" || echo "own folder: no"
            cat "$1" >/dev/null 2>&1 && echo "owner: yes" || echo "owner: no"
            ls "$2" >/dev/null 2>&1 && echo "installed: yes" || echo "installed: no"
            [ "$(ls /sys/class/net 2>/dev/null | grep -vc '^lo$')" = 0 ] && echo "network: no" || echo "network: yes"

            """
        );
        var catalog = new SkillCatalog(_home.Home, null);
        var installer = new SkillInstaller(_home.Home, catalog, TimeProvider.System);
        var staged = installer.Stage(from, null);
        return installer.Install(staged.Id, staged.Review.Hash, network, null);
    }
}
