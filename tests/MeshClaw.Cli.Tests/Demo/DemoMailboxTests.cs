using MeshClaw.Cli.Tests.Support;
using MeshClaw.Demo;

namespace MeshClaw.Cli.Tests.Demo;

public sealed class DemoMailboxTests : IDisposable
{
    private readonly string _maildir = Directory.CreateTempSubdirectory("meshclaw-demo-test-").FullName;

    public void Dispose() => Directory.Delete(_maildir, recursive: true);

    [Fact]
    public void Every_mail_of_the_manifest_is_written_with_its_flags_into_its_folder()
    {
        var mailbox = DemoMailbox.Open();
        mailbox.WriteTo(_maildir, Samples.Now);
        Assert.True(mailbox.Manifest.Messages.Count(m => m.Folder == "INBOX") >= 120);
        foreach (var folder in mailbox.Manifest.Messages.GroupBy(m => m.Folder))
        {
            var path = folder.Key == "INBOX" ? _maildir : Path.Join(_maildir, "." + folder.Key);
            var names = Directory.GetFiles(Path.Join(path, "cur")).Select(f => Path.GetFileName(f)!).ToArray();
            Assert.Equal(folder.Count(), names.Length);
            Assert.Equal(folder.Count(m => m.Seen), names.Count(n => Flags(n).Contains('S')));
            Assert.Equal(folder.Count(m => m.Answered), names.Count(n => Flags(n).Contains('R')));
            Assert.Equal(folder.Count(m => m.Flagged), names.Count(n => Flags(n).Contains('F')));
        }
    }

    [Fact]
    public void No_mail_lies_in_the_future_and_the_newest_is_of_today()
    {
        var now = Samples.Now.AddYears(2);
        DemoMailbox.Open().WriteTo(_maildir, now);
        var times = Directory
            .GetFiles(Path.Join(_maildir, "cur"))
            .Select(f => new DateTimeOffset(File.GetLastWriteTimeUtc(f)))
            .ToArray();
        Assert.True(times.Max() <= now, $"{times.Max():o}");
        Assert.True(times.Max() > now.AddDays(-1), $"{times.Max():o}");
    }

    [Fact]
    public void A_snapshot_notices_a_byte_a_flag_a_move_a_copy_and_a_loss()
    {
        DemoMailbox.Open().WriteTo(_maildir, Samples.Now);
        var before = MailboxSnapshot.Of(_maildir);
        Assert.True(before.Equals(MailboxSnapshot.Of(_maildir)));
        var file = Directory.GetFiles(Path.Join(_maildir, "cur")).Order().First();
        var bytes = File.ReadAllBytes(file);
        Differs(() => File.WriteAllBytes(file, [.. bytes, 1]), () => File.WriteAllBytes(file, bytes));
        Differs(() => File.Move(file, file + "T"), () => File.Move(file + "T", file));
        var elsewhere = Path.Join(_maildir, ".Reading", "cur", Path.GetFileName(file));
        Differs(() => File.Move(file, elsewhere), () => File.Move(elsewhere, file));
        var copy = Path.Join(_maildir, "cur", "copy:2,S");
        Differs(() => File.Copy(file, copy), () => File.Delete(copy));
        Differs(() => File.Delete(file), () => File.WriteAllBytes(file, bytes));

        void Differs(Action change, Action back)
        {
            change();
            Assert.False(before.Equals(MailboxSnapshot.Of(_maildir)));
            back();
            Assert.True(before.Equals(MailboxSnapshot.Of(_maildir)));
        }
    }

    [Fact]
    public void A_new_name_of_the_same_message_and_an_empty_folder_are_no_difference()
    {
        DemoMailbox.Open().WriteTo(_maildir, Samples.Now);
        var before = MailboxSnapshot.Of(_maildir);
        var file = Directory.GetFiles(Path.Join(_maildir, "cur")).Order().First();
        File.Move(file, Path.Join(_maildir, "new", "1.other:2," + Flags(Path.GetFileName(file))));
        Directory.CreateDirectory(Path.Join(_maildir, ".Empty", "cur"));
        Assert.True(before.Equals(MailboxSnapshot.Of(_maildir)));
    }

    private static string Flags(string name) => name[(name.IndexOf(":2,", StringComparison.Ordinal) + 3)..];
}
