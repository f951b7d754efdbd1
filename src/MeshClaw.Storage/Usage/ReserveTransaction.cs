using MeshClaw.Core.Usage;

namespace MeshClaw.Storage.Usage;

/// <summary>One reservation, within the transaction that writes it: what is read here nobody changes before it is written.</summary>
internal sealed class ReserveTransaction(Session session, UsageReservation wanted, DateTimeOffset now)
{
    private readonly Dictionary<BudgetScope, Spent> _spent = [];
    private RunAllowance? _allowance;

    public ReserveResult Run()
    {
        ReserveResult? refused = null;
        foreach (var @case in wanted.Cases)
        {
            var tokens = Room(BudgetUnit.Tokens, @case.Tokens);
            var money = Room(BudgetUnit.Money, @case.Cost ?? 0);
            if ((tokens.Refused ?? money.Refused) is not { } no)
            {
                return new ReserveResult.Held(Write(@case, tokens.Allowed, money.Allowed), @case);
            }

            refused = no;
        }

        return refused ?? throw new InvalidOperationException("A reservation has a case at least.");
    }

    // Whether an amount fits into every budget of its unit; where it does not, whether the run's own allowance has it.
    private (bool Allowed, ReserveResult.Refused? Refused) Room(BudgetUnit unit, long amount)
    {
        if (amount == 0)
        {
            return (false, null); // A model that costs nothing may go on where all money is spent.
        }

        ReserveResult.Refused? refused = null;
        foreach (var budget in wanted.Budgets.Where(b => b.Unit == unit).OrderByDescending(b => b.IsCeiling))
        {
            var left = budget.Max - Of(unit, SpentIn(budget.Scope), budget.IsCeiling);
            if (amount > left)
            {
                refused = new ReserveResult.Refused(budget, left);
                break; // A ceiling comes before what an allowance can go beyond.
            }
        }

        if (refused is { Budget.IsCeiling: true })
        {
            return (false, refused);
        }

        return refused is not null && amount <= Of(unit, Allowance()) ? (true, null) : (false, refused);
    }

    private static long Of(BudgetUnit unit, Spent spent, bool inAll) =>
        unit switch
        {
            BudgetUnit.Tokens => inAll ? spent.TokensInAll : spent.Tokens,
            BudgetUnit.Money => inAll ? spent.CostInAll : spent.Cost,
        };

    private static long Of(BudgetUnit unit, RunAllowance allowance) =>
        unit switch
        {
            BudgetUnit.Tokens => allowance.Tokens,
            BudgetUnit.Money => allowance.Cost,
        };

    private Spent SpentIn(BudgetScope scope)
    {
        if (!_spent.TryGetValue(scope, out var spent))
        {
            object? of = scope switch
            {
                BudgetScope.Run => wanted.Use.Run?.Value,
                BudgetScope.AgentDay => wanted.Use.Agent?.Value,
                BudgetScope.GatewayDay => null,
            };
            _spent[scope] = spent = UsageRows.Spent(session, scope, of, wanted.Day);
        }

        return spent;
    }

    // What is left of it.
    private RunAllowance Allowance()
    {
        if (_allowance is null && wanted.Use.Run is { } run)
        {
            var (given, taken) = (UsageRows.AllowanceOf(session, run), UsageRows.FromAllowance(session, run));
            _allowance = new RunAllowance(given.Tokens - taken.Tokens, given.Cost - taken.Cost);
        }

        return _allowance ??= new RunAllowance(0, 0);
    }

    private long Write(WorstCase @case, bool tokensAllowed, bool costAllowed)
    {
        session.Run(
            """
            INSERT INTO model_calls (run, agent, trigger, connection, model, attempt, place, state, day, started, expires, prompt, prompt_cost,
                counted, cost, price, price_version, tokens_allowed, cost_allowed)
            VALUES ($run, $agent, $trigger, $connection, $model, $attempt, $place, 'held', $day, $now, $expires, $prompt, $promptCost,
                $counted, $cost, $price, $version, $tokensAllowed, $costAllowed)
            """,
            ("$run", wanted.Use.Run?.Value),
            ("$agent", wanted.Use.Agent?.Value),
            ("$trigger", TriggerKind.Of(wanted.Use.Trigger)),
            ("$connection", wanted.Model.Name.Value),
            ("$model", wanted.Model.Model),
            ("$attempt", wanted.Attempt),
            ("$place", wanted.Place),
            ("$day", SqliteUsageLedger.Day(wanted.Day)),
            ("$now", Stamp.Of(now)),
            ("$expires", Stamp.Of(now + wanted.Patience)),
            ("$prompt", wanted.PromptTokens),
            ("$promptCost", wanted.Price.Price?.WorstOf(wanted.PromptTokens, 0)),
            ("$counted", @case.Tokens),
            ("$cost", @case.Cost),
            ("$price", Word<PriceSource>.Of(wanted.Price.Source)),
            ("$version", wanted.Price.TableVersion),
            ("$tokensAllowed", tokensAllowed ? 1 : 0),
            ("$costAllowed", costAllowed ? 1 : 0)
        );
        return session.LastId;
    }
}
