using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage.Safety;

/// <summary>Kinds of signs that a text gives an agent orders.</summary>
internal enum SignalKind
{
    Address,
    Order,
    Override,
    Conceal,
    Authority,
    Task,
    Markup,
}

/// <summary>One sign with its weight and the words that carry it.</summary>
internal readonly record struct Signal(SignalKind Kind, double Points, bool Hidden, string? Words);

/// <summary>
/// Finds the signs in one text. Points of a visible text:
/// <list type="table">
/// <item><term>addressee</term><description>"you are an AI" 40, an AI that "processes this message" 35, called at the start of a sentence 30; "assistant" 25, "agent" or "bot" alone 15</description></item>
/// <item><term>order</term><description>moving out or deleting mail or data 30, another order about them 20, other orders to an addressee 20; to an address +10; about the owner in the third person +15; about "your" things 10; without an addressee half</description></item>
/// <item><term>override</term><description>"ignore previous instructions" 45, with "all" 65; reported ("to ignore") 40 %</description></item>
/// <item><term>secrecy</term><description>15, from the user or the owner by name 35</description></item>
/// <item><term>claimed permission</term><description>15; announced instructions 20, to an assistant 30; forged markup 45</description></item>
/// </list>
/// A sign between quotation marks in speech about injection counts a tenth; between quotation marks three quarters; in a sentence about injection half.
/// Hidden texts get no such discount.
/// </summary>
internal static class OrderSignals
{
    private const int MaxOrder = 80;
    private const int Reach = 4;

    private static readonly string[] s_markup =
    [
        "<|im_start|>",
        "<|im_end|>",
        "<|system|>",
        "<|assistant|>",
        "<|user|>",
        "<|endoftext|>",
        "[inst]",
        "[/inst]",
        "<<sys>>",
        "<system>",
        "</system>",
        "<system-",
        "<instructions>",
        "</user_input>",
        "<tool_call>",
        "tool_call",
        "function_call",
        "<function",
        "\"tool\":",
        "\"tool\" :",
        "### system",
        "### instruction",
        "[system]",
        "[system:",
        "{{#system",
        "mail.delete(",
        "mail.move(",
        "mail.send(",
    ];

    /// <summary>Adds every sign of <paramref name="text"/>.</summary>
    public static void Find(MarkedText text, bool hidden, double factor, List<Signal> signals)
    {
        var addressees = Addressees.Find(text);
        var about = AboutSentences(text, out var heavy);
        double Weigh(int token) => factor * (hidden ? 1 : Discount(text, token, about, heavy));
        void Add(SignalKind kind, double points, int token)
        {
            var weighed = points * Weigh(token);
            if (weighed > 0)
            {
                signals.Add(new Signal(kind, weighed, hidden, CleanText.Line(text.RestOfSentence(token), MaxOrder)));
            }
        }

        foreach (var addressee in addressees)
        {
            Add(SignalKind.Address, addressee.Points, addressee.Token);
        }

        for (var i = 0; i < text.Count; i++)
        {
            if (text.Has(i, OrderWord.Ignore) && Override(text, i) is > 0 and var over)
            {
                Add(SignalKind.Override, over, i);
            }

            if (Order(text, i, addressees, hidden) is > 0 and var order)
            {
                Add(SignalKind.Order, order, i);
            }
        }

        foreach (var hit in text.Hits)
        {
            Phrase(text, hit, Add);
        }

        Markup(text, hidden, factor, signals);
        UnspacedOrders.Find(text.Words.Source, hidden, factor, signals);
    }

    private static void Phrase(MarkedText text, PhraseHit hit, Action<SignalKind, double, int> add)
    {
        var after = hit.Token + hit.Length;
        switch ((OrderWord)hit.Mark)
        {
            case OrderWord.Conceal:
                add(SignalKind.Conceal, FromOwner(text, hit.Token, after + 4) ? 35 : 15, hit.Token);
                break;
            case OrderWord.Authority:
                add(SignalKind.Authority, 15, hit.Token);
                break;
            case OrderWord.NewTask:
                var toMachine =
                    text.Any(after, after + Reach, hit.Token, OrderWord.Machine)
                    || text.Any(after, after + Reach, hit.Token, OrderWord.Assistant);
                add(SignalKind.Task, toMachine ? 30 : 20, hit.Token);
                break;
            default:
                break;
        }
    }

    /// <summary>Whether the owner is spoken of in the third person within a stretch.</summary>
    private static bool FromOwner(MarkedText text, int from, int to)
    {
        if (text.Any(from, to, from, OrderWord.User))
        {
            return true;
        }

        for (var i = from; i <= Math.Min(to, text.Count - 1); i++)
        {
            if (text.OwnerNames.Contains(i) && !text.Words[i].Has(TokenMarks.BeforePause))
            {
                return true;
            }
        }

        return false;
    }

