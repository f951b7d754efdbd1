using System.Diagnostics;
using System.Globalization;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;
using MeshClaw.Storage.MailIndex;

namespace MeshClaw.Benchmarks;

/// <summary>
/// The index of mail at the size of twenty years: fills it with made-up messages and asks it what owners ask. Prints a Markdown table.
/// Goals: each search within 20 ms, memory at most 30 MB more than before.
/// </summary>
internal static class MailIndexBench
{
    private const int BatchSize = 500;
    private const int Rounds = 101;
    private static readonly ConnectionName s_work = new("mail/work");

    public static async Task RunAsync(int messages, string? keep)
    {
        var folder = keep ?? Directory.CreateTempSubdirectory("meshclaw-bench-").FullName;
        try
        {
            await WarmAsync();
            var generator = new MailIndexMessages(messages);
            Print("what", "median", "p99", "CPU, mean", "goal");
            Print("---", "---", "---", "---", "---");
            await using var index = new SqliteMailIndex(folder, TimeProvider.System);
            if (!File.Exists(Path.Combine(folder, "mail.db")))
            {
                await FillAsync(index, generator, folder);
            }

            await SearchAsync(index);
            await ChangeAsync(index, generator);
        }
        finally
        {
            if (keep is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>Loads and compiles what is used, so that its memory is not counted as the index's.</summary>
    private static async Task WarmAsync()
    {
        var folder = Directory.CreateTempSubdirectory("meshclaw-bench-").FullName;
        await using (var index = new SqliteMailIndex(folder, TimeProvider.System))
        {
            foreach (var batch in new MailIndexMessages(5000).Batches(BatchSize))
            {
                await index.ApplyAsync(batch, default);
            }

            await index.SearchAsync(MailQueryText.Parse("meeting in:INBOX", TimeZoneInfo.Utc), default);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task FillAsync(SqliteMailIndex index, MailIndexMessages generator, string folder)
    {
        var before = Memory();
        var most = (All: 0.0, Managed: 0.0);
        var (clock, cpu) = (new Stopwatch(), TimeSpan.Zero);
        foreach (var batch in generator.Batches(BatchSize))
        {
            var busy = Cpu();
            clock.Start();
            await index.ApplyAsync(batch, default);
            clock.Stop();
            cpu += Cpu() - busy;
            var now = Memory();
            most = (Math.Max(most.All, now.All), Math.Max(most.Managed, now.Managed));
        }

        var characters = generator.Characters / (double)generator.Count;
        Print(
            Text($"fill, {generator.Count:N0} messages of {characters:0} characters in batches of {BatchSize}"),
            Text($"{generator.Count / clock.Elapsed.TotalSeconds:N0}/s"),
            "",
            Text($"{cpu.TotalMicroseconds / generator.Count:0} µs"),
            "≥ 20,000/s for short texts"
        );
        var size = new DirectoryInfo(folder).EnumerateFiles().Sum(f => f.Length);
        Print("files", Text($"{size / 1e6:0} MB"), "", "", Text($"{size / (double)generator.Count:0} B a message"));
        PrintMemory("filling", before, most);
    }

    private static async Task SearchAsync(SqliteMailIndex index)
    {
        await index.SearchAsync(new MailQuery(), default);
        var before = Memory();
        foreach (var text in MailIndexMessages.Queries)
        {
            var query = MailQueryText.Parse(text, TimeZoneInfo.Utc);
            await MeasureAsync($"`{text}`", () => index.SearchAsync(query, default));
        }

        var page = await index.SearchAsync(MailQueryText.Parse("meeting", TimeZoneInfo.Utc), default);
        for (var i = 0; i < 200; i++)
        {
            page = await index.SearchAsync(
                MailQueryText.Parse("meeting", TimeZoneInfo.Utc) with
                {
                    Cursor = page.Next,
                },
                default
            );
        }

        var deep = MailQueryText.Parse("meeting", TimeZoneInfo.Utc) with { Cursor = page.Next };
        await MeasureAsync("`meeting`, page 202", () => index.SearchAsync(deep, default));
        PrintMemory("searching", before, Memory());
    }

    private static async Task MeasureAsync(string what, Func<Task<MailHits>> search)
    {
        var times = new List<double>();
        var hits = 0;
        var busy = Cpu();
        for (var i = 0; i < Rounds && times.Sum() < 20_000; i++)
        {
            var start = Stopwatch.GetTimestamp();
            hits = (await search()).Hits.Count;
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        Print($"{what}: {hits} hits", times, Cpu() - busy, "≤ 20 ms");
    }

    /// <summary>Ten messages: flags, moves, arrivals, in a transaction each.</summary>
    private static async Task ChangeAsync(SqliteMailIndex index, MailIndexMessages generator)
    {
        var times = new List<double>();
        var busy = Cpu();
        foreach (var batches in generator.Changes(Rounds))
        {
            var start = Stopwatch.GetTimestamp();
            foreach (var batch in batches)
            {
                await index.ApplyAsync(batch, default);
            }

            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        Print("4 new messages, 3 flags, 3 moves to another folder, written", times, Cpu() - busy, "–");
        await OnceAsync("tidying after it", () => index.TidyAsync(default));
        await OnceAsync("progress", () => index.ProgressAsync(default));
    }

    private static async Task OnceAsync(string what, Func<Task> work)
    {
        var (busy, clock) = (Cpu(), Stopwatch.GetTimestamp());
        await work();
        Print(what, [Stopwatch.GetElapsedTime(clock).TotalMilliseconds], Cpu() - busy, "–");
    }

    /// <summary>Resident memory, and what of it the managed heap holds, garbage of the generator with it; in MB.</summary>
    private static (double All, double Managed) Memory()
    {
        using var self = Process.GetCurrentProcess();
        return (self.WorkingSet64 / 1e6, GC.GetGCMemoryInfo().TotalCommittedBytes / 1e6);
    }

    /// <summary>What this process has computed: says more than the clock where others use the machine too.</summary>
    private static TimeSpan Cpu()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }

    private static void PrintMemory(string when, (double All, double Managed) before, (double All, double Managed) most)
    {
        var managed = most.Managed - before.Managed;
        var what = Text($"memory (RSS) over before, {when}; of it managed, with the generator's garbage");
        Print(what, Text($"{most.All - before.All:0} MB; {managed:0} MB"), "", "", "≤ 30 MB");
    }

    private static void Print(string what, List<double> times, TimeSpan cpu, string goal)
    {
        times.Sort();
        Print(
            what,
            Text($"{times[times.Count / 2]:0.00} ms"),
            Text($"{times[(int)(times.Count * 0.99)]:0.00} ms"),
            Text($"{cpu.TotalMilliseconds / times.Count:0.00} ms"),
            goal
        );
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Print(params string[] cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");
}
