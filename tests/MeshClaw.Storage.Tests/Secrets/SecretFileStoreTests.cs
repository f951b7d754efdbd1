using MeshClaw.Core.Secrets;
using MeshClaw.Storage.Secrets;

namespace MeshClaw.Storage.Tests.Secrets;

public sealed class SecretFileStoreTests : IDisposable
{
    private readonly string _home = Home.NewFolder();

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public void A_secret_comes_back_in_another_process_and_is_not_in_the_file()
    {
        new SecretFileStore(_home).Put("mail/work/password", new Secret("correct horse"));

        Assert.Equal("correct horse", new SecretFileStore(_home).Find("mail/work/password")?.Reveal());
        Assert.DoesNotContain("correct horse", File.ReadAllText(HomeFiles.Secrets(_home)));
        Assert.Null(new SecretFileStore(_home).Find("mail/work"));
    }

    [Fact]
    public void Replaced_and_removed_secrets_are_gone()
    {
        var store = new SecretFileStore(_home);
        store.Put("a", new Secret("1"));
        store.Put("a", new Secret("2"));
        store.Put("b", new Secret("3"));
        store.Remove("b");
        store.Remove("never there");

        Assert.Equal("2", new SecretFileStore(_home).Find("a")?.Reveal());
        Assert.Null(new SecretFileStore(_home).Find("b"));
    }

    [Fact]
    public void Only_the_owner_can_read_file_and_keys()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix modes.");
        new SecretFileStore(_home).Put("a", new Secret("1"));
#pragma warning disable CA1416 // Skipped above.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(HomeFiles.Secrets(_home)));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(HomeFiles.Keys(_home))
        );
#pragma warning restore CA1416
    }

    [Fact]
    public void Other_keys_are_named_as_the_fault()
    {
        new SecretFileStore(_home).Put("a", new Secret("1"));
        Directory.Delete(HomeFiles.Keys(_home), recursive: true);

        var failure = Assert.Throws<InvalidDataException>(() => new SecretFileStore(_home).Find("a"));

        Assert.Contains("Put the keys back from a backup, or enter the secret again", failure.Message);
    }

    [Fact]
    public void A_secret_moved_to_another_name_does_not_open()
    {
        new SecretFileStore(_home).Put("mail/work/password", new Secret("1"));
        var file = HomeFiles.Secrets(_home);
        File.WriteAllText(file, File.ReadAllText(file).Replace("mail/work", "mail/evil"));

        Assert.Throws<InvalidDataException>(() => new SecretFileStore(_home).Find("mail/evil/password"));
    }

    [Fact]
    public void Looking_for_a_secret_where_there_are_none_makes_no_keys()
    {
        Assert.Null(new SecretFileStore(_home).Find("a"));
        Assert.Empty(Directory.GetFileSystemEntries(_home));
    }

    [Fact]
    public void A_broken_file_is_an_error_and_stays_as_it_is()
    {
        File.WriteAllText(HomeFiles.Secrets(_home), "{");
        Assert.Throws<InvalidDataException>(() => new SecretFileStore(_home).Put("a", new Secret("1")));
        Assert.Equal("{", File.ReadAllText(HomeFiles.Secrets(_home)));
    }
}
