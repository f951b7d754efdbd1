using System.Globalization;
using System.Text;

namespace MeshClaw.Storage.MailIndex;

/// <summary>
/// Text as it goes into FTS5. Most goes in as it is; the tokenizer folds case and accents. Scripts that put no blanks between words
/// (Chinese, Japanese, Korean for its endings, Thai, Lao, Khmer, Burmese) are cut into pairs: 会议记录 becomes 会议 议记 记录 录. The last
/// single one is there so that each sign begins some token, and one sign alone can be found as the beginning of a token.
/// Pairs and not FTS5's trigram tokenizer, which finds nothing shorter than three signs, where most Chinese words have two.
/// </summary>
internal static class SearchText
{
    /// <summary>What no text of others can hold: <see cref="Fold"/> takes signs of private use out. They begin the tokens of ours.</summary>
    public const char All = '\uE000';

    /// <summary>Begins each word of the sender.</summary>
    public const char Sender = '\uE001';

    /// <summary>Begins each word of a recipient.</summary>
    public const char Recipient = '\uE002';

    /// <summary>Begins an account's number.</summary>
    public const char Account = '\uE003';

    /// <summary>Begins a folder's number.</summary>
    public const char Folder = '\uE004';

    /// <summary>Stands with each message that has attachments.</summary>
    public const char Attached = '\uE005';

    /// <summary>Whether it is as it may go into FTS5 already: nothing that must be cut, put together, or taken out.</summary>
    private static bool IsPlain(string text) =>
        text.AsSpan().IndexOfAnyInRange('\u0590', '\u1DFF') < 0
        && text.AsSpan().IndexOfAnyInRange('\u2E80', '\uFFFF') < 0;

    /// <summary>A text as it is indexed.</summary>
    public static string Fold(string text) => IsPlain(text) ? text : Cut(text, lastAlone: true).Text;

    /// <summary>Words as they are looked for, and whether the last one is to be taken as the beginning of a token.</summary>
    public static (string Text, bool Begins) FoldWanted(string text)
    {
        var end = text.Length;
        while (
            end > 0
            && !char.IsLetterOrDigit(text[end - 1])
            && !char.IsSurrogate(text[end - 1])
            && !IsMark(text[end - 1])
        )
        {
            end--; // A full stop after the last sign would make it the last of its run.
        }

        return IsPlain(text) ? (text, false) : Cut(text[..end], lastAlone: false);
    }

    /// <summary>Each token of a folded text with a sign before it.</summary>
    public static void Tag(StringBuilder into, char sign, string folded)
    {
        var inside = false;
        foreach (var rune in folded.EnumerateRunes())
        {
            var token = IsToken(rune);
            if (token && !inside)
            {
                into.Append(' ').Append(sign);
            }

            if (token)
            {
                into.Append(rune);
            }

            inside = token;
        }
    }

    /// <summary>Whether there is anything in it that the tokenizer makes a token of.</summary>
    public static bool HasToken(string folded)
    {
        foreach (var rune in folded.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || (IsToken(rune) && !IsMark(rune)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsToken(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.UppercaseLetter
                or UnicodeCategory.LowercaseLetter
                or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter
                or UnicodeCategory.OtherLetter
                or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.LetterNumber
                or UnicodeCategory.OtherNumber
                or UnicodeCategory.PrivateUse
        || IsMark(rune);

    private static bool IsMark(char sign) => Rune.TryCreate(sign, out var rune) && IsMark(rune);

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark;

    private static (string Text, bool Begins) Cut(string text, bool lastAlone)
    {
        var signs = new SignRun(text.Length * 2);
        foreach (var rune in Sound(text).Normalize(NormalizationForm.FormKC).EnumerateRunes())
        {
            if (IsUncut(rune.Value) && (Rune.IsLetter(rune) || IsMark(rune)))
            {
                signs.Add(rune, IsMark(rune));
            }
            else if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.PrivateUse)
            {
                signs.Append(' ');
            }
            else if (!IsVowelPoint(rune.Value))
            {
                signs.Append(rune);
            }
        }

        return signs.End(lastAlone);
    }

    /// <summary>Without halves of signs, and without what is no character: neither can be normalised.</summary>
    private static string Sound(string text) =>
        string.Create(
            text.Length,
            text,
            static (into, from) =>
            {
                for (var i = 0; i < from.Length; i++)
                {
                    var pair = i + 1 < from.Length && char.IsSurrogatePair(from[i], from[i + 1]);
                    into[i] = !pair && (char.IsSurrogate(from[i]) || from[i] >= '\uFFFE') ? ' ' : from[i];
                    if (pair)
                    {
                        into[i + 1] = from[++i];
                    }
                }
            }
        );

    /// <summary>Scripts without blanks between words; U+3005 to U+3007 are 々 and its like.</summary>
    private static bool IsUncut(int value) =>
        value
            is (>= 0x0E00 and <= 0x0EFF)
                or (>= 0x1000 and <= 0x109F)
                or (>= 0x1780 and <= 0x17FF)
                or (>= 0x3005 and <= 0x3007)
                or (>= 0x3040 and <= 0x30FF)
                or (>= 0x31F0 and <= 0x31FF)
                or (>= 0x3400 and <= 0x4DBF)
                or (>= 0x4E00 and <= 0x9FFF)
                or (>= 0xAC00 and <= 0xD7A3)
                or (>= 0xF900 and <= 0xFAFF)
                or (>= 0x20000 and <= 0x3FFFF);

    /// <summary>Hebrew points, Arabic vowel signs and the stretched line: written or left out as one likes.</summary>
    private static bool IsVowelPoint(int value) =>
        value
            is (>= 0x0591 and <= 0x05BD)
                or 0x05BF
                or 0x05C1
                or 0x05C2
                or (>= 0x064B and <= 0x0652)
                or 0x0640
                or 0x0670;

    /// <summary>Gathers a run of signs without blanks and writes its pairs.</summary>
    private sealed class SignRun(int capacity)
    {
        private readonly StringBuilder _out = new(capacity);
        private readonly StringBuilder _last = new();
        private readonly StringBuilder _open = new();
        private int _count;

        public void Add(Rune rune, bool mark)
        {
            if (mark && _count > 0)
            {
                _open.Append(rune); // A vowel sign belongs to the letter before it.
                return;
            }

            Shift();
            _open.Append(rune);
            _count++;
        }

        public void Append(Rune rune)
        {
            Close(lastAlone: true);
            _out.Append(rune);
        }

        public void Append(char sign) => Append(new Rune(sign));

        public (string Text, bool Begins) End(bool lastAlone)
        {
            var begins = !lastAlone && _count == 1;
            Close(lastAlone);
            return (_out.ToString(), begins);
        }

        private void Shift()
        {
            if (_count > 1)
            {
                _out.Append(' ').Append(_last).Append(_open);
            }
            else if (_count == 0)
            {
                return;
            }

            _last.Clear().Append(_open);
            _open.Clear();
        }

        private void Close(bool lastAlone)
        {
            if (_count == 0)
            {
                return;
            }

            var alone = _count == 1;
            if (!alone)
            {
                _out.Append(' ').Append(_last).Append(_open);
            }

            if (alone || lastAlone)
            {
                _out.Append(' ').Append(_open);
            }

            _out.Append(' ');
            _last.Clear();
            _open.Clear();
            _count = 0;
        }
    }
}
