using System.Collections.Immutable;
using MeshClaw.Core.Files;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Statements;

namespace MeshClaw.Core.Configuration;

/// <summary>A file of policy, and who writes it.</summary>
/// <param name="Path">Full.</param>
/// <param name="Source">The organisation for a ceiling, the owner for <c>policy.yaml</c>.</param>
public sealed record PolicyPath(string Path, StatementSource Source);

/// <summary>A file of policy that is in force, and what it says.</summary>
/// <param name="File">Which.</param>
/// <param name="Content">What it says, its ids as they stand in it.</param>
public sealed record PolicyPart(PolicyPath File, PolicyContent Content);

/// <summary>All policy in force: every file there is, merged; the strictest of each wins.</summary>
/// <param name="Ceiling">The keys that hold for every agent.</param>
/// <param name="Statements">The rules of all files; those of the organisation begin with <c>org:</c>.</param>
/// <param name="Parts">The files that there are.</param>
public sealed record PolicyInForce(Ceiling Ceiling, StatementBook Statements, ImmutableArray<PolicyPart> Parts)
{
    /// <summary>No file at all.</summary>
    public static PolicyInForce None { get; } = new(Ceiling.None, StatementBook.Empty, []);

    /// <summary>The same with another text for the owner's file, for trying one out.</summary>
    /// <param name="file">The owner's file.</param>
    /// <param name="content">What it would say.</param>
    public PolicyInForce With(PolicyPath file, PolicyContent content)
    {
        ArgumentNullException.ThrowIfNull(file);
        return PolicyFiles.Merge([.. Parts.Where(p => p.File.Path != file.Path), new PolicyPart(file, content)]);
    }
}

/// <summary>Finds and merges files of policy.</summary>
public static class PolicyFiles
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
    /// Reads and merges. A file that is not there sets nothing; one that cannot be read, or has an error, leaves no value, and then the
    /// gateway must not start.
    /// </summary>
    public static FileResult<PolicyInForce> Load(IEnumerable<PolicyPath> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var parts = ImmutableArray.CreateBuilder<PolicyPart>();
        var all = ImmutableArray.CreateBuilder<FileProblem>();
        var good = true;
        foreach (var file in files)
        {
            var problems = new FileProblems(file.Path);
            if (OwnerFile.TryRead(file.Path, problems, out var text))
            {
                var result = PolicyFile.Parse(text, file.Source, problems);
                all.AddRange(result.Problems);
                good &= result.Value is not null;
                if (result.Value is { } content)
                {
                    parts.Add(new PolicyPart(file, content));
                }
            }
            else
            {
                all.AddRange(problems.Result(PolicyContent.None).Problems);
                good &= !problems.HasErrors;
            }
        }

        return new FileResult<PolicyInForce>(good ? Merge(parts.ToImmutable()) : null, all.ToImmutable());
    }

    internal static PolicyInForce Merge(ImmutableArray<PolicyPart> parts)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return new PolicyInForce(
            parts.Aggregate(Ceiling.None, (merged, part) => Merge(merged, part.Content.Ceiling)),
            new StatementBook(
                parts.SelectMany(p => p.Content.Statements.Select(s => s with { Id = Name(p.File.Source, s.Id) }))
            ),
            parts
        );

        // Two ceilings may use the same name: both hold.
        string Name(StatementSource source, string id)
        {
            var name = source switch
            {
                StatementSource.Owner => id,
                StatementSource.Organisation => $"org:{id}",
            };
            for (var i = 2; !seen.Add(name); i++)
            {
                name = $"{name.Split('#')[0]}#{i}";
            }

            return name;
        }
    }

    private static Ceiling Merge(Ceiling a, Ceiling b) =>
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
