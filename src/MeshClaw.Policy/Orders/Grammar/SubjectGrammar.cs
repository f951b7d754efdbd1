using static MeshClaw.Policy.Orders.Grammar.Patterns;

namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>To whom the order is given: to all agents ("you"), or to one.</summary>
internal static class SubjectGrammar
{
    private const string Not = "not|never|not ever|never ever";

    /// <summary>One agent by its name.</summary>
    public static readonly Pattern Agent = Or(
        Then(Maybe(Say("the|my")), AgentAt, Maybe(Say("agent"))),
        Then(Say("agent|the agent"), AgentAt)
    );

    private static readonly Pattern s_you = Say("you|u");
    private static readonly Pattern s_either = Or(s_you, Agent);

    /// <summary>"never", "don't", "you must not", "the inbox agent may never", "don't let the inbox agent".</summary>
    public static readonly Pattern Never = Or(
        Then(Say("never|absolutely never"), Maybe(Then(MaybeComma, Say("ever"), MaybeComma))),
        Say(
            "don't|dont|dont'|do not|don't ever|dont ever|do not ever|under no circumstances|make sure to never|never again"
                + "|on no account|at no time|by no means|in no case|don't you ever|dont you ever|don't you dare|dont you dare|i forbid you to"
                + "|you're not allowed to|youre not allowed to|i want you to never|you are forbidden to"
        ),
        Say(
            "make sure you never|make sure you don't|make sure you dont|make sure you do not|make sure not to|make sure to not"
        ),
        Then(
            s_either,
            Or(
                Then(Say("must|may|should|can|shall"), Say(Not)),
                Say(
                    "cannot|can't|cant|mustn't|mustnt|shouldn't|shouldnt|may under no circumstances|must under no circumstances"
                ),
                Then(Say("are|is"), Say(Not), Say("allowed to|permitted to|to")),
                Say("aren't allowed to|arent allowed to|isn't allowed to|isnt allowed to")
            )
        ),
        Then(Say("i don't want|i dont want|i do not want|i never want"), s_either, Say("to"), Maybe(Say("ever"))),
        Then(Say("don't let|dont let|do not let|never let"), Agent),
        Then(Say("don't allow|dont allow|do not allow|never allow"), Agent, Say("to"))
    );

    /// <summary>"you may", "the inbox agent can"; or nothing, as in "send at most …".</summary>
    public static readonly Pattern May = Maybe(
        Then(s_either, Say("may|can|should|must|shall|are allowed to|is allowed to|are to|is to"))
    );

    /// <summary>"you must", "the inbox agent has to"; or nothing, as in "ask me before …".</summary>
    public static readonly Pattern Must = Maybe(
        Then(s_either, Say("must|has to|have to|should|needs to|need to|must always|should always|has to always"))
    );

    /// <summary>"make sure to", before "ask me".</summary>
    public static readonly Pattern Remember = Maybe(
        Say("make sure to|make sure you|be sure to|remember to|make sure to always")
    );

    /// <summary>"you" or one agent, as the subject of a clause.</summary>
    public static readonly Pattern Either = s_either;

    private static IEnumerable<Cursor> AgentAt(Cursor at)
    {
        if (!at.Reading.Step(at.At) || at.Draft.Rule.Agent is not null)
        {
            yield break;
        }

        foreach (var (end, agents) in at.Reading.Names.Agents(at.Reading.Tokens, at.At))
        {
            var rule = at.Draft.Rule with { Agent = new AgentName(agents[0]) };
            yield return at with
            {
                At = end,
                Draft = at.Draft with { Rule = rule },
            };
        }
    }
}
