using System.Security.Cryptography;
using System.Text;

namespace MeshClaw.Core.Importing.OpenClaw;

/// <summary>
/// Skills, put aside where nothing loads them, each with the hash of what it holds. None of it is run or even parsed; files are no programs
/// there, whatever they were.
/// </summary>
internal sealed class OpenClawSkills(OpenClawFolder folder, ImportNotes notes)
{
    private const string Quarantine = "skills/.imported";
    private const string Main = "SKILL.md";
    private const int MaxFiles = 200;
    private const int MaxFile = 1024 * 1024;
    private const int MaxSkill = 8 * 1024 * 1024;
    private const int MaxDepth = 6;

    private static readonly string[] s_apart = ["node_modules", "__pycache__", "venv"];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Takes those of a folder of skills.</summary>
    public void Take(string skills)
    {
        foreach (var name in folder.Names(skills))
        {
            var path = $"{skills}/{name}";
            if (!folder.IsFolder(path) || !folder.Has($"{path}/{Main}"))
            {
                if (!name.StartsWith('.'))
                {
                    notes.Leave(path, $"It is no skill: it has no {Main}, or is a symbolic link.");
                }
            }
            else if (ImportText.Name(name) is not { } plain || !_names.Add(plain))
            {
                notes.Leave(path, "There is a skill of that name already, or its name has no letters.");
            }
            else
            {
                TakeOne(path, plain);
            }
        }
    }

    private void TakeOne(string path, string name)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        if (!Collect(path, "", files, 0))
        {
            notes.Leave(
                path,
                $"It holds more than {MaxFiles} files or {MaxSkill / 1024 / 1024} MiB: nothing of it is taken."
            );
            return;
        }

        if (!files.ContainsKey(Main))
        {
            return; // Why stands there already.
        }

        var hash = HashOf(files);
        foreach (var (file, bytes) in files)
        {
            var note = file == Main ? $"{files.Count} files, sha256 {hash}. It is not installed." : "";
            notes.Take(DraftKind.Skill, $"{path}/{file}", $"{Quarantine}/{name}/{file}", bytes, note);
        }

        var sums = string.Concat(files.Select(f => $"{Convert.ToHexStringLower(SHA256.HashData(f.Value))}  {f.Key}\n"));
        notes.Take(DraftKind.Skill, path, $"{Quarantine}/{name}.sha256", Encoding.UTF8.GetBytes(sums));
    }

    private bool Collect(string skill, string inside, SortedDictionary<string, byte[]> files, int depth)
    {
        foreach (var name in folder.Names($"{skill}/{inside}".TrimEnd('/')))
        {
            var file = inside.Length == 0 ? name : $"{inside}/{name}";
            var path = $"{skill}/{file}";
            if (name.StartsWith('.') || s_apart.Contains(name))
            {
                notes.Leave(path, "Hidden files and what other programs install are not taken.");
            }
            else if (folder.IsFolder(path))
            {
                if (depth >= MaxDepth || !Collect(skill, file, files, depth + 1))
                {
                    return false;
                }
            }
            else if (!IsPlain(name))
            {
                notes.Leave(path, "Its name has characters that names of files should not have.");
            }
            else if (folder.Bytes(path, MaxFile) is { } bytes)
            {
                if (ImportText.HasKey(Encoding.Latin1.GetString(bytes)))
                {
                    notes.Leave(path, "It holds what looks like a key.");
                    continue;
                }

                files.Add(file, bytes);
                if (files.Count > MaxFiles || files.Values.Sum(b => (long)b.Length) > MaxSkill)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsPlain(string name) =>
        name.Length <= 100 && name.All(c => c is > ' ' and < (char)127 or ' ' && c is not ('/' or '\\' or ':'));

    private static string HashOf(SortedDictionary<string, byte[]> files)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (file, bytes) in files)
        {
            all.AppendData(Encoding.UTF8.GetBytes($"{file}\0{Convert.ToHexStringLower(SHA256.HashData(bytes))}\n"));
        }

        return Convert.ToHexStringLower(all.GetHashAndReset());
    }
}
