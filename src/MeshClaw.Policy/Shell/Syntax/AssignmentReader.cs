namespace MeshClaw.Policy.Shell.Syntax;

/// <summary>Tells assignments from words.</summary>
internal static class AssignmentReader
{
    /// <summary>The word as an assignment; null where it is none: the name and equals sign must be unquoted.</summary>
    public static Assignment? Of(Word word)
    {
        if (word.Parts is not [TextPart { IsQuoted: false } first, ..])
        {
            return null;
        }

        var at = first.Text.IndexOf('=', StringComparison.Ordinal);
        if (at < 1)
        {
            // x[$i]=value: the subscript is cut by an expansion.
            var isComputed =
                first.Text.IndexOf('[', StringComparison.Ordinal) is var open and > 0
                && Cursor.IsName(first.Text.AsSpan(0, open))
                && word.Source.Contains("]=", StringComparison.Ordinal);
            return isComputed
                ? new Assignment(first.Text[..first.Text.IndexOf('[', StringComparison.Ordinal)], false, true, word)
                : null;
        }

        var appends = first.Text[at - 1] == '+';
        var name = first.Text[..(appends ? at - 1 : at)];
        var bracket = name.IndexOf('[', StringComparison.Ordinal);
        var isElement = bracket > 0 && name.EndsWith(']');
        name = isElement ? name[..bracket] : name;
        if (!Cursor.IsName(name))
        {
            return null;
        }

        var rest = first.Text[(at + 1)..];
        var value = rest.Length == 0 ? word.Parts.RemoveAt(0) : word.Parts.SetItem(0, first with { Text = rest });
        return new Assignment(name, appends, isElement, isElement ? word : new Word(value, word.Source));
    }
}
