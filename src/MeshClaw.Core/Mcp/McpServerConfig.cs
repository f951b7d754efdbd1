using System.Collections.Immutable;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Core.Mcp;

/// <summary>How an MCP server reached over HTTP knows the owner.</summary>
public enum McpAuth
{
    /// <summary>It asks for nothing.</summary>
    None,

    /// <summary>By a bearer token in the secret store.</summary>
    Token,

    /// <summary>By OAuth, as the server's own metadata says (RFC 9728).</summary>
    OAuth,
}

/// <summary>
/// One MCP server of config.yaml: a program that runs in the sandbox, or an address. What is not named here a program does not get. Values
/// of secrets are no part of it.
/// </summary>
public sealed record McpServerConfig
{
    /// <summary>The part before the slash of such a connection's name.</summary>
    public const string Connector = "mcp";

    /// <summary>How long a call may take where the file does not say.</summary>
    public static TimeSpan UsualTimeout { get; } = TimeSpan.FromSeconds(60);

    /// <summary>The effect of a tool of which the owner has said nothing, whatever the server says of it.</summary>
    public static Effect UnknownEffect { get; } = new(EffectClass.Irreversible, EffectTraits.Sends);

    /// <summary>A program and its arguments; empty for a server at <see cref="Url"/>.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>Where the server answers (streamable HTTP); null for a program.</summary>
    public Uri? Url { get; init; }

    /// <summary>How the server at <see cref="Url"/> knows the owner.</summary>
    public McpAuth Auth { get; init; }

    /// <summary>The owner's client at the server's authorization server; null where it registers one itself.</summary>
    public string? ClientId { get; init; }

    /// <summary>The folder that a program starts in, and alone may write; null for one of its own in the home.</summary>
    public string? Workspace { get; init; }

    /// <summary>Full paths that a program may read beside the system's own.</summary>
    public ImmutableArray<string> Readable { get; init; } = [];

    /// <summary>Whether a program reaches the network.</summary>
    public bool Network { get; init; }

    /// <summary>A program's environment beside what every one has.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Environment variables whose values are in the secret store.</summary>
    public ImmutableArray<string> Secrets { get; init; } = [];

    /// <summary>What tools do, by the server's names for them, as the owner says.</summary>
    public ImmutableSortedDictionary<string, Effect> Effects { get; init; } =
        ImmutableSortedDictionary.Create<string, Effect>(StringComparer.Ordinal);

    /// <summary>How long one call may take.</summary>
    public TimeSpan Timeout { get; init; } = UsualTimeout;

    /// <summary>Where it is, for people.</summary>
    public string Where => Url?.AbsoluteUri ?? string.Join(' ', Command);

    /// <summary>The name of its bearer token in the secret store.</summary>
    public static string TokenName(ConnectionName connection) => $"{connection}/token";

    /// <summary>The name of what a sign-in gave, in the secret store.</summary>
    public static string SignInName(ConnectionName connection) => $"{connection}/oauth";

    /// <summary>The name of a granted environment variable in the secret store.</summary>
    public static string SecretName(ConnectionName connection, string variable) => $"{connection}/secret/{variable}";

    /// <summary>The effect of one of its tools.</summary>
    public Effect EffectOf(string tool) => Effects.GetValueOrDefault(tool, UnknownEffect);
}
