namespace MeshClaw.Core.Tests.Configuration;

/// <summary>Policy files, good and bad. A bad one differs from a good one in the one thing that its name says.</summary>
internal static class PolicySamples
{
    private const string Send = "{ tool: mail.send, effect: [irreversible, sends], destination: \"mail:a@b.example\", ";

    /// <summary>One rule around conditions, with examples that say nothing against it.</summary>
    public static string Rule(string verb, string conditions, string examples, string id = "one", string more = "") =>
        $"rules:\n  - id: {id}\n    {verb}: {conditions}\n    examples: {examples}\n{more}";

    public static TheoryData<string> Good =>
        [
            Rule("forbid", "{ tool: mail.send }", $"[{Send}matches: true}}]"),
            Rule("ask", "{ tool: [mail.send, travel.*], effect: sends }", $"[{Send}matches: true}}]"),
            Rule(
                "forbid",
                "{ effect: [destroys, sends] }",
                $"[{Send}matches: true}}, {{ effect: draft, matches: false }}]"
            ),
            Rule(
                "forbid",
                "{ label: [third-party, secret] }",
                "[{ label: secret, matches: true }, { label: owner, matches: false }]"
            ),
            Rule("forbid", "{ destination: [\"host:*\", \"mail:@b.example\"] }", $"[{Send}matches: true}}]"),
            Rule(
                "forbid",
                "{ time: [\"mon, wed 22:00-07:00\", weekends] }",
                "[{ time: \"thu 03:00\", matches: true }, { time: \"tue 23:00\", matches: false }]"
            ),
            Rule(
                "forbid",
                "{ amount: \"> 20 and <= 100\" }",
                "[{ amount: 100, matches: true }, { amount: 20.00, matches: false }]"
            ),
            Rule(
                "forbid",
                "{ agent: [inbox, travel] }",
                "[{ agent: inbox, matches: true }, { agent: other, matches: false }]"
            ),
            Rule(
                "permit",
                "{ tool: mail.send, destination: \"mail:@b.example\" }",
                $"[{Send}matches: true}}, {{ matches: false }}]"
            ),
            Rule(
                "forbid",
                "{ tool: a.b }",
                "[{ tool: a.b, matches: true }]",
                more: "    why: Because.\nmax-autonomy: propose\nlimits: { bulk: 3 }\n"
            ),
            "max-autonomy: act\n",
            "forbid-destinations: [mail:@rival.example]\n",
        ];

