using System.Diagnostics;
using System.Globalization;
using MeshClaw.Connectors.Mail;
using MeshClaw.Connectors.Mail.Imap;
using MeshClaw.Connectors.Mail.Parsing;
using MeshClaw.Connectors.Mail.Sync;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Secrets;
using MeshClaw.Policy;
using MeshClaw.Storage.MailIndex;
using MeshClaw.Testing;

namespace MeshClaw.Benchmarks;

/// <summary>
/// Synchronising a Dovecot into the index: a first round, rounds of ten changes, and the memory of all that; beside mbsync, which
/// fetches the same bodies into a Maildir. Prints a Markdown table.
/// </summary>
internal static class MailSyncBench
{
    private const int Rounds = 20;

    public static async Task RunAsync(int messages)
    {
        await using var server = new DovecotServer();
        await server.InitializeAsync();
        await using var mailbox = server.NewMailbox();
        await mailbox.ReadAsync("INBOX"); // Makes it.
        var bytes = Fill(Path.Combine(server.MailFolder, mailbox.User), messages);
        await mailbox.AddAsync(
            "INBOX",
            TestMailbox.Message("a@x.example", "last", "Makes Dovecot number them."),
            "",
            DateTimeOffset.UnixEpoch.AddDays(30_000)
        );

        Print("what", "measured", "goal");
        Print("---", "---", "---");
        Print($"messages, {bytes / 1e6:0} MB", $"{messages}", "");
        await WarmUpAsync(server);
        Parsing(2000);
        await MbsyncAsync(server, mailbox, messages);
        await SyncAsync(server, mailbox, messages);
        await MbsyncAsync(server, mailbox, messages);
    }

    private static async Task SyncAsync(DovecotServer server, ImapMailbox mailbox, int messages)
    {
        using var home = new Home();
        await using var index = new SqliteMailIndex(home.Path, TimeProvider.System);
        await using var source = Open(server, mailbox.User);
        GC.Collect();
        using var memory = new PeakMemory();
        var allocated = GC.GetTotalAllocatedBytes();
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        var first = await RoundAsync(source, index);
        var seconds = clock.Elapsed.TotalSeconds;
        cpu = Environment.CpuUsage.TotalTime - cpu;
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        if (first.New != messages + 1)
        {
            throw new InvalidOperationException($"{first.New} of {messages + 1} messages came into the index.");
        }

        Print("first round into the index", $"{seconds:0.00} s, {messages / seconds:0}/s", "≥ 2,000/s");
        Print(
            "its processor time, allocations, collections",
            $"{cpu.TotalSeconds:0.00} s, {allocated / 1e6:0} MB, {GC.CollectionCount(0)}/{GC.CollectionCount(1)}/{GC.CollectionCount(2)}",
            "–"
        );
        var times = new List<double>();
        for (var i = 0; i < Rounds; i++)
        {
            await ChangeAsync(mailbox, i);
            clock.Restart();
            var round = await RoundAsync(source, index);
            times.Add(clock.Elapsed.TotalMilliseconds);
            if ((round.New, round.Removed, round.Changed >= 5) != (3, 2, true))
            {
                throw new InvalidOperationException($"Ten changes came to {round}.");
            }
        }

        times.Sort();
        Print(
            $"round of 10 changes, median of {Rounds} (min – max)",
            $"{times[Rounds / 2]:0.0} ms ({times[0]:0.0} – {times[^1]:0.0})",
            "≤ 50 ms"
        );
        clock.Restart();
        await RoundAsync(source, index);
        Print("round without changes", $"{clock.Elapsed.TotalMilliseconds:0.0} ms", "–");
        Print(
            "memory (RSS) before, and at most above it",
            $"{memory.Before / 1e6:0} MB, +{memory.Rise / 1e6:0} MB",
            "≤ +30 MB"
        );
    }

    // Five flags, three that come, two that go.
    private static async Task ChangeAsync(ImapMailbox mailbox, int round)
    {
        for (var i = 0; i < 5; i++)
        {
            var uid = Invariant((round * 10) + i + 1);
            await mailbox.FlagAsync("INBOX", uid, "Flagged");
        }

        for (var i = 0; i < 2; i++)
        {
            await mailbox.RemoveAsync("INBOX", Invariant((round * 10) + i + 6));
        }

        for (var i = 0; i < 3; i++)
        {
            var text = TestMailbox.Message(
                "Ana <ana@corp.example>",
                $"new {round} {i}",
                "Text.",
                $"{round}.{i}@corp.example"
            );
            await mailbox.AddAsync("INBOX", text, "", DateTimeOffset.UnixEpoch.AddDays(30_001));
        }
    }

    // What is compiled once in a process's life is not measured, in either.
    private static async Task WarmUpAsync(DovecotServer server)
    {
        await using var mailbox = server.NewMailbox();
        await mailbox.ReadAsync("INBOX");
        Fill(Path.Combine(server.MailFolder, mailbox.User), 300);
        using var home = new Home();
        await using var index = new SqliteMailIndex(home.Path, TimeProvider.System);
        await using var source = Open(server, mailbox.User);
        await RoundAsync(source, index);
        await ChangeAsync(mailbox, 0);
        await RoundAsync(source, index);
    }

