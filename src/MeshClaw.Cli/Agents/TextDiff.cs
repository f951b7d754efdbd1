namespace MeshClaw.Cli.Agents;

/// <summary>What changed between two texts, line by line.</summary>
internal static class TextDiff
{
    private const int Context = 2;
    private const int MostLines = 2000;

    /// <summary>Lines that begin with <c>+</c>, <c>-</c> or a space; <c>…</c> where unchanged ones are left out.</summary>
    public static IReadOnlyList<string> Of(string before, string after)
    {
        var (old, now) = (before.Split('\n'), after.Split('\n'));
        if (old.Length > MostLines || now.Length > MostLines)
        {
            return [$"… {old.Length} lines before, {now.Length} after: too long to compare here"];
        }

        var all = Compare(old, now);
        var lines = new List<string>();
        for (var i = 0; i < all.Count; i++)
        {
            var near = all.Skip(Math.Max(0, i - Context))
                .Take(Math.Min(i, Context) + 1 + Context)
                .Any(l => l[0] != ' ');
            if (near)
            {
                lines.Add(all[i]);
            }
            else if (lines.Count > 0 && lines[^1] != "…")
            {
                lines.Add("…");
            }
        }

        return lines is [.., "…"] ? lines[..^1] : lines;
    }

    // The longest common subsequence, from the end.
    private static List<string> Compare(string[] old, string[] now)
    {
        var common = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
            {
                common[i, j] =
                    old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var (lines, a, b) = (new List<string>(), 0, 0);
        while (a < old.Length || b < now.Length)
        {
            if (a < old.Length && b < now.Length && old[a] == now[b])
            {
                lines.Add(" " + old[a++]);
                b++;
            }
            else if (b == now.Length || (a < old.Length && common[a + 1, b] >= common[a, b + 1]))
            {
                lines.Add("-" + old[a++]);
            }
            else
            {
                lines.Add("+" + now[b++]);
            }
        }

        return lines;
    }
}
