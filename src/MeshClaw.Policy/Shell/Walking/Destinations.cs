using System.Buffers;
using System.Text.RegularExpressions;
using MeshClaw.Policy.Urls;

namespace MeshClaw.Policy.Shell.Walking;

/// <summary>Where commands send to.</summary>
internal static partial class Destinations
{
    private static readonly SearchValues<char> s_computed = SearchValues.Create("$<(*[{…");

    public static void AddUrl(Walker walker, ShellWord word, bool mayBeFile = false)
    {
        var text = word.Text;
        var reading = UrlReading.Read(Scheme().IsMatch(text) ? text : "http://" + text);
        const UrlFindings Disputed =
            UrlFindings.Irregular | UrlFindings.Backslash | UrlFindings.ControlOrFormatCharacter;
        if ((reading.Findings & Disputed) != 0)
        {
            walker.Found(ShellFindingKind.ComputedDestination, $"Programs do not agree where “{text}” leads.");
        }

        if (!word.IsLiteral && !IsHostLiteral(word) || !reading.IsUrl || (reading.Host.Length == 0 && !mayBeFile))
        {
            Unknown(walker, text);
            return;
        }

        walker.Outcome.SendTo(reading.Host, text);
        foreach (var onward in reading.Onward)
        {
            walker.Outcome.SendTo(onward, text);
        }
    }

    /// <summary>A host, with or without a user before it.</summary>
    public static void AddHost(Walker walker, ShellWord word)
    {
        var host = word.Text[(word.Text.LastIndexOf('@') + 1)..];
        var reading = UrlReading.Read(
            "ssh://"
                + (
                    host.Contains(':', StringComparison.Ordinal)
                    && !host.StartsWith('[')
                    && host.Count(c => c == ':') > 1
                        ? $"[{host}]"
                        : host
                )
        );
        if (!word.IsLiteral || !reading.IsUrl || reading.Host.Length == 0)
        {
            Unknown(walker, word.Text);
            return;
        }

        walker.Outcome.SendTo(reading.Host, word.Text);
    }

    /// <summary>A repository or remote path: a URL, <c>host:path</c>, a local path, or a name that is configured elsewhere.</summary>
    /// <returns>Whether it is remote.</returns>
    public static bool AddRemote(Walker walker, ShellWord word)
    {
        var text = word.Text;
        if (text.Contains("::", StringComparison.Ordinal) && !text.Contains('[', StringComparison.Ordinal))
        {
            walker.Found(ShellFindingKind.Option, $"“{text}” names a transport that may run a command.");
            return true;
        }

        if (text.Contains("://", StringComparison.Ordinal))
        {
            AddUrl(walker, word, mayBeFile: true);
            return true;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (colon > 0 && (slash < 0 || colon < slash))
        {
            AddHost(
                walker,
                word with
                {
                    Text = text.StartsWith('[')
                        ? text[..(text.IndexOf(']', StringComparison.Ordinal) + 1)]
                        : text[..colon],
                }
            );
            return true;
        }

        if (!word.IsLiteral)
        {
            Unknown(walker, text);
        }

        return !word.IsLiteral;
    }

    public static void Unknown(Walker walker, string text)
    {
        walker.Outcome.SendTo("", text);
        walker.Found(ShellFindingKind.ComputedDestination, $"Where “{text}” sends to cannot be told.");
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9+.-]*:[/\\]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();

    /// <summary>Whether what is computed stands after the host: <c>https://corp.example/$x</c>.</summary>
    private static bool IsHostLiteral(ShellWord word)
    {
        var start = word.Text.IndexOf("://", StringComparison.Ordinal) is var at && at < 0 ? 0 : at + 3;
        var end = word.Text.AsSpan(start).IndexOfAny('/', '?', '#');
        return end > 0 && !word.Text.AsSpan(0, start + end).ContainsAny(s_computed);
    }
}
