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
            var generator = new MailIndexMessages(messages);
            Print("what", "median", "p99", "goal");
            Print("---", "---", "---", "---");
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

    private static async Task FillAsync(SqliteMailIndex index, MailIndexMessages generator, string folder)
    {
        generator.Batch(0, BatchSize); // What the generator needs itself is not the index's.
        GC.Collect();
        var before = Rss();
        var most = 0.0;
        var clock = new Stopwatch();
        for (var from = 0; from < generator.Count; from += BatchSize)
        {
            foreach (var batch in generator.Batch(from, BatchSize))
            {
                clock.Start();
                await index.ApplyAsync(batch, default);
                clock.Stop();
            }

            most = Math.Max(most, Rss());
        }

        var characters = generator.Characters / (double)generator.Count;
        Print(
            Text($"fill, {generator.Count:N0} messages of {characters:0} characters in batches of {BatchSize}"),
            Text($"{generator.Count / clock.Elapsed.TotalSeconds:N0}/s"),
            "",
            "≥ 20,000/s for short texts"
        );
        var size = new DirectoryInfo(folder).EnumerateFiles().Sum(f => f.Length);
        Print("files", Text($"{size / 1e6:0} MB"), Text($"{size / (double)generator.Count:0} B a message"), "–");
        Print("memory (RSS) over before, the most while filling", Text($"{most - before:0} MB"), "", "≤ 30 MB");
    }

    private static async Task SearchAsync(SqliteMailIndex index)
    {
        await index.SearchAsync(new MailQuery(), default);
        GC.Collect();
        var before = Rss();
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
        Print("memory (RSS) over before, searching", Text($"{Rss() - before:0} MB"), "", "≤ 30 MB");
    }

    private static async Task MeasureAsync(string what, Func<Task<MailHits>> search)
    {
        var times = new List<double>();
        var hits = 0;
        for (var i = 0; i < Rounds && times.Sum() < 20_000; i++)
        {
            var start = Stopwatch.GetTimestamp();
            hits = (await search()).Hits.Count;
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        Print($"{what}: {hits} hits", times, "≤ 20 ms");
    }

    /// <summary>Ten messages: flags, moves, arrivals, in a transaction each.</summary>
    private static async Task ChangeAsync(SqliteMailIndex index, MailIndexMessages generator)
    {
        var times = new List<double>();
        foreach (var batches in generator.Changes(Rounds))
        {
            var start = Stopwatch.GetTimestamp();
            foreach (var batch in batches)
            {
                await index.ApplyAsync(batch, default);
            }

            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        Print("4 new messages, 3 flags, 3 moves to another folder, written", times, "–");
        var clock = Stopwatch.GetTimestamp();
        await index.TidyAsync(default);
        Print("tidying after it", [Stopwatch.GetElapsedTime(clock).TotalMilliseconds], "–");
        clock = Stopwatch.GetTimestamp();
        await index.ProgressAsync(default);
        Print("progress", [Stopwatch.GetElapsedTime(clock).TotalMilliseconds], "–");
    }

    private static double Rss()
    {
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64 / 1e6;
    }

    private static void Print(string what, List<double> times, string goal)
    {
        times.Sort();
        Print(
            what,
            Text($"{times[times.Count / 2]:0.00} ms"),
            Text($"{times[(int)(times.Count * 0.99)]:0.00} ms"),
            goal
        );
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Print(params string[] cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");
}