    private static double Override(MarkedText text, int verb)
    {
        var what = text.Find(verb + 1, verb + 9, verb, OrderWord.Instruction);
        if (what < 0)
        {
            what = text.Find(verb - 6, verb - 1, verb, OrderWord.Instruction);
        }

        var everything = text.Any(verb - 6, verb + 9, verb, OrderWord.All);
        if (what < 0)
        {
            // "Forget everything above."
            return everything && text.Any(verb + 1, verb + 5, verb, OrderWord.Previous) && Imperative(text, verb)
                ? 45
                : 0;
        }

        everything = text.Any(Math.Min(verb, what) - 3, Math.Max(verb, what) + 3, verb, OrderWord.All);
        var previous = text.Any(Math.Min(verb, what) - 3, Math.Max(verb, what) + 4, verb, OrderWord.Previous);
        if (!previous && !everything)
        {
            return 0;
        }

        // "Ignore my previous instructions for the printer" is said among people.
        var points = previous && everything ? 65 : 45;
        points -=
            text.Any(what + 1, what + 2, verb, OrderWord.Topic) || text.Any(verb + 1, what - 1, verb, OrderWord.Mine)
                ? 25
                : 0;
        return Imperative(text, verb) ? points : points * 0.4;
    }

    private static double Order(MarkedText text, int verb, List<Addressee> addressees, bool hidden)
    {
        var heavy = text.Has(verb, OrderWord.MoveOut) || text.Has(verb, OrderWord.Destroy);
        if ((!heavy && !text.Has(verb, OrderWord.Act)) || !Imperative(text, verb))
        {
            return 0;
        }

        var addressed = Addressees.Reaching(addressees, text.SentenceOf(verb), Reach);
        var thing = Thing(text, verb);
        if (thing < 0)
        {
            return addressed >= 25 && verb != Addressees.TokenOf(addressees) ? 20 + ToAddress(text, verb) : 0;
        }

        var own = text.Any(thing - 3, thing - 1, verb, OrderWord.Your);
        var points = heavy ? 30.0 : 20.0;
        points = own && !hidden ? Math.Min(points, 10) : points;
        points += ToAddress(text, verb);
        points += FromOwner(text, text.StartOfSentence(verb), verb + 12) ? 15 : 0;
        if (addressed > 0)
        {
            return points;
        }

        var wide = text.Any(verb, thing, verb, OrderWord.All);
        return hidden && heavy && wide ? points + 10 : points / 2;
    }

    private static double ToAddress(MarkedText text, int verb)
    {
        for (var i = verb + 1; i <= Math.Min(verb + 16, text.Count - 1); i++)
        {
            if (text.SentenceOf(i) == text.SentenceOf(verb) && text.Words[i].Has(TokenMarks.Address | TokenMarks.Link))
            {
                return 10;
            }
        }

        return 0;
    }

    /// <summary>What the verb is about: behind it, or before it where verbs come last.</summary>
    private static int Thing(MarkedText text, int verb)
    {
        for (var i = verb + 1; i <= Math.Min(verb + 8, text.Count - 1); i++)
        {
            if (text.SentenceOf(i) == text.SentenceOf(verb) && IsThing(text, i))
            {
                return i;
            }
        }

        for (var i = verb - 1; i >= Math.Max(0, verb - 6); i--)
        {
            if (text.SentenceOf(i) == text.SentenceOf(verb) && IsThing(text, i))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsThing(MarkedText text, int token) =>
        text.Has(token, OrderWord.MailThing) || text.Has(token, OrderWord.Data);

    /// <summary>Whether a verb may be an order where it stands: not after "to", "can", "we"; after "you must" it may.</summary>
    private static bool Imperative(MarkedText text, int verb)
    {
        if (
            text.Words[verb].Has(TokenMarks.SentenceStart | TokenMarks.AfterPause) || text.Has(verb - 1, OrderWord.Lead)
        )
        {
            return true;
        }

        if (verb == 0 || text.SentenceOf(verb - 1) != text.SentenceOf(verb))
        {
            return true;
        }

        if (text.Has(verb - 1, OrderWord.NotLead))
        {
            return text.Words.Is(verb - 1, "to") && text.Any(verb - 5, verb - 2, verb, OrderWord.You);
        }

        return true;
    }

    private static bool[] AboutSentences(MarkedText text, out bool heavy)
    {
        var about = new bool[text.Sentences];
        var count = 0;
        foreach (var hit in text.Hits)
        {
            if ((OrderWord)hit.Mark == OrderWord.About)
            {
                about[text.SentenceOf(hit.Token)] = true;
                count++;
            }
        }

        heavy = count >= 4;
        return about;
    }

    private static double Discount(MarkedText text, int token, bool[] about, bool heavy)
    {
        var sentence = text.SentenceOf(token);
        var near = about[sentence];
        for (var s = Math.Max(0, sentence - 2); !near && s <= Math.Min(about.Length - 1, sentence + 1); s++)
        {
            near = about[s];
        }

        if (text.Words[token].Has(TokenMarks.Quoted))
        {
            return near || heavy ? 0.1 : 0.75;
        }

        return about[sentence] ? 0.5
            : heavy ? 0.6
            : 1;
    }

    private static void Markup(MarkedText text, bool hidden, double factor, List<Signal> signals)
    {
        var source = text.Words.Source.AsSpan();
        if (source.IndexOfAny('<', '[', '{') < 0 && !source.Contains("###", StringComparison.Ordinal))
        {
            return;
        }

        foreach (var markup in s_markup)
        {
            var at = source.IndexOf(markup, StringComparison.OrdinalIgnoreCase);
            if (at >= 0)
            {
                var words = CleanText.Line(source[at..Math.Min(source.Length, at + 200)], MaxOrder);
                signals.Add(new Signal(SignalKind.Markup, 45 * factor, hidden, words));
                return;
            }
        }
    }
}
