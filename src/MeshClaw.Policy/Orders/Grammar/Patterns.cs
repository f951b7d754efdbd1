namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>A place in an order, with what was understood up to it.</summary>
internal readonly record struct Cursor(Reading Reading, int At, Draft Draft)
{
    /// <summary>The token here; null at the end.</summary>
    public Token? Token => At < Reading.Tokens.Count ? Reading.Tokens[At] : null;
}

/// <summary>A piece of grammar: all places to which it can lead from one place. Lazy; stops when the reading's steps are used up.</summary>
internal delegate IEnumerable<Cursor> Pattern(Cursor at);

/// <summary>The ways to put patterns together. All readings are followed, so that an ambiguous order shows as such.</summary>
internal static class Patterns
{
    /// <summary>One of several phrases, separated by bars.</summary>
    public static Pattern Say(string phrases)
    {
        var choices = phrases.Split('|').Select(p => p.Split(' ')).ToArray();
        foreach (var word in choices.SelectMany(c => c))
        {
            Lexicon.Add(word);
        }

        return at => SayFrom(at, choices);
    }

    /// <summary>One after the other.</summary>
    public static Pattern Then(params Pattern[] parts) => at => ThenFrom(at, parts, 0);

    /// <summary>Any of them.</summary>
    public static Pattern Or(params Pattern[] choices) => at => choices.SelectMany(c => c(at));

    /// <summary>With it, or without.</summary>
    public static Pattern Maybe(Pattern pattern) => at => pattern(at).Prepend(at);

    /// <summary>None or more; each must use up a word.</summary>
    public static Pattern Many(Pattern pattern) => at => ManyFrom(at, pattern);

    /// <summary>Uses no word, but notes something; or ends this reading, where the note gives null.</summary>
    public static Pattern Do(Func<Draft, Draft?> note) =>
        at => note(at.Draft) is { } noted ? [at with { Draft = noted }] : [];

    /// <summary>One token that is noted.</summary>
    public static Pattern One(Func<Token, Cursor, Draft?> note) =>
        at =>
            at.Reading.Step(at.At) && at.Token is { } token && note(token, at) is { } noted
                ? [at with { At = at.At + 1, Draft = noted }]
                : [];

    /// <summary>One token of a kind that means nothing more.</summary>
    public static Pattern One(TokenKind kind) => One((token, at) => token.Kind == kind ? at.Draft : null);

    /// <summary>A comma, or none.</summary>
    public static Pattern MaybeComma { get; } = Maybe(One(TokenKind.Comma));

    /// <summary>Items joined by commas, "and", "or".</summary>
    public static Pattern List(Pattern item, string joints = "and|or")
    {
        var joint = Or(Then(MaybeComma, Say(joints)), One(TokenKind.Comma));
        return Then(item, Many(Then(joint, item)));
    }

    private static IEnumerable<Cursor> SayFrom(Cursor at, string[][] choices)
    {
        var reading = at.Reading;
        foreach (var words in choices)
        {
            var i = 0;
            while (
                i < words.Length
                && reading.Step(at.At + i)
                && at.At + i < reading.Tokens.Count
                && reading.Tokens[at.At + i] is { Kind: TokenKind.Word } token
                && token.Text == words[i]
            )
            {
                i++;
            }

            if (i == words.Length)
            {
                yield return at with
                {
                    At = at.At + i,
                };
            }
        }
    }

    private static IEnumerable<Cursor> ThenFrom(Cursor at, Pattern[] parts, int index)
    {
        if (index == parts.Length)
        {
            yield return at;
            yield break;
        }

        foreach (var next in parts[index](at))
        {
            foreach (var end in ThenFrom(next, parts, index + 1))
            {
                yield return end;
            }
        }
    }

    private static IEnumerable<Cursor> ManyFrom(Cursor at, Pattern pattern)
    {
        yield return at;
        foreach (var next in pattern(at))
        {
            if (next.At == at.At)
            {
                continue;
            }

            foreach (var end in ManyFrom(next, pattern))
            {
                yield return end;
            }
        }
    }
}
