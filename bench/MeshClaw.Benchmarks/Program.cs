using System.Globalization;
using BenchmarkDotNet.Running;
using MeshClaw.Benchmarks;

if (args is ["processes", ..])
{
    await ProcessBenchmarks.RunAsync(rounds: 11);
    return;
}

if (args is ["turns"])
{
    await TurnBench.RunAsync();
    return;
}

if (args is ["channels"])
{
    await ChannelBench.RunAsync();
    return;
}

if (args is ["mail-index", .. var rest])
{
    // mail-index [messages [folder to keep it in]]
    var messages = rest is [var number, ..] ? int.Parse(number, CultureInfo.InvariantCulture) : 500_000;
    await MailIndexBench.RunAsync(messages, rest is [_, var keep, ..] ? keep : null);
    return;
}

if (args is ["mail-sync", .. var size])
{
    // mail-sync [messages]
    await MailSyncBench.RunAsync(size is [var number, ..] ? int.Parse(number, CultureInfo.InvariantCulture) : 10_000);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(GuardBenchmarks).Assembly).Run(args);
