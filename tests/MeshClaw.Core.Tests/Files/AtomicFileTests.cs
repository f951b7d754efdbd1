using System.Runtime.Versioning;
using MeshClaw.Core.Files;
using MeshClaw.Core.Tests.Configuration;

namespace MeshClaw.Core.Tests.Files;

[UnsupportedOSPlatform("windows")]
public sealed class AtomicFileTests
{
    [Fact]
    public void New_file_is_its_owners_alone_and_an_old_one_keeps_its_mode()
    {
        using var folder = new Folder();
        var path = folder.File("a.md");

        AtomicFile.Write(path, "één");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal("één"u8.ToArray(), File.ReadAllBytes(path));

        var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        File.SetUnixFileMode(path, mode);
        AtomicFile.Write(path, "two");

        Assert.Equal(mode, File.GetUnixFileMode(path));
        Assert.Equal("two", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Reader_that_has_the_old_file_open_keeps_it_whole()
    {
        using var folder = new Folder();
        var path = folder.File("a.md");
        AtomicFile.Write(path, "old");
        using var reader = new StreamReader(path);

        AtomicFile.Write(path, "newer text");

        Assert.Equal("old", reader.ReadToEnd());
    }

    [Fact]
    public void Symbolic_link_stays_and_its_target_is_replaced()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder.File("dotfiles"));
        AtomicFile.Write(folder.File("dotfiles/config.yaml"), "old");
        File.CreateSymbolicLink(folder.File("config.yaml"), "dotfiles/config.yaml");

        AtomicFile.Write(folder.File("config.yaml"), "new");

        Assert.Equal("dotfiles/config.yaml", new FileInfo(folder.File("config.yaml")).LinkTarget);
        Assert.Equal("new", File.ReadAllText(folder.File("dotfiles/config.yaml")));
    }

    [Fact]
    public void Failed_write_leaves_the_old_state_and_no_litter()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder.File("taken"));

        Assert.ThrowsAny<SystemException>(() => AtomicFile.Write(folder.File("taken"), "x"));
        Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Write(folder.File("none/a.md"), "x"));

        Assert.Equal([folder.File("taken")], Directory.GetFileSystemEntries(folder.Path));
    }
}
