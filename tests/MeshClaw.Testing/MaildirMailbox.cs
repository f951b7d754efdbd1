using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace MeshClaw.Testing;

/// <summary>A Maildir++ tree in a folder of its own, removed with it. Folder names of plain ASCII.</summary>
public sealed class MaildirMailbox : TestMailbox
{
    private static readonly (char Letter, string Flag)[] s_flags =
    [
        ('D', "Draft"),
        ('F', "Flagged"),
        ('R', "Answered"),
        ('S', "Seen"),
        ('T', "Deleted"),
        ('a', "$Keyword"),
    ];

    private int _count;

    /// <summary>An empty one.</summary>
    public MaildirMailbox()
    {
        Root = Directory.CreateTempSubdirectory("meshclaw-maildir-").FullName;
        Make(Root);
    }

    /// <summary>Where it is.</summary>
    public string Root { get; }

    /// <inheritdoc />
    public override Task<string> AddAsync(string folder, string message, string flags, DateTimeOffset received)
    {
        var directory = DirectoryOf(folder);
        Make(directory);
        var id = string.Create(
            CultureInfo.InvariantCulture,
            $"{received.ToUnixTimeSeconds()}.M{++_count}P1.host,S={message.Length}"
        );
        var letters = string.Concat(s_flags.Where(f => flags.Split(' ').Contains(f.Flag)).Select(f => f.Letter));
        var path = Path.Combine(
            directory,
            letters.Length == 0 ? "new" : "cur",
            letters.Length == 0 ? id : $"{id}:2,{letters}"
        );
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(message));
        File.SetLastWriteTimeUtc(path, received.UtcDateTime);
        return Task.FromResult(id);
    }

    /// <inheritdoc />
    public override Task<ImmutableArray<StoredMessage>> ReadAsync(string folder) =>
        Task.FromResult(
            Files(folder)
                .Select(path =>
                {
                    var parts = Path.GetFileName(path).Split(":2,");
                    var letters = parts.Length == 2 ? parts[1] : "";
                    return new StoredMessage(
                        parts[0],
                        Encoding.Latin1.GetString(File.ReadAllBytes(path)),
                        string.Join(
                            ' ',
                            s_flags
                                .Where(f => letters.Contains(f.Letter))
                                .Select(f => f.Flag)
                                .Order(StringComparer.Ordinal)
                        ),
                        new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero)
                    );
                })
                .OrderBy(m => m.Id, StringComparer.Ordinal)
                .ToImmutableArray()
        );

    /// <inheritdoc />
    public override Task<ImmutableArray<string>> FoldersAsync() =>
        Task.FromResult(
            Directory
                .EnumerateDirectories(Root, ".*")
                .Select(d => Path.GetFileName(d)[1..].Replace('.', '/'))
                .Append("INBOX")
                .Order(StringComparer.Ordinal)
                .ToImmutableArray()
        );

    /// <inheritdoc />
    public override Task RemoveAsync(string folder, string id)
    {
        File.Delete(PathOf(folder, id));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override Task CopyAsync(string folder, string id, string to)
    {
        Make(DirectoryOf(to));
        var path = PathOf(folder, id);
        var target = Path.Combine(DirectoryOf(to), "cur", Path.GetFileName(path));
        File.Copy(path, target);
        File.SetLastWriteTimeUtc(target, File.GetLastWriteTimeUtc(path));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override Task MoveAsync(string folder, string id, string to)
    {
        Make(DirectoryOf(to));
        var path = PathOf(folder, id);
        File.Move(path, Path.Combine(DirectoryOf(to), "cur", Path.GetFileName(path)));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override Task FlagAsync(string folder, string id, string flag)
    {
        var path = PathOf(folder, id);
        var parts = Path.GetFileName(path).Split(":2,");
        var letters = (parts.Length == 2 ? parts[1] : "") + s_flags.Single(f => f.Flag == flag).Letter;
        File.Move(
            path,
            Path.Combine(DirectoryOf(folder), "cur", $"{id}:2,{string.Concat(letters.Distinct().Order())}")
        );
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(Root, recursive: true);
    }

    private string PathOf(string folder, string id) =>
        Files(folder).Single(p => Path.GetFileName(p).Split(":2,")[0] == id);

    private IEnumerable<string> Files(string folder) =>
        new[] { "new", "cur" }
            .Select(sub => Path.Combine(DirectoryOf(folder), sub))
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateFiles);

    private string DirectoryOf(string folder) =>
        folder == "INBOX" ? Root : Path.Combine(Root, "." + folder.Replace('/', '.'));

    private static void Make(string directory)
    {
        foreach (var sub in new[] { "tmp", "new", "cur" })
        {
            Directory.CreateDirectory(Path.Combine(directory, sub));
        }
    }
}
