using System.Globalization;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Runs;

/// <summary>Usage for people: a table each for agents, models and triggers, what is left today, and what the figures do not know.</summary>
internal static class UsageTable
{
    private const decimal NanoPerUsd = 1_000_000_000m;

    /// <summary>Writes it.</summary>
    public static void Write(Screen screen, UsageResponse usage)
    {
        ArgumentNullException.ThrowIfNull(screen);
        ArgumentNullException.ThrowIfNull(usage);
        var total = usage.Total;
        screen.Markup(
            $"[bold]{Screen.Safe(Period(usage))}[/]: {Screen.Safe(Cost(total))} for {Calls(total.Calls)}, "
                + $"{Number(total.Input)} tokens in ({Number(total.Cached)} cached), {Number(total.Output)} out"
        );
        if (total.Calls == 0 && total.Runs.Total == 0)
        {
            screen.Output.WriteLine("No model was called, and no agent has run.");
            return;
        }

        Section(screen, "agent", usage.Agents);
        Section(screen, "model", usage.Models);
        Section(screen, "trigger", usage.Triggers);
        Budgets(screen, usage.Budgets);
        Notes(screen, usage);
    }

    private static void Section(Screen screen, string what, IReadOnlyList<UsageLine> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }

        screen.Output.WriteLine();
        // The name comes last, where it wraps.
        Listing.Write(
            screen,
            ["cost", "calls", "in", "out", "kept", "edited", "undone", "ignored", what],
            lines.Select(l =>
                (IReadOnlyList<string>)
                    [
                        Cost(l.Usage),
                        Number(l.Usage.Calls),
                        Short(l.Usage.Input),
                        Short(l.Usage.Output),
                        Some(l.Usage.Runs.Kept),
                        Some(l.Usage.Runs.Edited),
                        Some(l.Usage.Runs.Undone),
                        Some(l.Usage.Runs.Ignored),
                        Name(l),
                    ]
            ),
            ""
        );
    }

    private static void Budgets(Screen screen, IReadOnlyList<UsageBudget> budgets)
    {
        foreach (var budget in budgets.Where(b => b.Used > 0))
        {
            var (used, max) =
                budget.Unit == "tokens"
                    ? (Number(budget.Used), Number(budget.Max) + " tokens")
                    : (Dollars(budget.Used), Dollars(budget.Max));
            var whose = budget.Name == "all" ? "all agents together" : budget.Name;
            screen.Note($"Today {whose}: {used} of {max} used.");
        }
    }

    private static void Notes(Screen screen, UsageResponse usage)
    {
        var total = usage.Total;
        if (total.UnknownCost > 0)
        {
            var models = usage.Models.Where(m => m.Usage.UnknownCost > 0).Select(m => m.Name);
            screen.Note(
                $"The price of {Calls(total.UnknownCost)} is unknown ({string.Join(", ", models)}): no budget of dollars holds them. "
                    + "Say it in config.yaml, in dollars for a million tokens: price: {input: 0.25, output: 2}"
            );
        }

        if (total.Estimated > 0)
        {
            screen.Note($"The tokens of {Calls(total.Estimated)} are estimated: the provider did not say.");
        }

        var runs = total.Runs;
        screen.Note(
            $"Runs: {runs.Total}; {runs.Answered} only answered, {runs.Failed} failed before they did anything, {runs.Open} not over. Prices of {usage.PriceTable}."
        );
    }

    private static string Period(UsageResponse usage) =>
        usage.From == usage.To ? $"{Day(usage.To)}" : $"{Day(usage.From)} to {Day(usage.To)}";

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // A listed price is what one expects; what else it is, is said.
    private static string Name(UsageLine line) =>
        line is { Ids: { Count: > 0 } ids, Prices: var prices }
            ? $"{line.Name} ({string.Join(", ", ids.Concat((prices ?? []).Where(p => p == "local")))})"
            : line.Name;

    // What is known, and a sign for what is not beside it.
    private static string Cost(UsageFiguresDto usage) =>
        usage switch
        {
            { Calls: 0 } => "-",
            { UnknownCost: 0 } => Dollars(usage.KnownCostNanoUsd),
            { KnownCostNanoUsd: 0 } => "unknown",
            _ => $"{Dollars(usage.KnownCostNanoUsd)} + ?",
        };

    private static string Dollars(long nanoUsd)
    {
        var usd = nanoUsd / NanoPerUsd;
        var digits = usd switch
        {
            0 or >= 1 => 2,
            >= 0.01m => 3,
            >= 0.0001m => 5,
            _ => 7,
        };
        return "$" + usd.ToString("F" + digits, CultureInfo.InvariantCulture);
    }

    private static string Calls(long calls) => calls == 1 ? "1 call" : $"{Number(calls)} calls";

    private static string Some(long count) => count == 0 ? "" : Number(count);

    private static string Short(long count) =>
        count switch
        {
            < 10_000 => Number(count),
            < 10_000_000 => (count / 1000).ToString("N0", CultureInfo.InvariantCulture) + "k",
            _ => (count / 1_000_000m).ToString("N1", CultureInfo.InvariantCulture) + "M",
        };

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