    /// <summary>Wrong in shape: the schema knows it too.</summary>
    public static TheoryData<string> Misshapen =>
        [
            "{}",
            "rules: []\n",
            "rules: ~\n",
            "rules: { id: one }\n",
            "rules: [one]\n",
            "rule: []\n",
            "max-autonomy: everything\n",
            "limits: { bulk: -1 }\n",
            "limits: { bulk: 1.5 }\n",
            "forbid-tools: []\n",
            "forbid-tools: [\"*\"]\n",
            Rule("forbid", "{ tool: mail.send }", "[{ tool: mail.send, matches: true }]", id: "One Two"),
            Rule("forbid", "{ tool: mail.send }", "[]"),
            Rule("forbid", "{ tool: mail.send }", "[{ tool: mail.send }]"),
            Rule("forbid", "{ tool: mail.send }", "[{ tool: mail.send, matches: maybe }]"),
            Rule("forbid", "{ tool: mail.send }", "[{ tool: \"mail.*\", matches: true }]"),
            Rule("forbid", "{ tool: mail.send }", "[{ tool: mail.send, connection: x, matches: true }]"),
            Rule("forbid", "{ tool: mail.send }", "[{ tool: mail.send, amount: much, matches: true }]"),
            Rule("forbid", "{ tool: mail.send }", "[{ tool: mail.send, time: \"22:00\", matches: true }]"),
            Rule("forbid", "{ tool: mail.send }", "[{ tool: mail.send, effect: sends, matches: true }]"),
            Rule("forbid", "{}", "[{ matches: true }]"),
            Rule("forbid", "~", "[{ matches: true }]"),
            Rule("forbid", "{ tool: [] }", "[{ matches: true }]"),
            Rule("forbid", "{ tool: ~ }", "[{ matches: true }]"),
            Rule("forbid", "{ tool: \"*\" }", "[{ matches: true }]"),
            Rule("forbid", "{ tools: mail.send }", "[{ matches: true }]"),
            Rule("forbid", "{ effect: [] }", "[{ matches: true }]"),
            Rule("forbid", "{ effect: send }", "[{ matches: true }]"),
            Rule("forbid", "{ label: untrusted }", "[{ matches: true }]"),
            Rule("forbid", "{ destination: b.example }", "[{ matches: true }]"),
            Rule("forbid", "{ destination: [] }", "[{ matches: true }]"),
            Rule("forbid", "{ time: 9-17 }", "[{ matches: true }]"),
            Rule("forbid", "{ amount: 100 }", "[{ matches: true }]"),
            Rule("forbid", "{ amount: [\"> 1\"] }", "[{ matches: true }]"),
            Rule("forbid", "{ amount: \"> -1\" }", "[{ matches: true }]"),
            Rule("forbid", "{ agent: [] }", "[{ matches: true }]"),
            Rule("deny", "{ tool: mail.send }", "[{ tool: mail.send, matches: true }]"),
            Rule(
                "forbid",
                "{ tool: mail.send }",
                "[{ tool: mail.send, matches: true }]",
                more: "    ask: { tool: mail.send }\n"
            ),
            "rules:\n  - forbid: { tool: a.b }\n    examples: [{ tool: a.b, matches: true }]\n",
            "rules:\n  - id: one\n    forbid: { tool: a.b }\n",
        ];

    /// <summary>Wrong in meaning: only the reader knows it.</summary>
    public static TheoryData<string, string> Mistaken =>
        new()
        {
            {
                Rule("forbid", "{ tool: mail.send }", "[{ tool: mail.move, matches: true }]"),
                "4:16: The example says matches: true, and the rule says otherwise: tool unmet."
            },
            {
                Rule("forbid", "{ tool: mail.send }", "[{ tool: mail.move, matches: false }]"),
                "4:15: No example matches"
            },
            {
                Rule("permit", "{ tool: mail.send }", $"[{Send}matches: true}}]"),
                "4:15: A permit needs an example of what it leaves out"
            },
            {
                Rule("permit", "{ tool: a.b }", "[{ tool: a.b, matches: true }, { matches: false }]"),
                "tool met, effect not known, amount not known"
            },
            {
                Rule("permit", "{ effect: spends }", "[{ matches: true }]"),
                "3:13: A permit to spend needs an upper bound"
            },
            {
                Rule("permit", "{ effect: changes-access, tool: files.* }", "[{ matches: true }]"),
                "exact tools and exact destinations"
            },
            { Rule("permit", "{ amount: \"> 5\" }", "[{ matches: true }]"), "upper bound" },
            {
                Rule("forbid", "{ amount: \"> 5 and < 5\" }", "[{ matches: true }]"),
                "3:23: \"> 5 and < 5\" is not understood as \"amount\""
            },
            { Rule("forbid", "{ time: 09:00-09:00 }", "[{ matches: true }]"), "not understood as \"time\"" },
            { Rule("forbid", "{ time: moonday 09:00-10:00 }", "[{ matches: true }]"), "not understood as \"time\"" },
            {
                Rule("forbid", "{ destination: \"mail:a@b@c\" }", "[{ matches: true }]"),
                "not understood as \"destination\""
            },
            {
                Rule(
                    "forbid",
                    "{ tool: a.b }",
                    "[{ tool: a.b, matches: true }]",
                    more: "  - id: one\n    forbid: { tool: a.c }\n    examples: [{ tool: a.c, matches: true }]\n"
                ),
                "5:9: There is a rule \"one\" already."
            },
        };
}
