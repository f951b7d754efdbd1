using System.Reflection;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Loader;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace MeshClaw.Architecture.Tests;

/// <summary>
/// Policy ← Core ← {Storage, Models, Connectors, Channels} ← Gateway; Policy ← Evaluation; Cli → Protocol ← Gateway. Each rule has a negative control: the same rule
/// turned to an arrow that does exist must fail, since a mistyped target passes silently.
/// </summary>
public sealed class ArrowTests
{
    private static readonly ArchUnitNET.Domain.Architecture s_architecture = new ArchLoader()
        .LoadAssemblies([.. Projects.Select(Assembly.Load)])
        .Build();

    private static string[] Projects =>
        [
            "MeshClaw.Policy",
            "MeshClaw.Core",
            "MeshClaw.Storage",
            "MeshClaw.Models",
            "MeshClaw.Connectors",
            "MeshClaw.Channels",
            "MeshClaw.Protocol",
            "MeshClaw.Gateway",
            "MeshClaw.Cli",
            "MeshClaw.Evaluation",
        ];

    [Theory]
    [InlineData("MeshClaw.Policy", "Core|Storage|Models|Connectors|Channels|Protocol|Gateway|Cli")]
    [InlineData("MeshClaw.Core", "Storage|Models|Connectors|Channels|Protocol|Gateway|Cli")]
    [InlineData("MeshClaw.Storage", "Models|Connectors|Channels|Protocol|Gateway|Cli")]
    [InlineData("MeshClaw.Models", "Storage|Connectors|Channels|Protocol|Gateway|Cli")]
    [InlineData("MeshClaw.Connectors", "Storage|Models|Channels|Protocol|Gateway|Cli")]
    [InlineData("MeshClaw.Channels", "Storage|Models|Connectors|Protocol|Gateway|Cli")]
    [InlineData("MeshClaw.Protocol", "Policy|Core|Storage|Models|Connectors|Channels|Gateway|Cli")]
    [InlineData("MeshClaw.Gateway", "Cli")]
    [InlineData("MeshClaw.Cli", "Policy|Core|Storage|Models|Connectors|Channels|Gateway")]
    [InlineData("MeshClaw.Evaluation", "Core|Storage|Models|Connectors|Channels|Protocol|Gateway|Cli")]
    public void A_project_knows_only_what_its_arrows_reach(string project, string forbidden) =>
        Assert.True(IsFree(project, forbidden), $"{project} uses something of {forbidden}.");

    [Theory]
    [InlineData("MeshClaw.Core", "Policy")]
    [InlineData("MeshClaw.Storage", "Core")]
    [InlineData("MeshClaw.Models", "Core")]
    [InlineData("MeshClaw.Connectors", "Core")]
    [InlineData("MeshClaw.Channels", "Core")]
    [InlineData("MeshClaw.Gateway", "Storage")]
    [InlineData("MeshClaw.Gateway", "Channels")]
    [InlineData("MeshClaw.Gateway", "Connectors")]
    [InlineData("MeshClaw.Gateway", "Models")]
    [InlineData("MeshClaw.Gateway", "Protocol")]
    [InlineData("MeshClaw.Cli", "Protocol")]
    [InlineData("MeshClaw.Evaluation", "Policy")]
    public void The_check_sees_an_arrow_that_exists(string project, string used) =>
        Assert.False(IsFree(project, used), $"{project} uses {used}, and the check does not see it.");

    [Fact]
    public void Policy_uses_the_base_class_library_alone()
    {
        var references = Assembly.Load("MeshClaw.Policy").GetReferencedAssemblies().Select(a => a.Name!);

        Assert.All(references, name => Assert.StartsWith("System", name, StringComparison.Ordinal));
        Assert.Contains(Assembly.Load("MeshClaw.Core").GetReferencedAssemblies(), a => a.Name == "MeshClaw.Policy");
    }

    [Theory]
    [InlineData("System.IO.File")]
    [InlineData("System.IO.Directory")]
    [InlineData("System.Net.Http.HttpClient")]
    [InlineData("System.Diagnostics.Process")]
    [InlineData("System.TimeProvider")]
    public void Policy_does_no_input_or_output_and_has_no_clock(string type) =>
        Assert.DoesNotContain(Dependencies("MeshClaw.Policy"), d => d == type);

    [Fact]
    public void The_check_for_input_and_output_sees_it_where_it_is() =>
        Assert.Contains(Dependencies("MeshClaw.Core"), d => d == "System.TimeProvider");

    [Fact]
    public void Only_the_executor_turns_permits_into_authorized_calls()
    {
        var callers = s_architecture
            .Types.Where(t => !t.Namespace.FullName.StartsWith("MeshClaw.Policy", StringComparison.Ordinal))
            .Where(t => t.GetCalledMethods().Any(m => m.Name.StartsWith("AuthorizeAsync(", StringComparison.Ordinal)))
            .Select(t => t.FullName.Split('/', '+')[0])
            .Distinct();

        Assert.Equal(["MeshClaw.Core.Runs.ActionExecutor"], callers);
    }

    private static IEnumerable<string> Dependencies(string project) =>
        s_architecture
            .Types.Where(t =>
                t.Assembly.Name.StartsWith(project + ",", StringComparison.Ordinal) || t.Assembly.Name == project
            )
            .SelectMany(t => t.Dependencies)
            .Select(d => d.Target.FullName)
            .Distinct();

    private static bool IsFree(string project, string others)
    {
        var pattern = $@"^MeshClaw\.({others})(\.|$)";
        var rule = Types()
            .That()
            .ResideInAssembly(Assembly.Load(project))
            .Should()
            .NotDependOnAny(Types(true).That().ResideInNamespaceMatching(pattern));
        return rule.HasNoViolations(s_architecture);
    }
}
