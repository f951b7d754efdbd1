using System.Runtime.CompilerServices;

namespace MeshClaw.Models.Tests.Triage;

/// <summary>Expected texts beside the tests. A missing one is written and the test fails: look at it, then commit it.</summary>
internal static class Snapshot
{
    public static async Task<string> OfAsync(string name, string actual, [CallerFilePath] string caller = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(caller)!, name); // A caller has a folder.
        if (!File.Exists(path))
        {
            await File.WriteAllTextAsync(path, actual);
            return "";
        }

        return (await File.ReadAllTextAsync(path)).ReplaceLineEndings("\n");
    }
}
