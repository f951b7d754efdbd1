using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;
using MeshClaw.Testing;
using MeshClaw.Testing.ModelServers;
using Microsoft.ML.Tokenizers;

namespace MeshClaw.Benchmarks;

/// <summary>
/// Turns of the shipped program against a provider that answers at once: time, memory, and what goes to the model, counted with the
/// tokenizer of OpenAI's newer models (o200k). Time is from the owner's words to the end of the answer as a client of the gateway sees it, without
/// the time that the provider had a request. Prints a Markdown table with the goals beside it.
/// </summary>
internal static class TurnBench
{
    private const int Few = 10;
    private const int Many = 1000;
    private const int Starts = 5;
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(5);
    private static readonly TiktokenTokenizer s_tokenizer = TiktokenTokenizer.CreateForEncoding("o200k_base");

    public static async Task RunAsync()
    {
        Print("what", "median", "range", "goal");
        Print("---", "---", "---", "---");
        await using var provider = new InstantProvider();
        using var home = new Home();
        Mailbox(home.Path);
        await Shipped.JsonAsync(home, $"connect mail/work --maildir {Path.Join(home.Path, "mail")}");
        provider.Then(Reply("ok"));
        await Shipped.JsonAsync(home, $"connect model/fake --openai-compatible {provider.Root} --model served --local");
        Print("first turn, asked for at once", await FirstAsync(home, provider, TimeSpan.Zero), "ms", "–");
        Print(
            "first turn, five seconds after the start",
            await FirstAsync(home, provider, s_settled),
            "ms",
            "≤ 150 ms"
        );
        var pid = (await Shipped.JsonAsync(home, "up --detach")).GetProperty("pid").GetInt32();
        using var client = await GatewayClient.FindAsync(home.Path, default) ?? throw new InvalidOperationException();
        await TurnAsync(client, provider, null);
        var hello = Tokens(provider.Requests[^1]);
        for (var i = 1; i < Few; i++)
        {
            await TurnAsync(client, provider, null);
        }

        var after10 = Rss(pid);
        var times = new List<double>();
        for (var i = Few; i < Many; i++)
        {
            times.Add(await TurnAsync(client, provider, null));
        }

        times.Sort();
        Print("waiting for this disk once, in the same run", Syncs(home.Path), "ms", "–");
        Print("warm turn, “hello” in a conversation of its own", times, "ms", "≤ 2 ms");
        Print("the same, 99th of 100", [times[times.Count * 99 / 100]], "ms", "≤ 10 ms");
        Print(
            $"memory (RSS) after {Many} turns, over that after {Few}",
            [(Rss(pid) / after10 - 1) * 100],
            "%",
            "≤ 20%"
        );
        Print("tokens for “hello”, mail connected", [hello], "", "≤ 1,500");
        var before = provider.Requests.Count;
        await TaskAsync(client, provider);
        Print(
            "tokens of a task with one tool, both calls",
            [provider.Requests.Skip(before).Sum(Tokens)],
            "",
            "≤ 4,000"
        );
        Print(
            "of the input, prefix that is the same as the call's before",
            await PrefixAsync(client, provider),
            "%",
            "≥ 80%"
        );
        await Shipped.JsonAsync(home, "down");
    }

    // Of gateways that have just begun, one turn each.
    private static async Task<List<double>> FirstAsync(Home home, InstantProvider provider, TimeSpan after)
    {
        var times = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            await Shipped.JsonAsync(home, "up --detach");
            using (
                var client = await GatewayClient.FindAsync(home.Path, default) ?? throw new InvalidOperationException()
            )
            {
                await Task.Delay(after);
                times.Add(await TurnAsync(client, provider, null));
            }

            await Shipped.JsonAsync(home, "down");
        }

