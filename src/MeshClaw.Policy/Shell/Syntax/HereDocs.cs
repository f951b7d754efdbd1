using System.Collections.Immutable;
using System.Text;

namespace MeshClaw.Policy.Shell.Syntax;

/// <summary>Heredocs whose bodies follow the line. A body without its delimiter goes to the end, as in bash.</summary>
internal sealed class HereDocs(Cursor cursor)
{
    private readonly List<(Pending Place, Redirection Redirection)> _pending = [];

    /// <summary>How many bodies are still to come.</summary>
    public int Awaited => _pending.Count;

    /// <summary>The redirection whose target will be the body once the line has ended.</summary>
    public Redirection Await(Redirection redirection)
    {
        var place = new Pending();
        var awaiting = redirection with { Target = new Word([place], redirection.Target.Source) };
        _pending.Add((place, redirection));
        return awaiting;
    }

    /// <summary>Reads the bodies; the cursor stands at the start of a line or at the end.</summary>
    public void ReadPending()
    {
        foreach (var (place, redirection) in _pending)
        {
            var text = new StringBuilder();
            var isQuoted = false;
            foreach (var part in redirection.Target.Parts)
            {
                if (part is not TextPart delimiterPart)
                {
                    cursor.Fail("A heredoc's delimiter is computed.");
                    continue;
                }

                isQuoted |= delimiterPart.IsQuoted;
                text.Append(delimiterPart.Text);
            }

            var body = Body(text.ToString(), redirection.Operator == "<<-");
            place.Parts = isQuoted ? [new TextPart(body, IsQuoted: true)] : Expanded(body);
        }

        _pending.Clear();
    }

    private ImmutableArray<Part> Expanded(string body)
    {
        var parts = cursor.Budget.Enter() ? WordReader.Expand(body, cursor.Budget, cursor.Fail) : [];
        cursor.Budget.Leave();
        return parts;
    }

    private string Body(string delimiter, bool stripsTabs)
    {
        var body = new StringBuilder();
        while (!cursor.IsAtEnd)
        {
            var end = cursor.Text.IndexOf('\n', cursor.At);
            var line = end < 0 ? cursor.Text[cursor.At..] : cursor.Text[cursor.At..end];
            cursor.At = end < 0 ? cursor.Text.Length : end + 1;
            line = stripsTabs ? line.TrimStart('\t') : line;
            if (line == delimiter)
            {
                break;
            }

            body.Append(line).Append('\n');
        }

        return body.ToString();
    }

    /// <summary>Stands for a body that is not read yet.</summary>
    internal sealed record Pending() : Part(true)
    {
        public ImmutableArray<Part> Parts { get; set; } = [];
    }
}
