using MeshClaw.Core.Configuration;

namespace MeshClaw.Core.Skills;

/// <summary>A script that is ready to run: a copy of the very bytes that were hashed. Disposing takes the copy away.</summary>
/// <param name="Folder">The copy of the skill, its owner's alone.</param>
/// <param name="Script">Full path of the script in it.</param>
/// <param name="Interpreter">What runs it.</param>
/// <param name="Network">Whether the owner granted this skill the network.</param>
public sealed record SkillRun(string Folder, string Script, string Interpreter, bool Network) : IDisposable
{
    /// <inheritdoc />
    public void Dispose()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // A copy of what is pinned; the next start takes it away.
        }
    }
}

/// <summary>Makes scripts of usable skills ready.</summary>
public sealed class SkillRuns
{
    private readonly SkillCatalog _catalog;
    private readonly string _runs;

    /// <summary>On a home. Takes away what a process that was killed left.</summary>
    public SkillRuns(MeshClawHome home, SkillCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(home);
        _catalog = catalog;
        _runs = Path.Join(home.SkillsFolder, ".run"); // In skills/: what the sandbox gives to read.
    }

    /// <summary>What would run; nothing is copied.</summary>
    /// <exception cref="SkillException">There is no such skill of this content, or no such script.</exception>
    public (string Interpreter, bool Network) Look(string name, string hash, string script)
    {
        var (skill, _, interpreter) = Open(name, hash, script);
        return (interpreter, skill.Pin?.Network == true);
    }

    /// <summary>Reads, hashes and copies; to be disposed.</summary>
    /// <exception cref="SkillException">There is no such skill of this content by now, or no such script.</exception>
    public SkillRun Make(string name, string hash, string script)
    {
        var (skill, content, interpreter) = Open(name, hash, script);
        var folder = Path.Join(_runs, Path.GetRandomFileName());
        try
        {
            Directory.CreateDirectory(_runs);
            content.WriteTo(folder);
            return new SkillRun(folder, Path.Join(folder, script), interpreter, skill.Pin?.Network == true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SkillException($"The script could not be made ready: {failure.Message}", failure);
        }
    }

    /// <summary>Takes away copies that a process left which was killed. Only while nothing runs.</summary>
    public void Tidy()
    {
        if (Directory.Exists(_runs))
        {
            Directory.Delete(_runs, recursive: true);
        }
    }

    private (SkillListing Skill, SkillContent Content, string Interpreter) Open(string name, string hash, string script)
    {
        if (_catalog.OpenPinned(name, hash) is not var (skill, content))
        {
            throw new SkillException(
                $"The skill {name} is not what was said yes to any more. Look at it: meshclaw skills review {name}"
            );
        }

        return content.Find(script) is not { } file
                ? throw new SkillException($"The skill {name} has no such file. Its scripts: {Scripts(content)}")
            : SkillScript.InterpreterOf(file) is { } interpreter ? (skill, content, interpreter)
            : throw new SkillException(
                $"That file of {name} is no script that can be run. Its scripts: {Scripts(content)}"
            );
    }

    private static string Scripts(SkillContent content)
    {
        var scripts = content.Files.Where(f => SkillScript.InterpreterOf(f) is not null).Select(f => f.Path).Take(20);
        return string.Join(", ", scripts) is { Length: > 0 } all ? all : "none.";
    }
}
