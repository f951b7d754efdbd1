using System.Collections.Immutable;
using CsCheck;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Statements;

namespace MeshClaw.Policy.Tests.Statements;

/// <summary>Statements, facts and calls from few enough values that they meet often.</summary>
internal static class StatementCase
{
    private static readonly string[] s_tools =
    [
        "mail.send",
        "mail.move",
        "mail.delete",
        "travel.book",
        "mail.lists.leave",
    ];
    private static readonly string[] s_patterns = [.. s_tools, "mail.*", "travel.*", "mail.lists.*"];
    private static readonly string[] s_destinations =
    [
        "mail:ana@corp.example",
        "mail:bob@sub.corp.example",
        "mail:eve@evilcorp.example",
        "host:files.example",
        "channel:telegram",
    ];
    private static readonly string[] s_places = [.. s_destinations, "mail:@corp.example", "mail:*", "host:*"];
    private static readonly AgentName[] s_agents = [new("inbox"), new("travel")];
    private static readonly TimeWindow[] s_windows =
    [
        new([DayOfWeek.Saturday, DayOfWeek.Sunday], null),
        new(null, (TimeSpan.FromHours(22), TimeSpan.FromHours(7))),
        new([DayOfWeek.Monday], (TimeSpan.FromHours(9), TimeSpan.FromHours(17))),
    ];
    private static readonly AmountRange[] s_amounts =
    [
        new(100, false, null, false),
        new(null, false, 20, true),
        new(20, false, 100, true),
    ];

    public static readonly Gen<EffectKinds> Kinds =
        from word in Gen.Int[0, 3]
        from traits in Gen.Int[0, 31].Where(t => int.PopCount(t) <= 2)
        select (EffectKinds)(1 << word) | (EffectKinds)(traits << 4);

    public static readonly Gen<CallFacts> Facts =
        from tool in Pick(s_tools)
        from effect in Kinds
        from labels in Gen.Int[0, 31]
        from places in Some(s_destinations, 0)
        from amount in Pick<decimal?>(null, null, 5, 20, 60, 500)
        from agent in Pick(s_agents)
        from day in Gen.Enum<DayOfWeek>()
        from hour in Gen.Int[0, 23]
        select new CallFacts
        {
            Tool = new ToolName(tool),
            Effect = effect,
            Labels = (LabelKinds)labels,
            Destinations = [.. places.Select(Place)],
            Amount = amount,
            Agent = agent,
            Moment = (day, TimeSpan.FromHours(hour)),
        };

    public static readonly Gen<Statement> Any = Of(Gen.Enum<StatementVerb>());

    public static readonly Gen<Statement> Narrowing = Of(Pick(StatementVerb.Ask, StatementVerb.Forbid));

    public static readonly Gen<Statement> Permitting = Of(Gen.Const(StatementVerb.Permit));

    public static Gen<StatementBook> Book(int most) => Any.Array[0, most].Select(Numbered);

    public static StatementBook Numbered(IEnumerable<Statement> statements) =>
        new(statements.Select((s, i) => s with { Id = $"s{i}" }));

    public static Statement Named(string id, StatementVerb verb) => new() { Id = id, Verb = verb };

    public static ImmutableArray<DestinationPattern> To(params string[] patterns) =>
        [.. patterns.Select(p => DestinationPattern.Parse(p)!)];

    public static Destination Place(string text) => new(text.Split(':')[0], text.Split(':')[1]);

    public static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>Good statements: what has a fault is not drawn.</summary>
    private static Gen<Statement> Of(Gen<StatementVerb> verbs) =>
        (
            from verb in verbs
            from keys in Gen.Int[1, 127]
            from tools in Some(s_patterns, 1)
            from effects in Gen.Int[1, 511]
            from labels in Gen.Int[1, 31]
            from places in Some(s_places, 1)
            from window in Pick(s_windows)
            from amount in Pick(s_amounts)
            from agent in Pick(s_agents)
            select new Statement
            {
                Id = "s",
                Verb = verb,
                Tools = (keys & 1) != 0 ? [.. tools] : null,
                Effects = (keys & 2) != 0 ? (EffectKinds)effects : null,
                Labels = (keys & 4) != 0 ? (LabelKinds)labels : null,
                Destinations = (keys & 8) != 0 ? To([.. places]) : null,
                Times = (keys & 16) != 0 ? [window] : null,
                Amount = (keys & 32) != 0 ? amount : null,
                Agents = (keys & 64) != 0 ? [agent] : null,
            }
        ).Where(s => StatementFaults.Of(s).IsEmpty);

    private static Gen<string[]> Some(string[] values, int least) =>
        Gen.Int[0, values.Length - 1].Array[least, 3].Select(all => all.Distinct().Select(i => values[i]).ToArray());
}
