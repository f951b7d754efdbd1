namespace MeshClaw.Evaluation.Tests;

/// <summary>The benchmarks in eval/, as they lie beside the tests.</summary>
internal static class Benchmark
{
    private static readonly Dictionary<(string, ReplayPlan), ReplayResult> s_results = [];
    private static readonly Lock s_lock = new();

    /// <summary>Plays a folder once, however many tests ask.</summary>
    public static ReplayResult Play(string folder, ReplayPlan plan)
    {
        lock (s_lock)
        {
            if (!s_results.TryGetValue((folder, plan), out var result))
            {
                var cases = Path.Combine(Folder(folder), "cases.jsonl");
                result = ReplayEvaluation.Run(
                    Suites(folder),
                    cases,
                    plan,
                    null,
                    null,
                    TestContext.Current.CancellationToken
                );
                s_results[(folder, plan)] = result;
            }

            return result;
        }
    }

    /// <summary>The suite files of a folder.</summary>
    public static IReadOnlyList<string> Suites(string folder) =>
        [
            .. Directory
                .EnumerateFiles(Folder(folder), "*.json")
                .Where(ReplayEvaluation.IsSuiteFile)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Where a folder of eval/ lies.</summary>
    public static string Folder(string name) => Path.Combine(AppContext.BaseDirectory, "eval", name);
}
