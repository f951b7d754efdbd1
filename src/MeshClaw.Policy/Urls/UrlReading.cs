using System.Collections.Immutable;

namespace MeshClaw.Policy.Urls;

/// <summary>What kind of thing the host is.</summary>
public enum UrlHostKind
{
    /// <summary>There is no host: <c>javascript:</c>, <c>data:</c>, <c>mailto:</c>, a local file.</summary>
    None,

    /// <summary>A name.</summary>
    Name,

    /// <summary>An IPv4 address.</summary>
    IPv4,

    /// <summary>An IPv6 address.</summary>
    IPv6,
}

/// <summary>One name and value of a query, decoded; a value is empty where there is none.</summary>
/// <param name="Name">Before the equals sign.</param>
/// <param name="Value">After it.</param>
public readonly record struct UrlQueryPair(string Name, string Value);

/// <summary>
/// What a URL says, read as a browser reads it (WHATWG URL Standard) where readers differ, since that is who follows it. Immutable.
/// </summary>
/// <remarks>
/// It resolves nothing: a public name may lead to a private address, and a host may redirect anywhere. Short data can hide in any
/// part: <see cref="UrlFindings.OpaqueData"/> missing does not mean that a URL reveals nothing. There is no list of public suffixes,
/// so hosts compare whole.
/// </remarks>
public sealed record UrlReading
{
    /// <summary>The most characters that are read.</summary>
    public const int MaxLength = 16_384;

    internal UrlReading() { }

    /// <summary>Why it is no URL that can be analysed; null where it is one.</summary>
    public string? Unreadable { get; internal init; }

    /// <summary>Whether it was read. Where not, everything else is empty but <see cref="Findings"/>.</summary>
    public bool IsUrl => Unreadable is null;

    /// <summary>Lower case, without the colon. <c>https</c> where the text had none.</summary>
    public string Scheme { get; internal init; } = "";

    /// <summary>
    /// Lower-case ASCII name without a final dot, IPv4 as four decimals, IPv6 after RFC 5952 without brackets; empty where there is none.
    /// </summary>
    public string Host { get; internal init; } = "";

    /// <summary>What <see cref="Host"/> is.</summary>
    public UrlHostKind HostKind { get; internal init; }

    /// <summary>Where <see cref="Host"/> lies, as far as its spelling tells.</summary>
    public UrlReach Reach { get; internal init; }

    /// <summary>The port where it is not the scheme's own.</summary>
    public int? Port { get; internal init; }

    /// <summary>The path, percent-encoding normalised, dot segments resolved. What follows the colon where there is no host.</summary>
    public string Path { get; internal init; } = "";

    /// <summary>The query's names and values, in order.</summary>
    public ImmutableArray<UrlQueryPair> Query { get; internal init; } = [];

    /// <summary>What follows the <c>#</c>, normalised; null where there is none.</summary>
    public string? Fragment { get; internal init; }

    /// <summary>One spelling for each URL: read again, it gives itself. Empty where it could not be read.</summary>
    public string Text { get; internal init; } = "";

    /// <summary>
    /// Hosts of URLs found within path, query or fragment, plain, percent-encoded up to three times or in base64: where a redirect
    /// could lead. Sorted, without repeats.
    /// </summary>
    public ImmutableArray<string> Onward { get; internal init; } = [];

    /// <summary>What is suspicious about it and about what it carries.</summary>
    public UrlFindings Findings { get; internal init; }

    /// <summary>Whether a user name or password, even an empty one, stands before the host.</summary>
    public bool HasUserInfo => Findings.HasFlag(UrlFindings.UserInfo);

    /// <summary>
    /// Reads a URL, or a web address without scheme (<c>corp.example/x</c>, <c>//corp.example</c>), which reads as https. Never throws;
    /// what cannot be read says so. Linear in the text's length.
    /// </summary>
    public static UrlReading Read(string? text) => UrlReader.Read(text ?? "");
}
