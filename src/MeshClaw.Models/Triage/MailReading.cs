using System.Runtime.InteropServices;
using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage;

/// <summary>What phrases of <see cref="MailVocabulary"/> a text holds, and how often.</summary>
internal sealed class MailReading
{
    private static readonly int s_kinds = Enum.GetValues<MailWord>().Length;
    private readonly List<PhraseHit> _hits = [];
    private readonly int[] _counts = new int[s_kinds];

    public MailReading(FoldedText text)
    {
        Text = text;
        MailVocabulary.Book.Scan(text, _hits);
        foreach (var hit in CollectionsMarshal.AsSpan(_hits))
        {
            _counts[hit.Mark]++;
        }
    }

    public FoldedText Text { get; }

    public ReadOnlySpan<PhraseHit> Hits => CollectionsMarshal.AsSpan(_hits);

    public int Count(MailWord word) => _counts[(int)word];

    public bool Has(MailWord word) => _counts[(int)word] > 0;

    /// <summary>The first phrase of a kind as it stands in the text; empty where there is none.</summary>
    public string First(MailWord word)
    {
        foreach (var hit in Hits)
        {
            if (hit.Mark == (int)word)
            {
                var start = Text[hit.Token].Start;
                return CleanText.Line(Text.Source.AsSpan(start, Text[hit.Token + hit.Length - 1].End - start), 40);
            }
        }

        return "";
    }
}
