using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MeshClaw.Policy.Statements;

/// <summary>All statements in force. Immutable; what it finds does not depend on the order in which they were written.</summary>
public sealed class StatementBook
{
    // For a tool that the book names: every statement that can be about it. For one that it does not name: by the longest prefix.
    private readonly FrozenDictionary<string, ImmutableArray<Statement>> _byTool;
    private readonly FrozenDictionary<string, ImmutableArray<Statement>>.AlternateLookup<ReadOnlySpan<char>> _byPrefix;
    private readonly ImmutableArray<Statement> _ofAnyTool;

    /// <summary>Indexes statements.</summary>
    /// <exception cref="ArgumentException">One has a fault, or two have the same id; every fault is named.</exception>
    public StatementBook(IEnumerable<Statement> statements)
    {
        ArgumentNullException.ThrowIfNull(statements);
        Statements = [.. statements];
        if (FaultsOf(Statements) is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join(' ', faults), nameof(statements));
        }

        HasPermits = Statements.Any(s => s.Verb == StatementVerb.Permit);
        Version = VersionOf(Statements);
        var patterns = Statements.SelectMany(s => s.Tools ?? []).Distinct(StringComparer.Ordinal).ToList();
        _ofAnyTool = [.. Statements.Where(s => s.Tools is null)];
        _byTool = patterns
            .Where(p => !IsPrefix(p))
            .ToFrozenDictionary(p => p, p => Where(t => Names(t, p)), StringComparer.Ordinal);
        _byPrefix = patterns
            .Where(IsPrefix)
            .ToFrozenDictionary(p => p[..^2], p => Where(t => IsPrefix(t) && Names(t, p)), StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();

        ImmutableArray<Statement> Where(Func<string, bool> test) =>
            [.. Statements.Where(s => s.Tools is not { } tools || tools.Any(test))];
    }

    /// <summary>No statement.</summary>
    public static StatementBook Empty { get; } = new([]);

    /// <summary>As they were written.</summary>
    public ImmutableArray<Statement> Statements { get; }

    /// <summary>
    /// Fingerprint of all that they say: SHA-256 over every id, verb, source and condition, the first 16 hex digits. Another order of the
    /// same statements, another why or other examples leave it as it is.
    /// </summary>
    public string Version { get; }

    internal bool HasPermits { get; }

    /// <summary>
    /// The statements that a call's tool does not rule out. That of their effects is for <see cref="StatementMatcher"/>: one comparison
    /// of bits, not worth an index.
    /// </summary>
    internal ImmutableArray<Statement> About(CallFacts call)
    {
        if (call.Tool is not { } tool)
        {
            return Statements; // A call without a tool could be any.
        }

        if (_byTool.TryGetValue(tool.Value, out var exact))
        {
            return exact;
        }

        var name = tool.Value.AsSpan();
        for (var dot = name.LastIndexOf('.'); dot > 0; dot = name[..dot].LastIndexOf('.'))
        {
            if (_byPrefix.TryGetValue(name[..dot], out var below))
            {
                return below;
            }
        }

        return _ofAnyTool;
    }

    private static bool IsPrefix(string pattern) => pattern.EndsWith(".*", StringComparison.Ordinal);

    // Whether one pattern is about all that another is.
    private static bool Names(string pattern, string other) =>
        pattern == other || (IsPrefix(pattern) && other.StartsWith(pattern[..^1], StringComparison.Ordinal));

    private static List<string> FaultsOf(ImmutableArray<Statement> statements) =>
        [
            .. statements.SelectMany(s => StatementFaults.Of(s).Select(f => $"{s.Id}: {f}")),
            .. statements
                .GroupBy(s => s.Id)
                .Where(g => g.Count() > 1)
                .Select(g => $"{g.Key}: There are two of that id."),
        ];

    private static string VersionOf(ImmutableArray<Statement> statements)
    {
        var text = new StringBuilder();
        foreach (var s in statements.OrderBy(s => s.Id, StringComparer.Ordinal))
        {
            Add("id", s.Id);
            Add("verb", s.Verb.ToString());
            Add("source", s.Source.ToString());
            AddAll("tool", s.Tools);
            Add("effect", s.Effects is { } effects ? ((int)effects).ToString(CultureInfo.InvariantCulture) : "");
            Add("label", s.Labels is { } labels ? ((int)labels).ToString(CultureInfo.InvariantCulture) : "");
            AddAll("destination", s.Destinations?.Select(d => d.ToString()));
            AddAll("time", s.Times?.Select(t => t.ToString()));
            Add("amount", s.Amount?.ToString() ?? "");
            AddAll("agent", s.Agents?.Select(a => a.Value));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];

        void AddAll(string name, IEnumerable<string>? values)
        {
            foreach (var value in values?.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>())
            {
                Add(name, value);
            }
        }

        // Lengths keep two values from reading as one.
        void Add(string name, string value) =>
            text.Append(CultureInfo.InvariantCulture, $"{name}:{value.Length}:{value}\n");
    }
}
