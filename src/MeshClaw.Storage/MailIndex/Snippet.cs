using System.Text;

namespace MeshClaw.Storage.MailIndex;

/// <summary>The beginning of a text, on one line.</summary>
internal static class Snippet
{
    public static string Of(string text, int length)
    {
        var into = new StringBuilder(length);
        var blank = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                blank = into.Length > 0;
                continue;
            }

            if (into.Length + rune.Utf16SequenceLength + (blank ? 1 : 0) > length)
            {
                break;
            }

            if (blank)
            {
                into.Append(' ');
                blank = false;
            }

            into.Append(rune);
        }

        return into.ToString();
    }
}