        times.Sort();
        return times;
    }

    // Over pages that are there already, as in a write-ahead log that was used before.
    private static List<double> Syncs(string folder)
    {
        const int Page = 4096;
        const int Times = 200;
        using var file = File.OpenHandle(
            Path.Join(folder, "sync"),
            FileMode.Create,
            FileAccess.ReadWrite,
            preallocationSize: Times * Page
        );
        var page = new byte[Page];
        var times = new List<double>();
        for (var i = 0; i < 2 * Times; i++)
        {
            RandomAccess.Write(file, page, i % Times * Page);
            var clock = Stopwatch.StartNew();
            RandomAccess.FlushToDisk(file);
            if (i >= Times)
            {
                times.Add(clock.Elapsed.TotalMilliseconds);
            }
        }

        times.Sort();
        return times;
    }

    private static async Task<double> TurnAsync(GatewayClient client, InstantProvider provider, string? conversation)
    {
        provider.Then(Reply("Hello to you."));
        var busy = provider.Busy;
        var clock = Stopwatch.StartNew();
        var turn = await client.AskAsync(new AskRequest("hello", null, conversation), default);
        await EndAsync(client, turn);
        return (clock.Elapsed - (provider.Busy - busy)).TotalMilliseconds;
    }

    private static string Reply(string text) =>
        OpenAIScript.Text(text) + OpenAIScript.End() + OpenAIScript.Usage + OpenAIScript.Done;

    private static async Task TaskAsync(GatewayClient client, InstantProvider provider)
    {
        provider.Then(
            OpenAIScript.Call(0, "c1", "mail_list", """{"folder":"INBOX","limit":5}""")
                + OpenAIScript.End("tool_calls")
                + OpenAIScript.Usage
                + OpenAIScript.Done,
            Reply("The newest is from Ana.")
        );
        var turn = await client.AskAsync(new AskRequest("What came last?", null, null), default);
        await EndAsync(client, turn);
        turn = await client.GetTurnAsync(turn.Run, default);
        if (turn.Calls is not [{ Outcome: var outcome }] || !outcome.StartsWith("5 found.", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The task went wrong: {string.Join("; ", turn.Calls)}");
        }
    }

    // Of one conversation, each call beside the one before it.
    private static async Task<List<double>> PrefixAsync(GatewayClient client, InstantProvider provider)
    {
        var before = provider.Requests.Count;
        string? conversation = null;
        for (var i = 0; i < 20; i++)
        {
            provider.Then(Reply($"Answer {i}, in a few words as usual."));
            var turn = await client.AskAsync(new AskRequest($"And what of the {i}th?", null, conversation), default);
            conversation = turn.Conversation;
            await EndAsync(client, turn);
        }

        var texts = provider.Requests.Skip(before).Select(Text).ToList();
        var shares = texts.Zip(texts.Skip(1), (a, b) => 100.0 * Count(b[..Common(a, b)]) / Count(b)).ToList();
        shares.Sort();
        return shares;
    }

    private static async Task EndAsync(GatewayClient client, TurnResponse turn)
    {
        await foreach (var happened in client.WatchTurnAsync(turn.Run, default))
        {
            if (happened.Final is { State: not "done" } other)
            {
                throw new InvalidOperationException($"{other.Run} is {other.State}: {other.Error}");
            }
        }
    }

    private static int Common(string a, string b)
    {
        var i = 0;
        while (i < a.Length && i < b.Length && a[i] == b[i])
        {
            i++;
        }

        return i;
    }

    private static int Tokens(JsonElement request) => Count(Text(request));

    private static int Count(string text) => s_tokenizer.CountTokens(text);

    // In the order in which providers read them: the tools, then the messages.
    private static string Text(JsonElement request)
    {
        var text = new StringBuilder();
        if (request.TryGetProperty("tools", out var tools))
        {
            text.Append(tools.GetRawText()).Append('\n');
        }

        foreach (var message in request.GetProperty("messages").EnumerateArray())
        {
            foreach (var member in message.EnumerateObject())
            {
                text.Append(
                        member.Value.ValueKind == JsonValueKind.String
                            ? member.Value.GetString()
                            : member.Value.GetRawText()
                    )
                    .Append('\n');
            }
        }

        return text.ToString();
    }

    private static void Mailbox(string home)
    {
        var mail = Path.Join(home, "mail");
        foreach (var part in new[] { "cur", "new", "tmp" })
        {
            Directory.CreateDirectory(Path.Join(mail, part));
        }

        for (var i = 0; i < 50; i++)
        {
            File.WriteAllText(
                Path.Join(mail, "cur", $"17000.{i}.host:2,"),
                $"From: Ana <ana@corp.example>\nTo: robin@corp.example\nSubject: Report {i}\nMessage-ID: <{i}@corp.example>\n"
                    + $"Date: Mon, 23 Nov 2026 09:00:{i:00} +0000\n\nDear Robin, this is report {i}. It is as long as mails are.\n"
            );
        }
    }

    private static double Rss(int pid)
    {
        using var process = Process.GetProcessById(pid);
        return process.WorkingSet64 / 1e6;
    }

    private static void Print(string what, List<double> sorted, string unit, string goal)
    {
        var median = sorted[sorted.Count / 2];
        var range = sorted.Count == 1 ? "" : $"{Number(sorted[0])} – {Number(sorted[^1])} ({sorted.Count})";
        Print(what, $"{Number(median)} {unit}".TrimEnd(), range, goal);
        static string Number(double value) =>
            value.ToString(Math.Abs(value) < 10 ? "0.0" : "#,0", CultureInfo.InvariantCulture);
    }

    private static void Print(params string[] cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");
}