    // By itself on one thread, to see what a round is made of.
    private static void Parsing(int messages)
    {
        var parser = new MailParser([]);
        var bytes = Enumerable.Range(0, messages).Select(MailSyncMessages.Make).ToList();
        var stored = new StoredMail(new MailLocation("INBOX", "1", "1"), DateTimeOffset.UnixEpoch, 1, MailFlags.None);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var cpu = Environment.CpuUsage.TotalTime;
        foreach (var message in bytes)
        {
            MailWordsReader.Of(parser.Parse(new MemoryStream(message), stored));
        }

        cpu = Environment.CpuUsage.TotalTime - cpu;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Print(
            "parsing a message, by itself",
            $"{cpu.TotalMicroseconds / messages:0} µs, {allocated / messages / 1000:0} KB",
            "–"
        );
    }

    private static ImapSource Open(DovecotServer server, string user)
    {
        var account = new MailAccount
        {
            Connection = new ConnectionName("mail/bench"),
            Imap = new Uri($"imap://127.0.0.1:{server.ImapPort}"),
            User = user,
            CaFile = server.CertificateFile,
        };
        return new ImapSource(
            new ImapSession(account, new Secret(DovecotServer.Password)),
            account,
            TimeProvider.System
        );
    }

    private static Task<MailSyncResult> RoundAsync(ImapSource source, SqliteMailIndex index) =>
        new MailSync(source, index).RunAsync(static (_, _) => Task.CompletedTask, CancellationToken.None);

    private static long Fill(string folder, int messages)
    {
        var bytes = 0L;
        for (var i = 0; i < messages; i++)
        {
            var message = MailSyncMessages.Make(i);
            bytes += message.Length;
            var path = Path.Combine(
                folder,
                "cur",
                $"{MailSyncMessages.Received(i).ToUnixTimeSeconds()}.M{i}P1.host:2,S"
            );
            File.WriteAllBytes(path, message);
            File.SetLastWriteTimeUtc(path, MailSyncMessages.Received(i).UtcDateTime);
        }

        return bytes;
    }

    // Without TLS, since it insists on a host's name in the certificate: that is to its advantage.
    private static async Task MbsyncAsync(DovecotServer server, ImapMailbox mailbox, int messages)
    {
        var folder = Directory.CreateTempSubdirectory("meshclaw-mbsync-").FullName;
        try
        {
            var config = Path.Combine(folder, "mbsyncrc");
            await File.WriteAllTextAsync(
                config,
                $"""
                IMAPAccount a
                Host 127.0.0.1
                Port {server.ImapPort}
                User {mailbox.User}
                Pass {DovecotServer.Password}
                SSLType None
                AuthMechs LOGIN

                IMAPStore far
                Account a

                MaildirStore near
                Path {folder}/mail/
                Inbox {folder}/mail/INBOX
                SubFolders Verbatim

                Channel c
                Far :far:
                Near :near:
                Patterns INBOX
                Create Near
                Sync Pull
                SyncState *

                """
            );
            Directory.CreateDirectory(Path.Combine(folder, "mail"));
            var clock = Stopwatch.StartNew();
            var line = $"TIMEFORMAT='%U %S'; time mbsync -q -c {config} c";
            var start = new ProcessStartInfo("bash", ["-c", line]) { RedirectStandardError = true };
            using var process = Process.Start(start)!; // Start throws.
            var said = await process.StandardError.ReadToEndAsync(); // A warning of the open line, then the processor's times.
            await process.WaitForExitAsync();
            var seconds = clock.Elapsed.TotalSeconds;
            var cpu = said.TrimEnd().Split('\n')[^1].Split(' ').Sum(n => double.Parse(n, CultureInfo.InvariantCulture));
            var got = Directory
                .EnumerateFiles(Path.Combine(folder, "mail", "INBOX"), "*", SearchOption.AllDirectories)
                .Count();
            Print(
                $"mbsync into a Maildir, in the open, exit code {process.ExitCode}, {got} files",
                $"{seconds:0.00} s, {messages / seconds:0}/s, processor {cpu:0.00} s",
                "–"
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Print(params string[] cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");

    /// <summary>The most that this process held while it was watched.</summary>
    private sealed class PeakMemory : IDisposable
    {
        private readonly Timer _timer;
        private long _peak;

        public PeakMemory()
        {
            Before = Rss();
            _timer = new Timer(_ => Look(), null, 0, 20);
        }

        public long Before { get; }

        public long Rise
        {
            get
            {
                Look();
                return _peak - Before;
            }
        }

        public void Dispose() => _timer.Dispose();

        private void Look()
        {
            var now = Rss();
            lock (_timer)
            {
                _peak = Math.Max(_peak, now);
            }
        }

        private static long Rss()
        {
            using var self = Process.GetCurrentProcess();
            return self.WorkingSet64;
        }
    }
}
