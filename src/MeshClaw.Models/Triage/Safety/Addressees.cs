using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage.Safety;

/// <summary>A place where a text speaks to an agent, with its weight.</summary>
internal readonly record struct Addressee(int Token, int Sentence, double Points);

/// <summary>Tells an agent that is spoken to from one that is spoken about.</summary>
internal static class Addressees
{
    private const int LongestCall = 9;

    /// <summary>Every addressee of the text, in its order.</summary>
    public static List<Addressee> Find(MarkedText text)
    {
        var found = new List<Addressee>();
        var lastSentence = -1;
        for (var i = 0; i < text.Count; i++)
        {
            var machine = text.Has(i, OrderWord.Machine);
            var assistant = text.Has(i, OrderWord.Assistant);
            if (!machine && !assistant && !text.Has(i, OrderWord.Agent))
            {
                continue;
            }

            var points = Weigh(text, i, machine, assistant);
            if (points > 0 && (text.SentenceOf(i) != lastSentence || points > found[^1].Points))
            {
                found.Add(new Addressee(i, text.SentenceOf(i), points));
                lastSentence = text.SentenceOf(i);
            }
        }

        return found;
    }

    /// <summary>The weight of the strongest addressee in a sentence or shortly before it; 0 where there is none.</summary>
    public static double Reaching(List<Addressee> addressees, int sentence, int reach)
    {
        var most = 0.0;
        foreach (var addressee in addressees)
        {
            if (addressee.Sentence <= sentence && addressee.Sentence >= sentence - reach)
            {
                most = Math.Max(most, addressee.Points);
            }
        }

        return most;
    }

    /// <summary>The first addressee's word; -1 where there is none.</summary>
    public static int TokenOf(List<Addressee> addressees) => addressees.Count == 0 ? -1 : addressees[0].Token;

    private static double Weigh(MarkedText text, int token, bool machine, bool assistant)
    {
        var program =
            machine
            || text.Any(token - 2, token - 1, token, OrderWord.Machine)
            || text.Any(token - 2, token - 1, token, OrderWord.Automatic)
            || (assistant && text.Any(token + 1, token + 1, token, OrderWord.Automatic))
            || text.OwnerNames.Contains(token - 1)
            || text.OwnerNames.Contains(token - 2);
        var rank =
            program ? 2
            : assistant ? 1
            : 0;
        var identity = text.Find(token - 4, token - 1, token, OrderWord.Identity);
        if (identity >= 0 && IsIdentity(text, identity, token))
        {
            return rank switch
            {
                2 => 40,
                1 => 25,
                _ => 12,
            };
        }

        var reads = text.Find(token + 1, token + 5, token, OrderWord.Reads);
        if (reads >= 0 && OfThisMail(text, reads))
        {
            return rank == 2 ? 35 : 30;
        }

        if (!Called(text, token, program))
        {
            return 0;
        }

        return rank switch
        {
            2 => 30,
            1 => 25,
            _ => 15,
        };
    }

    /// <summary>
    /// "You are a helpful assistant": at most one strange word between. Not "you are an engineer who likes AI", nor "as my agent", who is a person.
    /// </summary>
    private static bool IsIdentity(MarkedText text, int from, int token)
    {
        var strange = 0;
        for (var i = from; i < token; i++)
        {
            if (text.Has(i, OrderWord.Identity))
            {
                continue;
            }

            if (text.Has(i, OrderWord.Your) || text.Has(i, OrderWord.Mine))
            {
                return false;
            }

            strange += text.Has(i, OrderWord.Automatic) || text.Has(i, OrderWord.Greeting) || IsName(text, i) ? 0 : 1;
        }

        return strange <= 1;
    }

    private static bool OfThisMail(MarkedText text, int reads)
    {
        for (var i = reads; i <= Math.Min(reads + 4, text.Count - 1); i++)
        {
            if (text.SentenceOf(i) != text.SentenceOf(reads))
            {
                return false;
            }

            if (
                text.Has(i, OrderWord.MailThing)
                || text.Words.Word(i)
                    is "this"
                        or "diese"
                        or "dieses"
                        or "ce"
                        or "cet"
                        or "cette"
                        or "este"
                        or "esta"
                        or "questo"
                        or "questa"
                        or "dit"
                        or "deze"
            )
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether only words of greeting stand before it in its sentence, and a pause, an order or a duty behind it.</summary>
    private static bool Called(MarkedText text, int token, bool program)
    {
        if (!BeginsCall(text, token, program))
        {
            return false;
        }

        var end = token;
        while (
            end + 1 < text.Count
            && text.SentenceOf(end + 1) == text.SentenceOf(token)
            && (IsName(text, end + 1) || text.Has(end + 1, OrderWord.Automatic))
            && end - token < 3
        )
        {
            end++;
        }

        var next = end + 1;
        return text.Words[end].Has(TokenMarks.BeforePause)
            || next >= text.Count
            || text.SentenceOf(next) != text.SentenceOf(token)
            || text.Has(next, OrderWord.Lead)
            || text.Has(next, OrderWord.MoveOut)
            || text.Has(next, OrderWord.Destroy)
            || text.Has(next, OrderWord.Ignore);
    }

    /// <summary>Back over words of greeting to where a sentence or a line begins; for a program, behind a comma or colon will do.</summary>
    private static bool BeginsCall(MarkedText text, int token, bool program)
    {
        var begin =
            TokenMarks.SentenceStart | TokenMarks.LineStart | (program ? TokenMarks.AfterPause : TokenMarks.None);
        for (var i = token; i >= Math.Max(0, token - LongestCall); i--)
        {
            if (i < token && !BelongsToCall(text, i))
            {
                return false;
            }

            if (i == 0 || text.Words[i].Has(begin) || text.SentenceOf(i - 1) != text.SentenceOf(i))
            {
                return true;
            }
        }

        return false;
    }

    private static bool BelongsToCall(MarkedText text, int token) =>
        IsName(text, token)
        || text.Has(token, OrderWord.Greeting)
        || text.Has(token, OrderWord.NewTask)
        || text.Has(token, OrderWord.Lead)
        || text.Has(token, OrderWord.Automatic)
        || text.OwnerNames.Contains(token);

    private static bool IsName(MarkedText text, int token) =>
        text.Has(token, OrderWord.Machine) || text.Has(token, OrderWord.Assistant) || text.Has(token, OrderWord.Agent);
}
