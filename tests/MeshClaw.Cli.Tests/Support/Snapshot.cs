namespace MeshClaw.Cli.Tests.Support;

/// <summary>Compares text with a file under <c>Snapshots</c>. <c>UPDATE_SNAPSHOTS=1</c> writes the files anew.</summary>
internal static class Snapshot
{
    private static readonly string s_folder = Path.Join(Repository(), "tests", "MeshClaw.Cli.Tests", "Snapshots");

    /// <summary>Fails where the text is not that of the file, or there is no such file.</summary>
    public static void Match(string name, string text)
    {
        var file = Path.Join(s_folder, name + ".txt");
        var actual = text.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
            return;
        }

        Assert.True(File.Exists(file), $"There is no snapshot {name}. Write it with UPDATE_SNAPSHOTS=1 and read it.");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), actual);
    }

    /// <summary>The names of all snapshots in a folder.</summary>
    public static IEnumerable<string> Names(string folder) =>
        Directory
            .EnumerateFiles(Path.Join(s_folder, folder), "*.txt")
            .Select(f => Path.GetFileNameWithoutExtension(f)!);

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Join(folder, "MeshClaw.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests do not run within the repository.");
    }
}
