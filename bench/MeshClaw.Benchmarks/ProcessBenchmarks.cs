using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MeshClaw.Testing;

namespace MeshClaw.Benchmarks;

/// <summary>
/// Whole processes, as a person meets them: start, idle memory, status, triage of 2,000 messages on a real Dovecot, stop. Prints a
/// Markdown table with the goals of the design beside each median.
/// </summary>
internal static class ProcessBenchmarks
{
    private const int Messages = 2000;

    public static async Task RunAsync(int rounds)
    {
        Print("what", "median", "min – max", "goal");
        Print("---", "---", "---", "---");
        await StartAsync(rounds);
        await IdleMemoryAsync();
        await StatusAsync(rounds);
        await MailAsync();
        Print("installed size", Size(), "", "≤ 120 MB");
    }

    private static async Task StartAsync(int rounds)
    {
        var fresh = new List<double>();
        var warm = new List<double>();
        for (var i = 0; i < rounds; i++)
        {
            using var home = new Home();
            fresh.Add(await ReadyAsync(home));
            warm.Add(await ReadyAsync(home));
        }

        Print("start to ready, fresh home", fresh, "ms", "≤ 400 ms");
        Print("start to ready, home in use", warm, "ms", "≤ 400 ms");
    }

    private static async Task<double> ReadyAsync(Home home)
    {
        var ready = await Shipped.JsonAsync(home, "up --detach");
        await Shipped.JsonAsync(home, "down");
        return ready.GetProperty("readyMs").GetDouble();
    }

    private static async Task IdleMemoryAsync()
    {
        using var home = new Home();
        var pid = (await Shipped.JsonAsync(home, "up --detach")).GetProperty("pid").GetInt32();
        await Task.Delay(TimeSpan.FromSeconds(30));
        Print("idle memory (RSS) after 30 s", [Rss(pid)], "MB", "≤ 90 MB");
        await Shipped.JsonAsync(home, "down");
    }

    private static async Task StatusAsync(int rounds)
    {
        using var home = new Home();
        await Shipped.JsonAsync(home, "up --detach");
        var times = new List<double>();
        for (var i = 0; i < rounds; i++)
        {
            var clock = Stopwatch.StartNew();
            await Shipped.JsonAsync(home, "status");
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        Print("`meshclaw status`, whole process", times, "ms", "–");
        await Shipped.JsonAsync(home, "down");
    }

    private static async Task MailAsync()
    {
        await using var server = new DovecotServer();
        await server.InitializeAsync();
        using var home = new Home();
        var mailbox = server.NewMailbox();
        await Flood.FillAsync(mailbox, Messages);
        await Shipped.JsonAsync(
            home,
            $"connect mail/work --imap imap://127.0.0.1:{server.ImapPort} --user {mailbox.User} --password-stdin --ca-file {server.CertificateFile}",
            input: DovecotServer.Password
        );
        home.LetTheInboxAct();
        var pid = (await Shipped.JsonAsync(home, "up --detach")).GetProperty("pid").GetInt32();
        var idle = Rss(pid);

        var clock = Stopwatch.StartNew();
        var run = await Shipped.JsonAsync(home, "run inbox");
        var seconds = clock.Elapsed.TotalSeconds;
        var done = run.GetProperty("actions").GetProperty("done").GetInt32();
        Print($"triage of {Messages} messages on Dovecot, {done} filed", [seconds], "s", "–");
        Print("memory (RSS) after it, over idle", [Rss(pid) - idle], "MB", "–");
        clock.Restart();
        await Shipped.JsonAsync(home, "undo --last");
        Print($"undo of {done} actions", [clock.Elapsed.TotalSeconds], "s", "–");

        var stops = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            stops.Add(await StopInActionAsync(home));
        }

        Print("stop in a bulk action: to everything halted", stops, "ms", "≤ 100 ms");
        await Shipped.JsonAsync(home, "down");
    }

    private static async Task<double> StopInActionAsync(Home home)
    {
        using var run = Shipped.Start(home, "run inbox --json");
        JsonElement stop;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        } while (
            (await Shipped.JsonAsync(home, "timeline --state intended --limit 1")).GetArrayLength() == 0
            && !run.HasEnded
        );
        stop = await Shipped.JsonAsync(home, "stop");
        await run.EndAsync();
        await Shipped.RunAsync(home, "undo --last --json");
        await Shipped.JsonAsync(home, "resume");
        return stop.GetProperty("elapsedMs").GetDouble();
    }

    internal static double Rss(int pid)
    {
        using var process = Process.GetProcessById(pid);
        return process.WorkingSet64 / 1e6;
    }

    private static string Size()
    {
        var folder = Path.GetDirectoryName(Environment.GetEnvironmentVariable("MESHCLAW_BIN"))!; // Shipped found it.
        var bytes = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length);
        return string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB");
    }

    private static void Print(string what, List<double> values, string unit, string goal)
    {
        values.Sort();
        var (median, min, max) = (values[values.Count / 2], values[0], values[^1]);
        var format = unit == "s" ? "0.00" : "0";
        var range = values.Count == 1 ? "" : $"{Number(min)} – {Number(max)} ({values.Count})";
        Print(what, $"{Number(median)} {unit}", range, goal);
        string Number(double value) => value.ToString(format, CultureInfo.InvariantCulture);
    }

    private static void Print(params string[] cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");
}
