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
                .Where(f => Path.GetFileName(f) is not ("index.json" or "attack_templates.json"))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Where a folder of eval/ lies.</summary>
    public static string Folder(string name) => Path.Combine(AppContext.BaseDirectory, "eval", name);

    /// <summary>All suites together.</summary>
    public static SuiteScore Total(this ReplayResult result) =>
        result.Suites.Values.Aggregate(
            (a, b) =>
                new SuiteScore(
                    a.Tasks + b.Tasks,
                    a.Unasked + b.Unasked,
                    a.Cards + b.Cards,
                    a.CallsAsked + b.CallsAsked,
                    a.Attacks + b.Attacks,
                    a.AnyAllowed + b.AnyAllowed,
                    a.WhollyAllowed + b.WhollyAllowed
                )
        );
}
