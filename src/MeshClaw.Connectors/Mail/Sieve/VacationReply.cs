using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MeshClaw.Core.Tools;

namespace MeshClaw.Connectors.Mail.Sieve;

/// <summary>
/// An automatic answer while the owner is away, as a Sieve block (RFC 5230). The server answers each sender once in <see cref="Days"/>, and
/// never lists, bulk mail or other automatic answers (RFC 5230, section 4.6).
/// </summary>
internal sealed record VacationReply
{
    /// <summary>What it says.</summary>
    public required string Text { get; init; }

    /// <summary>Its subject; the server's own where it is empty.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The first day, in the owner's zone; null for at once.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The last moment; null until it is switched off.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>In how many days a sender is answered once.</summary>
    public int Days { get; init; } = 7;

    /// <summary>The owner's addresses: mail to none of them is not answered.</summary>
    public ImmutableArray<string> Addresses { get; init; } = [];

    /// <summary>The block, with the extensions that it needs.</summary>
    /// <exception cref="ToolException">The server lacks one of them.</exception>
    public string ToSieve(ImmutableHashSet<string> extensions)
    {
        var bounded = From is not null || Until is not null;
        string[] needed = bounded ? ["vacation", "date", "relational"] : ["vacation"];
        if (needed.FirstOrDefault(e => !extensions.Contains(e)) is { } missing)
        {
            throw new ToolException(
                missing == "vacation"
                    ? "This mail server cannot answer by itself (its filter scripts know no vacation)."
                    : $"This mail server cannot limit an answer to days (its filter scripts know no {missing}): leave 'from' and 'until' out."
            );
        }

        var block = new StringBuilder();
        block.Append(CultureInfo.InvariantCulture, $"require [{List(needed)}];\r\n");
        var indent = "";
        if (bounded)
        {
            // currentdate is compared as text of one zone, so that the server's own zone plays no part.
            var tests = new List<string>();
            Add("ge", From);
            Add("le", Until);
            block.Append(CultureInfo.InvariantCulture, $"if allof({string.Join(", ", tests)}) {{\r\n");
            indent = "  ";

            void Add(string relation, DateTimeOffset? at)
            {
                if (at is { } time)
                {
                    var utc = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
                    tests.Add(
                        $"currentdate :zone \"+0000\" :value \"{relation}\" \"iso8601\" {SieveScript.Quote(utc.Replace("Z", "+00:00", StringComparison.Ordinal))}"
                    );
                }
            }
        }

        block.Append(CultureInfo.InvariantCulture, $"{indent}vacation :days {Days}");
        if (Subject.Length > 0)
        {
            block.Append(CultureInfo.InvariantCulture, $" :subject {SieveScript.Quote(Subject)}");
        }

        if (!Addresses.IsEmpty)
        {
            block.Append(CultureInfo.InvariantCulture, $" :addresses [{List(Addresses)}]");
        }

        block.Append(CultureInfo.InvariantCulture, $"\r\n{indent}  {SieveScript.Quote(Text)};\r\n");
        return bounded ? block.Append("}\r\n").ToString() : block.ToString();
    }

    private static string List(IEnumerable<string> texts) => string.Join(", ", texts.Select(SieveScript.Quote));
}
