using System.Collections.Immutable;
using MeshClaw.Core.Files;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Core.Configuration;

/// <summary>The ceiling in force: every ceiling file there is, merged.</summary>
public static class CeilingFiles
{
    /// <summary>Where an organisation puts its ceiling: a folder that only an administrator can write.</summary>
    public static string OfDevice { get; } =
        OperatingSystem.IsWindows()
            ? Path.Join(
                Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData),
                "MeshClaw",
                "ceiling.yaml"
            )
            : "/etc/meshclaw/ceiling.yaml";

    /// <summary>
    /// Reads and merges; the strictest of each wins. A file that is not there sets nothing; one that cannot be read, or has an error,
    /// leaves no value, and then the gateway must not start.
    /// </summary>
    public static FileResult<Ceiling> Load(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        Ceiling? merged = Ceiling.None;
        var all = ImmutableArray.CreateBuilder<FileProblem>();
        foreach (var path in paths)
        {
            var problems = new FileProblems(path);
            var result = OwnerFile.TryRead(path, problems, out var text)
                ? CeilingFile.Parse(text, problems)
                : problems.Result(Ceiling.None);
            all.AddRange(result.Problems);
            merged = merged is null || result.Value is null ? null : Merge(merged, result.Value);
        }

        return new FileResult<Ceiling>(merged, all.ToImmutable());
    }

    internal static Ceiling Merge(Ceiling a, Ceiling b) =>
        new()
        {
            MaxAutonomy = a.MaxAutonomy < b.MaxAutonomy ? a.MaxAutonomy : b.MaxAutonomy,
            ForbidTools = [.. a.ForbidTools.Union(b.ForbidTools)],
            AskTools = [.. a.AskTools.Union(b.AskTools)],
            ForbidDestinations = [.. a.ForbidDestinations.Union(b.ForbidDestinations)],
            Limits = (a.Limits, b.Limits) switch
            {
                (null, var other) => other,
                (var one, null) => one,
                var (one, other) => one.Narrow(other),
            },
        };
}
