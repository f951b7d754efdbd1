using MeshClaw.Core.Agents;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Skills;
using MeshClaw.Policy;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Core.Tests.Skills;

/// <summary>A home with places for skills, and a folder of shipped ones beside it.</summary>
internal sealed class SkillHome : IDisposable
{
    public const string Body = "Sort it.";

    public SkillHome()
    {
        Root = Directory.CreateTempSubdirectory("skills-").FullName;
        Home = new MeshClawHome(Path.Join(Root, "home"));
        Directory.CreateDirectory(Home.SkillsFolder);
        Shipped = Path.Join(Root, "shipped");
        Outside = Path.Join(Root, "outside");
        Directory.CreateDirectory(Outside);
    }

    public string Root { get; }

    public MeshClawHome Home { get; }

    public string Shipped { get; }

    /// <summary>Where skills come from that are not installed yet.</summary>
    public string Outside { get; }

    public SkillCatalog Catalog => field ??= new SkillCatalog(Home, Shipped);

    public SkillInstaller Installer => field ??= new SkillInstaller(Home, Catalog, TimeProvider.System);

    public static string Text(string name, string body = Body, string more = "") =>
        $"---\nname: {name}\ndescription: Does {name}.\n{more}---\n{body}\n";

    public static AgentDefinition Agent(params string[] skills) =>
        new()
        {
            Name = new AgentName("inbox"),
            Description = "",
            Version = "",
            Skills = [.. skills],
            Grant = new AgentGrant
            {
                Agent = new AgentName("inbox"),
                Tools = [],
                Connections = [],
            },
        };

    /// <summary>Writes a skill; more files as path and text.</summary>
    public static string Write(string place, string name, string body = Body, params (string Path, string Text)[] files)
    {
        var folder = Path.Join(place, name);
        foreach (var (path, text) in files.Prepend((SkillFile.FileName, Text(name, body))))
        {
            var file = Path.Join(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!); // In a folder.
            File.WriteAllText(file, text);
        }

        return folder;
    }

    /// <summary>Installs a skill as the owner would who says yes to what is shown.</summary>
    public SkillListing Install(string name, string body = Body, params (string Path, string Text)[] files)
    {
        var staged = Installer.Stage(Write(Outside, name, body, files), null);
        return Installer.Install(staged.Id, staged.Review.Hash, network: false, null);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
