namespace MeshClaw.Core.Tests.Skills;

/// <summary>Where the shipped skills lie in the sources.</summary>
internal static class Repository
{
    public static string Skills { get; } = Path.Join(Root(), "skills");

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Join(folder, "MeshClaw.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests do not run within the repository.");
    }
}
