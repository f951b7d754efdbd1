using System.Diagnostics;
using System.Globalization;
using MeshClaw.Testing;
using MeshClaw.Testing.ModelServers;
using MeshClaw.Testing.Telegram;

namespace MeshClaw.Benchmarks;

/// <summary>
/// Channels of the shipped program, against Telegrams of our own on loopback: what they cost while nothing happens, how soon a message is answered
/// while many come, and how soon a stop is answered behind a thousand messages and a model that hangs. Prints a Markdown table with the goals.
/// </summary>
internal static class ChannelBench
{
    private const int Channels = 10;
    private const int PerSecond = 200;
    private const int Seconds = 10;
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(30);

    public static async Task RunAsync()
    {
        Console.WriteLine("| what | measured | goal |");
        Console.WriteLine("|---|---|---|");
        using var home = new Home();
        await Shipped.JsonAsync(home, "up --detach");
        var without = await IdleAsync(home);
        await Shipped.JsonAsync(home, "up --detach");
        var platforms = Enumerable.Range(0, Channels).Select(_ => new TelegramServer()).ToList();
        var chats = new List<TelegramChat>();
        try
        {
            for (var i = 0; i < Channels; i++)
            {
                chats.Add(await PairAsync(home, platforms[i], i));
            }

            await Shipped.JsonAsync(home, "down");
            await Shipped.JsonAsync(home, "up --detach");
            var with = await IdleAsync(home);
            Print($"memory (RSS) that {Channels} idle channels add", with - without, "MB", "≤ 15 MB");

            await Shipped.JsonAsync(home, "up --detach");
            var times = await AnswersAsync(platforms, chats);
            Print(
                $"message in to the first byte of the answer, {PerSecond} a second over {Channels} channels: median",
                times[times.Count / 2],
                "ms",
                "≤ 5 ms"
            );
            Print("the same, 99th of 100", times[times.Count * 99 / 100], "ms", "–");
            Print(
                "stop behind 1,000 messages and a hanging model, to its answer",
                await StopAsync(home, platforms[0], chats[0]),
                "ms",
                "≤ 100 ms"
            );
            await Shipped.JsonAsync(home, "down");
        }
        finally
        {
            foreach (var platform in platforms)
            {
                await platform.DisposeAsync();
            }
        }
    }

    private static async Task<TelegramChat> PairAsync(Home home, TelegramServer platform, int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"telegram/n{number}");
        await Shipped.JsonAsync(
            home,
            $"connect {name} --root {platform.Root} --secrets-stdin",
            input: $"token={platform.Token}\n"
        );
        var chat = platform.Add(
            new TelegramChat
            {
                Id = 1001,
                Type = "private",
                Name = "Ana",
            }
        );
        var code = (await Shipped.JsonAsync(home, $"channels pair {name} --no-wait")).GetProperty("code").GetString()!;
        platform.Say(chat, 1001, new TelegramSaying(code));
        await UntilAsync(() => platform.PostsIn(chat).Any(p => p.Text.StartsWith("Paired", StringComparison.Ordinal)));
        return chat;
    }

    private static async Task<double> IdleAsync(Home home)
    {
        var pid = (await Shipped.JsonAsync(home, "status")).GetProperty("pid").GetInt32();
        await Task.Delay(s_idle);
        var rss = ProcessBenchmarks.Rss(pid);
        await Shipped.JsonAsync(home, "down");
        return rss;
    }

    // Each message is a command that needs no model; its first byte is the first message of the bot that comes after it.
    private static async Task<List<double>> AnswersAsync(List<TelegramServer> platforms, List<TelegramChat> chats)
    {
        var times = new List<double>();
        var answered = new TaskCompletionSource<long>[Channels];
        for (var i = 0; i < Channels; i++)
        {
            var number = i;
            platforms[i].Spoke += _ => answered[number].TrySetResult(Stopwatch.GetTimestamp());
        }

        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / PerSecond));
        for (var said = 0; said < PerSecond * (Seconds + 2); said++)
        {
            await pace.WaitForNextTickAsync();
            var i = said % Channels;
            if (said >= Channels)
            {
                await answered[i].Task; // Of its turn before, a twentieth of a second ago.
            }

            answered[i] = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            var began = Stopwatch.GetTimestamp();
            platforms[i].Say(chats[i], 1001, new TelegramSaying("/new"));
            if (said >= PerSecond * 2) // What comes before is for the compiler.
            {
                _ = answered[i]
                    .Task.ContinueWith(
                        at =>
                        {
                            lock (times)
                            {
                                times.Add(Stopwatch.GetElapsedTime(began, at.Result).TotalMilliseconds);
                            }
                        },
                        TaskScheduler.Default
                    );
            }
        }

        await Task.WhenAll(answered.Select(a => a.Task));
        lock (times)
        {
            return [.. times.Order()];
        }
    }

    private static async Task<double> StopAsync(Home home, TelegramServer platform, TelegramChat chat)
    {
        await using var provider = new ModelServer();
        provider.Then(OpenAIScript.Models("m"), OpenAIScript.Reply("yes"), ModelAnswer.Silence);
        await Shipped.JsonAsync(home, $"connect model/fake --openai-compatible {provider.Root} --model m");
        platform.Say(chat, 1001, new TelegramSaying("Think."));
        await UntilAsync(() => provider.Requests.Count == 3);
        for (var i = 0; i < 1000; i++)
        {
            platform.Say(chat, 1001, new TelegramSaying($"Do {i}"));
        }

        await UntilAsync(() => platform.Pending == 0); // All of them wait for the turn that hangs.
        var stopped = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        platform.Spoke += post => stopped.TrySetResult(Stopwatch.GetTimestamp());
        var began = Stopwatch.GetTimestamp();
        platform.Say(chat, 1001, new TelegramSaying("STOP!!!"));
        return Stopwatch.GetElapsedTime(began, await stopped.Task).TotalMilliseconds;
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        var began = Stopwatch.GetTimestamp();
        while (!holds())
        {
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(2))
            {
                throw new TimeoutException("What is measured did not come about.");
            }

            await Task.Delay(1);
        }
    }

    private static void Print(string what, double value, string unit, string goal) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {value:0.0} {unit} | {goal} |"));
}
