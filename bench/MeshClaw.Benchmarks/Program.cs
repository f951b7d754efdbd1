using BenchmarkDotNet.Running;
using MeshClaw.Benchmarks;

if (args is ["processes", ..])
{
    await ProcessBenchmarks.RunAsync(rounds: 11);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(GuardBenchmarks).Assembly).Run(args);
