using System.Reflection;
using System.Runtime.CompilerServices;
using PublicApiGenerator;

namespace MeshClaw.Architecture.Tests;

/// <summary>What Policy and Protocol show to the outside, as text: a change is seen in review. UPDATE_SNAPSHOTS=1 rewrites it.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("MeshClaw.Policy")]
    [InlineData("MeshClaw.Protocol")]
    public void The_public_surface_is_as_it_was_reviewed(string project)
    {
        var options = new ApiGeneratorOptions { IncludeAssemblyAttributes = false };
        var surface = Assembly.Load(project).GeneratePublicApi(options).ReplaceLineEndings("\n") + "\n";
        var snapshot = Path.Combine(Folder(), $"{project}.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Folder());
            File.WriteAllText(snapshot, surface);
        }

        Assert.Equal(File.ReadAllText(snapshot), surface);
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "PublicApi"); // A source file lies in a folder.
}
