using System.Text;
using MeshClaw.Connectors.Mail.Mbox;

namespace MeshClaw.Connectors.Tests.Mail.Mbox;

public sealed class MboxFileTests : IDisposable
{
    private readonly string _path = Path.Combine(
        Directory.CreateTempSubdirectory("meshclaw-mbox-").FullName,
        "mail.mbox"
    );

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Messages_are_parted_at_their_postmarks_alone(string end)
    {
        var text = string.Join(
            end,
            "From a@x.example Mon Sep  7 08:00:00 2026",
            "From: a@x.example",
            "Message-ID: <1@x.example>",
            "Subject: one",
            "",
            "Text",
            "From the middle of a paragraph it goes on.",
            "",
            ">From quoted",
            ">>From quoted twice",
            "",
            "From b@x.example Mon Sep  7 09:00:00 2026",
            "From: b@x.example",
            "Received: from a by b; Mon, 7 Sep 2026 11:00:00 +0200",
            "Date: Sun, 6 Sep 2026 01:00:00 +0000",
            "Message-ID: <2@x.example>",
            "",
            "Two"
        );
        using var mbox = Open(text);

        var entries = mbox.Index(TestContext.Current.CancellationToken).ToList();

        Assert.Equal(["1@x.example", "2@x.example"], entries.Select(e => e.MessageId));
        Assert.Equal([1L, 12L], entries.Select(e => e.Line));
        Assert.Equal(
            [
                new DateTimeOffset(2026, 9, 7, 8, 0, 0, TimeSpan.Zero),
                new DateTimeOffset(2026, 9, 7, 9, 0, 0, TimeSpan.Zero),
            ],
            entries.Select(e => e.Received)
        );
        var first = mbox.Read(entries[0]);
        Assert.Contains(
            "\nFrom quoted\n>From quoted twice",
            first.Text.ReplaceLineEndings("\n"),
            StringComparison.Ordinal
        );
        Assert.Equal("Two", mbox.Read(entries[1]).Text.Trim());
        Assert.Equal("one", mbox.Read(entries[0]).Subject);
    }

    [Fact]
    public void A_broken_message_does_not_hide_the_next()
    {
        using var mbox = Open(
            "From a@x.example x\n\0\0\0 no header\n\nFrom b@x.example x\nMessage-ID: <2@x.example>\n\nok\n"
        );

        var entries = mbox.Index(TestContext.Current.CancellationToken).ToList();

        Assert.Equal([null, "2@x.example"], entries.Select(e => e.MessageId));
        Assert.Equal(DateTimeOffset.UnixEpoch, entries[0].Received);
        Assert.NotNull(mbox.Read(entries[0]));
    }

    [Fact]
    public void Lines_longer_than_any_buffer_are_lines()
    {
        var body = new string('x', 200_000);
        using var mbox = Open($"From a@x.example x\nSubject: s\n\n{body}\n\nFrom b@x.example x\nSubject: t\n\n");

        Assert.Equal(2, mbox.Index(TestContext.Current.CancellationToken).Count());
    }

    [Fact]
    public void What_is_no_mbox_is_told()
    {
        using var mbox = Open("\nSubject: x\n\nFrom me\n");

        var error = Assert.Throws<FormatException>(() => mbox.Index(TestContext.Current.CancellationToken).ToList());
        Assert.Contains("Line 2", error.Message, StringComparison.Ordinal);
    }

    private MboxFile Open(string text)
    {
        File.WriteAllText(_path, text, new UTF8Encoding(false));
        return MboxFile.Open(_path, []);
    }
}
