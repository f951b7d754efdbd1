using System.Text;
using MeshClaw.Core.Mail;
using MeshClaw.Policy;

namespace MeshClaw.Core.Turns;

/// <summary>
/// Keeps a conversation within the window: old results go first, then whole turns, for which a few lines stand. Those lines are taken from the
/// conversation by rule, the owner's words before the model's; no model writes them, so that compaction costs nothing, and nothing that somebody
/// wrote into a mail can decide what is remembered. The store keeps everything.
/// </summary>
internal sealed class Compactor(IConversationStore conversations)
{
    private const int MaxLine = 240;

    /// <summary>Leaves out as much as is needed for about half of a window; null where there is nothing to leave out.</summary>
    public async Task<Compaction?> CompactAsync(Turn turn, int window, CancellationToken cancellationToken)
    {
        var before = turn.Conversation.Compaction;
        var entries = await conversations
            .ReadAsync(turn.Conversation.Id, before.Entries, cancellationToken)
            .ConfigureAwait(false);
        var after = Next(before, entries, turn.Run.Id, window / 2);
        if (after == before)
        {
            return null;
        }

        await conversations.CompactAsync(turn.Conversation.Id, after, cancellationToken).ConfigureAwait(false);
        return after;
    }

    /// <summary>What to leave out: pure, for tests.</summary>
    internal static Compaction Next(Compaction before, IReadOnlyList<TurnEntry> entries, RunId run, int target)
    {
        var sizes = entries.Select(e => Size(e, before.Results)).ToList();
        var keep = KeptFrom(sizes, target);
        // The results of the last exchange stay: the model asked for them just now.
        var lastAnswer = LastIndex(entries, e => e.Content is TurnContent.Answered);
        var bound = Math.Min(keep, lastAnswer < 0 ? keep : lastAnswer);
        var results = bound > 0 ? Math.Max(before.Results, entries[bound - 1].Id) : before.Results;
        var stubbed = entries.Select(e => Size(e, results)).ToList();
        var after = results > before.Results ? before with { Results = results, Count = before.Count + 1 } : before;
        if (stubbed.Sum() <= target)
        {
            return after;
        }

        var from = Border(entries, KeptFrom(stubbed, target));
        if (from <= 0)
        {
            return after;
        }

        return new Compaction(
            results,
            entries[from - 1].Id,
            Summary(before.Summary, entries.Take(from), run, target),
            before.Count + 1
        );
    }

    private static int KeptFrom(List<int> sizes, int target)
    {
        var sum = 0;
        for (var i = sizes.Count - 1; i >= 0; i--)
        {
            sum += sizes[i];
            if (sum > target)
            {
                return i + 1;
            }
        }

        return 0;
    }

    // A call and its results are never parted: the window begins with somebody's words or an answer.
    private static int Border(IReadOnlyList<TurnEntry> entries, int from)
    {
        while (from < entries.Count && entries[from].Content is TurnContent.Returned or TurnContent.Proposed)
        {
            from++;
        }

        var lastAnswer = LastIndex(entries, e => e.Content is TurnContent.Answered { Calls.IsEmpty: false });
        return from < entries.Count ? from
            : lastAnswer >= 0 ? lastAnswer
            : entries.Count - 1;
    }

    private static string Summary(string before, IEnumerable<TurnEntry> gone, RunId run, int target)
    {
        var lines = new List<(bool Owners, string Line)>();
        lines.AddRange(before.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => (IsOwners(l), l)));
        foreach (var entry in gone)
        {
            switch (entry.Content)
            {
                case TurnContent.Said said when entry.Run != run:
                    lines.Add((true, Owners + InvisibleText.Line(said.Text, MaxLine)));
                    break;
                case TurnContent.Answered { Calls.IsEmpty: true } answered:
                    lines.Add((false, "You: " + InvisibleText.Line(answered.Text, MaxLine)));
                    break;
                case TurnContent.Answered answered:
                    lines.Add((false, "You called " + string.Join(", ", answered.Calls.Select(c => c.Name))));
                    break;
                case TurnContent.Said or TurnContent.Returned or TurnContent.Proposed or TurnContent.Noted:
                    break;
            }
        }

        Shorten(lines, Math.Max(400, target));
        return new StringBuilder().AppendJoin('\n', lines.Select(l => l.Line)).ToString();
    }

    // Half a target of tokens at the most, so that the summary does not become the conversation: the model's lines go first, the oldest first.
    private static void Shorten(List<(bool Owners, string Line)> lines, int maxChars)
    {
        var length = lines.Sum(l => l.Line.Length + 1);
        foreach (var owners in new[] { false, true })
        {
            for (var i = 0; i < lines.Count && length > maxChars; )
            {
                if (lines[i].Owners == owners)
                {
                    length -= lines[i].Line.Length + 1;
                    lines.RemoveAt(i);
                }
                else
                {
                    i++;
                }
            }
        }
    }

    private const string Owners = "Owner: ";

    private static bool IsOwners(string line) => line.StartsWith(Owners, StringComparison.Ordinal);

    private static int LastIndex(IReadOnlyList<TurnEntry> entries, Func<TurnEntry, bool> isIt)
    {
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            if (isIt(entries[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static int Size(TurnEntry entry, long resultsLeftOut) =>
        entry.Content switch
        {
            TurnContent.Said said => TokenEstimate.Of(said.Text),
            TurnContent.Answered answered => TokenEstimate.Of(answered.Text)
                + answered.Calls.Sum(c => TokenEstimate.Of(c.Name + c.Arguments)),
            TurnContent.Returned returned => entry.Id <= resultsLeftOut ? 30 : TokenEstimate.Of(returned.Text),
            TurnContent.Proposed => 30,
            TurnContent.Noted noted => TokenEstimate.Of(noted.Text),
            var other => throw new InvalidOperationException($"Unknown step {other.GetType().Name}."),
        };
}
