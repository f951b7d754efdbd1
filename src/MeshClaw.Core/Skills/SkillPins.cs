using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using MeshClaw.Core.Files;

namespace MeshClaw.Core.Skills;

/// <summary>The owner's yes to one content of one skill.</summary>
/// <param name="Hash">Of all its files: <see cref="SkillContent.Hash"/>.</param>
/// <param name="Network">Whether its scripts may reach the network.</param>
/// <param name="At">When, UTC.</param>
public sealed record SkillPin(string Hash, bool Network, DateTimeOffset At);

/// <summary>
/// What the owner said yes to, in <c>skills/pins.json</c>, replaced as a whole. A file that cannot be read is no yes to anything. It holds as
/// well as the home does: whoever can write there as the owner can write here.
/// </summary>
internal sealed class SkillPins(string path)
{
    private readonly Lock _gate = new();

    /// <summary>All of them by key, and why there are none where the file cannot be read.</summary>
    public (ImmutableDictionary<string, SkillPin> All, string? Problem) Read()
    {
        try
        {
            if (!File.Exists(path))
            {
                return (ImmutableDictionary<string, SkillPin>.Empty, null);
            }

            var file = JsonSerializer.Deserialize(File.ReadAllBytes(path), SkillJson.Default.SkillPinsFile);
            return file is { Version: 1, Skills: { } skills } && skills.Values.All(p => p is { Hash.Length: 64 })
                ? (skills.ToImmutableDictionary(StringComparer.Ordinal), null)
                : (ImmutableDictionary<string, SkillPin>.Empty, $"{path} is not of a form that this version reads.");
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            return (ImmutableDictionary<string, SkillPin>.Empty, $"{path} cannot be read: {failure.Message}");
        }
    }

    /// <summary>Sets one, or takes it away where it is null.</summary>
    /// <exception cref="SkillException">The file that is there cannot be read, and so not be kept.</exception>
    public void Set(string key, SkillPin? pin)
    {
        lock (_gate)
        {
            var (all, problem) = Read();
            if (problem is not null)
            {
                throw new SkillException($"{problem} Mend or remove it; every skill is reviewed anew then.");
            }

            var next = pin is null ? all.Remove(key) : all.SetItem(key, pin);
            var sorted = new SortedDictionary<string, SkillPin>(next, StringComparer.Ordinal);
            AtomicFile.Write(
                path,
                JsonSerializer.SerializeToUtf8Bytes(new SkillPinsFile(1, sorted), SkillJson.Default.SkillPinsFile)
            );
        }
    }
}

/// <summary>The file.</summary>
internal sealed record SkillPinsFile(int Version, SortedDictionary<string, SkillPin> Skills);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(SkillPinsFile))]
internal sealed partial class SkillJson : JsonSerializerContext;
