using System.Collections.Immutable;

namespace MeshClaw.Core.Skills;

/// <summary>
/// The contents of the skills that are shipped, as they were when this program was built: <c>skills/pins.txt</c>, a hash and a name on each
/// line. The files lie beside the program; that list is in it.
/// </summary>
public static class ShippedSkills
{
    private const string Resource = "shipped-skills";

    private static readonly Lazy<ImmutableDictionary<string, SkillPin>> s_pins = new(Read);

    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, SkillPin> Pins => s_pins.Value;

    /// <summary>What was built; null for a skill that is not shipped.</summary>
    public static SkillPin? Pin(string name) => s_pins.Value.GetValueOrDefault(name);

    private static ImmutableDictionary<string, SkillPin> Read()
    {
        using var stream =
            typeof(ShippedSkills).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not in this program.");
        using var reader = new StreamReader(stream);
        return reader
            .ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToImmutableDictionary(
                words => words[1],
                words => new SkillPin(words[0], Network: false, DateTimeOffset.UnixEpoch),
                StringComparer.Ordinal
            );
    }
}
