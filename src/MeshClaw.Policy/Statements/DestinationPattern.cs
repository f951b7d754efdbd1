using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Statements;

/// <summary>
/// Where something may or may not go: <c>mail:ana@corp.example</c>, <c>mail:@corp.example</c> (with its subdomains),
/// <c>host:files.example</c> (that host alone), <c>channel:telegram</c>, <c>model:openai</c>, <c>chat:C0123@T0123</c> (a place where others talk,
/// and its workspace), <c>chat:@T0123</c> (the whole workspace); <c>host:*</c> for all of a kind.
/// </summary>
public sealed record DestinationPattern
{
    private DestinationPattern(string kind, string value)
    {
        Kind = kind;
        Value = value;
    }

    /// <summary><c>mail</c>, <c>host</c>, <c>channel</c>, <c>model</c> or <c>chat</c>.</summary>
    public string Kind { get; }

    /// <summary>Normalised, or <c>*</c>.</summary>
    public string Value { get; }

    /// <summary>Is one destination, not a set of them.</summary>
    public bool IsExact => Value != "*" && !(Kind is "mail" or "chat" && Value.StartsWith('@'));

    /// <summary>Reads <c>KIND:VALUE</c>; null for what no destination can be meant by.</summary>
    public static DestinationPattern? Parse(string? text)
    {
        var parts = text?.Split(':', 2);
        if (parts is not [("mail" or "host" or "channel" or "model" or "chat") and var kind, { Length: > 0 } value])
        {
            return null;
        }

        var normal = (kind, value) switch
        {
            (_, "*") => "*",
            ("mail", ['@', .. var domain]) => MailAddress.NormalizeDomain(domain) is { } good ? $"@{good}" : null,
            ("mail", _) => MailAddress.Normalize(value),
            ("host", _) => MailAddress.NormalizeDomain(value),
            ("chat", _) => IsPlace(value) ? value : null,
            _ => value.Any(c => c is <= ' ' or '*') ? null : value,
        };
        return normal is null ? null : new DestinationPattern(kind, normal);
    }

    /// <summary>Whether a destination is meant. It must be normalised, as connectors give it.</summary>
    public bool Matches(Destination destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return Kind == destination.Kind
            && (
                Value == "*"
                || Value == destination.Value
                || (Kind == "mail" && MailAddress.Matches(destination.Value, Value))
                || (Kind == "chat" && Value[0] == '@' && destination.Value.EndsWith(Value, StringComparison.Ordinal))
            );
    }

    // A name of one is no id: it may be given to another place tomorrow.
    private static bool IsPlace(string value) =>
        value.Split('@') is [var place, { Length: > 0 } team]
        && place.Concat(team).All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));

    /// <inheritdoc />
    public override string ToString() => $"{Kind}:{Value}";
}
