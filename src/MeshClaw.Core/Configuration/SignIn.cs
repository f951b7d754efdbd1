using System.Collections.Immutable;

namespace MeshClaw.Core.Configuration;

/// <summary>How an account is logged in to without a password of its own. Holds no secret.</summary>
public abstract record SignIn
{
    private SignIn() { }

    /// <summary>The names that <see cref="OAuth.Provider"/> takes.</summary>
    public static ImmutableArray<string> Providers { get; } = ["google", "microsoft"];

    /// <summary>By OAuth 2, as the owner's own client.</summary>
    /// <param name="Provider">One of <see cref="Providers"/>.</param>
    /// <param name="ClientId">What the provider calls the owner's client.</param>
    public sealed record OAuth(string Provider, string ClientId) : SignIn;

    /// <summary>By a program that prints an access token.</summary>
    /// <param name="Command">Executable and arguments; no shell comes in between.</param>
    public sealed record TokenCommand(ImmutableArray<string> Command) : SignIn
    {
        /// <inheritdoc />
        public bool Equals(TokenCommand? other) => other is not null && Command.SequenceEqual(other.Command);

        /// <inheritdoc />
        public override int GetHashCode() => Command.Aggregate(0, HashCode.Combine);
    }
}
