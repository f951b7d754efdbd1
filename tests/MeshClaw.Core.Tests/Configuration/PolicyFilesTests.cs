using MeshClaw.Core.Configuration;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Statements;

namespace MeshClaw.Core.Tests.Configuration;

public sealed class PolicyFilesTests
{
    private static readonly string s_forbid = PolicySamples.Rule(
        "forbid",
        "{ tool: a.b }",
        "[{ tool: a.b, matches: true }]"
    );

    [Fact]
    public void The_rules_of_all_files_hold_and_the_organisations_are_named_so()
    {
        using var folder = new Folder();
        File.WriteAllText(folder.File("a.yaml"), s_forbid + "max-autonomy: propose\n");
        File.WriteAllText(folder.File("b.yaml"), s_forbid);
        File.WriteAllText(folder.File("c.yaml"), s_forbid);

        var policy = PolicyFiles
            .Load([
                new PolicyPath(folder.File("a.yaml"), StatementSource.Organisation),
                new PolicyPath(folder.File("b.yaml"), StatementSource.Organisation),
                new PolicyPath(folder.File("c.yaml"), StatementSource.Owner),
                new PolicyPath(folder.File("none.yaml"), StatementSource.Owner),
            ])
            .Value!;

        Assert.Equal(["org:one", "org:one#2", "one"], policy.Statements.Statements.Select(s => s.Id));
        Assert.Equal(Autonomy.Propose, policy.Ceiling.MaxAutonomy);
        Assert.Equal(3, policy.Parts.Length);
    }

    [Fact]
    public void Another_text_for_one_file_leaves_the_others()
    {
        using var folder = new Folder();
        File.WriteAllText(folder.File("a.yaml"), s_forbid);
        File.WriteAllText(folder.File("c.yaml"), s_forbid);
        var mine = new PolicyPath(folder.File("c.yaml"), StatementSource.Owner);
        var policy = PolicyFiles
            .Load([new PolicyPath(folder.File("a.yaml"), StatementSource.Organisation), mine])
            .Value!;

        var without = policy.With(mine, PolicyContent.None);

        Assert.Equal(["org:one", "one"], policy.Statements.Statements.Select(s => s.Id));
        Assert.Equal(["org:one"], without.Statements.Statements.Select(s => s.Id));
    }

    [Fact]
    public void One_bad_file_leaves_no_policy_and_every_file_is_told_of()
    {
        using var folder = new Folder();
        File.WriteAllText(folder.File("a.yaml"), "rules: []\n");
        File.WriteAllText(folder.File("c.yaml"), "rulez: []\n");

        var result = PolicyFiles.Load([
            new PolicyPath(folder.File("a.yaml"), StatementSource.Organisation),
            new PolicyPath(folder.File("c.yaml"), StatementSource.Owner),
        ]);

        Assert.Null(result.Value);
        Assert.Equal(["a.yaml", "c.yaml"], result.Errors.Select(e => Path.GetFileName(e.File)));
    }
}
