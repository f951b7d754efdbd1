using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Files;

namespace MeshClaw.Core.Importing;

/// <summary>What became, or would become, of a draft.</summary>
public enum DraftState
{
    /// <summary>It is new.</summary>
    New,

    /// <summary>It was written by an earlier import, is as that left it, and says something else now.</summary>
    Updated,

    /// <summary>It is there already, and says the same.</summary>
    Unchanged,

    /// <summary>The owner changed it since, so that it stays as it is.</summary>
    Edited,

    /// <summary>The owner accepted, moved or removed it since, so that it is not made again.</summary>
    Settled,
}

/// <summary>A draft and what became of it.</summary>
public sealed record WrittenDraft(ImportDraft Draft, DraftState State);

/// <summary>
/// Writes drafts, and nothing that the owner has touched: what earlier imports wrote is known by its hash. All is put aside whole before
/// anything is moved to its place, so that a full disk changes nothing; an import that was cut off is finished by the next.
/// </summary>
public static class ImportWriter
{
    private const string Manifest = "manifest.json";

    /// <summary>What would become of each draft.</summary>
    /// <exception cref="InvalidDataException">What earlier imports noted cannot be read.</exception>
    public static ImmutableArray<WrittenDraft> Look(ImportPlan plan, MeshClawHome home, string source)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(home);
        var known = ReadManifest(Folder(home, source));
        return [.. plan.Drafts.Select(d => new WrittenDraft(d, StateOf(d, home, known)))];
    }

    /// <summary>Writes what is new or updated.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="home">A home that is prepared.</param>
    /// <param name="source">The other program: a plain word, the name of the folder that notes are kept in.</param>
    /// <exception cref="IOException">The disk is full, and the like.</exception>
    /// <exception cref="InvalidDataException">What earlier imports noted cannot be read, or a folder on the way is a link.</exception>
    public static ImmutableArray<WrittenDraft> Write(ImportPlan plan, MeshClawHome home, string source)
    {
        var drafts = Look(plan, home, source);
        var folder = Folder(home, source);
        var wanted = drafts.Where(d => d.State is DraftState.New or DraftState.Updated).ToList();
        var known = ReadManifest(folder);
        MakeFolder(home, folder);
        var aside = Path.Join(folder, $".new-{Path.GetRandomFileName()}");
        Directory.CreateDirectory(aside);
        try
        {
            for (var i = 0; i < wanted.Count; i++)
            {
                AtomicFile.Write(Aside(i), wanted[i].Draft.Bytes.AsSpan());
            }

            for (var i = 0; i < wanted.Count; i++)
            {
                var target = Target(home, wanted[i].Draft);
                MakeFolder(home, Path.GetDirectoryName(target)!); // It lies in the home.
                File.Move(Aside(i), target, overwrite: wanted[i].State == DraftState.Updated);
            }
        }
        finally
        {
            Directory.Delete(aside, recursive: true);
        }

        foreach (
            var draft in drafts.Where(d => d.State is DraftState.New or DraftState.Updated or DraftState.Unchanged)
        )
        {
            known[draft.Draft.To] = HashOf(draft.Draft.Bytes.AsSpan());
        }

        AtomicFile.Write(
            Path.Join(folder, Manifest),
            JsonSerializer.SerializeToUtf8Bytes(known, ImportJson.Default.SortedDictionaryStringString)
        );
        return drafts;

        string Aside(int i) => Path.Join(aside, i.ToString("D6", System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>The folder of an import's notes.</summary>
    public static string Folder(MeshClawHome home, string source)
    {
        ArgumentNullException.ThrowIfNull(home);
        return Path.Join(home.Root, "imports", source);
    }

    private static DraftState StateOf(ImportDraft draft, MeshClawHome home, SortedDictionary<string, string> known)
    {
        var target = Target(home, draft);
        var written = known.GetValueOrDefault(draft.To);
        if (!File.Exists(target))
        {
            return written is null ? DraftState.New : DraftState.Settled;
        }

        var now = HashOf(File.ReadAllBytes(target));
        return now == HashOf(draft.Bytes.AsSpan()) ? DraftState.Unchanged
            : now == written ? DraftState.Updated
            : DraftState.Edited;
    }

    // Names come from elsewhere: whatever they are, they stay in the home.
    private static string Target(MeshClawHome home, ImportDraft draft)
    {
        var target = Path.GetFullPath(Path.Join(home.Root, draft.To));
        return target.StartsWith(home.Root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? target
            : throw new InvalidDataException($"{draft.To} leads out of the home.");
    }

    private static void MakeFolder(MeshClawHome home, string folder)
    {
        Directory.CreateDirectory(folder);
        for (var at = folder; at.Length > home.Root.Length; at = Path.GetDirectoryName(at)!) // Down to the home.
        {
            if (new DirectoryInfo(at).LinkTarget is not null)
            {
                throw new InvalidDataException($"{at} is a symbolic link. Nothing is written through it.");
            }
        }
    }

    private static SortedDictionary<string, string> ReadManifest(string folder)
    {
        var file = Path.Join(folder, Manifest);
        if (!File.Exists(file))
        {
            return new SortedDictionary<string, string>(StringComparer.Ordinal);
        }

        try
        {
            var read = JsonSerializer.Deserialize(
                File.ReadAllBytes(file),
                ImportJson.Default.SortedDictionaryStringString
            );
            return new SortedDictionary<string, string>(read ?? [], StringComparer.Ordinal);
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException(
                $"{file} cannot be read, so it is not known what you changed since the last import. Remove it to begin anew.",
                broken
            );
        }
    }

    private static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(SortedDictionary<string, string>))]
internal sealed partial class ImportJson : JsonSerializerContext;
