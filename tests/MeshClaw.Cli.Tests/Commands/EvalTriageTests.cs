using System.Globalization;
using System.Text;
using System.Text.Json;
using MeshClaw.Cli.Tests.Support;

namespace MeshClaw.Cli.Tests.Commands;

public sealed class EvalTriageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("meshclaw-eval-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Measures_a_mailbox_and_reports_what_is_unknown()
    {
        var (mbox, labels) = Mailbox(240);
        await File.AppendAllTextAsync(labels, "<gone@x.example>,Builds\r\n", TestContext.Current.CancellationToken);

        var run = await CliRun.RunAsync("eval", "triage", "--mbox", mbox, "--labels", labels, "--json");

        Assert.Equal(("", 0), (run.Error.Contains("error", StringComparison.Ordinal) ? run.Error : "", run.Code));
        using var json = JsonDocument.Parse(run.Output);
        var root = json.RootElement;
        Assert.Equal("me@own.example", root.GetProperty("owner")[0].GetString());
        Assert.Equal(240, root.GetProperty("messages").GetInt32());
        Assert.Equal(1, root.GetProperty("unlabelled").GetInt32());
        Assert.Equal("gone@x.example", root.GetProperty("unknownIds")[0].GetString());
        var result = root.GetProperty("result");
        Assert.Equal(168, result.GetProperty("trained").GetInt32());
        Assert.Equal(72, result.GetProperty("test").GetProperty("messages").GetInt32());
        Assert.Equal(36, result.GetProperty("test").GetProperty("filable").GetInt32());
        Assert.Equal(0, result.GetProperty("test").GetProperty("shouldStay").GetInt32());
    }

    [Fact]
    public async Task Prints_a_table_for_people()
    {
        var (mbox, labels) = Mailbox(120);
        var run = await CliRun.RunAsync(
            "eval",
            "triage",
            "--mbox",
            mbox,
            "--labels",
            labels,
            "--split",
            "0.5",
            "--owner",
            "me@own.example"
        );

        Assert.Equal(0, run.Code);
        Assert.StartsWith(
            "120 labelled messages; learnt from 60, tested on 60 from 2026-09-",
            run.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("\nlearned ", run.Output, StringComparison.Ordinal);
        Assert.Contains("\nwithout the model ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_on_which_lines_labels_are_wrong()
    {
        var (mbox, labels) = Mailbox(3);
        await File.WriteAllTextAsync(
            labels,
            "message-id,folder\r\n\"m1@x.example\",\"Builds, old\"\r\n\r\nm2@x.example\r\nm1@x.example,Other\r\n,Builds\r\nm3@x.example,\"Open",
            TestContext.Current.CancellationToken
        );

        var run = await CliRun.RunAsync("eval", "triage", "--mbox", mbox, "--labels", labels);

        Assert.Equal(1, run.Code);
        Assert.StartsWith(
            "labels.csv: line 4: 1 fields instead of 2; line 5: a second label for the same message; line 6: no message id; line 7: a quoted field that does not end.",
            run.Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("hello\n", "Line 1 is not the beginning of an mbox file")]
    [InlineData("", "The mailbox holds no messages.")]
    [InlineData(
        "From x@x.example Mon Sep  7 08:00:00 2026\nFrom: x@x.example\n\nhello\n",
        "No label is of a message of the mailbox."
    )]
    public async Task Says_what_is_wrong_with_a_mailbox(string text, string error)
    {
        var (mbox, labels) = Mailbox(3);
        await File.WriteAllTextAsync(mbox, text, TestContext.Current.CancellationToken);

        var run = await CliRun.RunAsync("eval", "triage", "--mbox", mbox, "--labels", labels);

        Assert.Equal(1, run.Code);
        Assert.Contains(error, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("-0.1")]
    [InlineData("NaN")]
    public async Task Refuses_a_split_that_leaves_nothing(string split)
    {
        var (mbox, labels) = Mailbox(3);
        var run = await CliRun.RunAsync("eval", "triage", "--mbox", mbox, "--labels", labels, $"--split={split}");

        Assert.NotEqual(0, run.Code);
    }

    // Builds are filed, a colleague's mail stays; one message has no label.
    private (string Mbox, string Labels) Mailbox(int messages)
    {
        var mbox = new StringBuilder();
        var labels = new StringBuilder("message-id,folder\r\n");
        var start = new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero);
        for (var i = 0; i <= messages; i++)
        {
            var at = start.AddHours(i * 2);
            var (from, subject, folder) =
                i % 2 == 0
                    ? ("ci@builds.example", $"Build passed #{i}", "Builds")
                    : ("ana@post.example", $"Lunch {i}?", "INBOX");
            mbox.Append(CultureInfo.InvariantCulture, $"From {from} {at:ddd MMM dd HH:mm:ss yyyy}\n");
            mbox.Append(
                CultureInfo.InvariantCulture,
                $"From: {from}\nTo: me@own.example\nSubject: {subject}\nDate: {at:R}\nMessage-ID: <m{i}@x.example>\n\n"
            );
            mbox.Append(">From here on it is text.\n\n");
            if (i < messages)
            {
                labels.Append(CultureInfo.InvariantCulture, $"<m{i}@x.example>,{folder}\r\n");
            }
        }

        var paths = (Mbox: Path.Join(_folder, "mail.mbox"), Labels: Path.Join(_folder, "labels.csv"));
        File.WriteAllText(paths.Mbox, mbox.ToString());
        File.WriteAllText(paths.Labels, labels.ToString());
        return paths;
    }
}
