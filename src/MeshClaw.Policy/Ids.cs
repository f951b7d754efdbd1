using System.Globalization;

namespace MeshClaw.Policy;

/// <summary>One execution of an agent. Written <c>r7</c>.</summary>
public readonly record struct RunId(long Value)
{
    /// <inheritdoc />
    public override string ToString() => ShortId.Format('r', Value);

    /// <summary>Reads <c>r7</c>; false for anything else.</summary>
    public static bool TryParse(string? text, out RunId id) => ShortId.TryParse('r', text, v => new RunId(v), out id);
}

/// <summary>One journaled call. Written <c>a1042</c>.</summary>
public readonly record struct ActionId(long Value)
{
    /// <inheritdoc />
    public override string ToString() => ShortId.Format('a', Value);

    /// <summary>Reads <c>a1042</c>; false for anything else.</summary>
    public static bool TryParse(string? text, out ActionId id) =>
        ShortId.TryParse('a', text, v => new ActionId(v), out id);
}

/// <summary>The owner's question about one call or group of calls. Written <c>p3</c>.</summary>
public readonly record struct ApprovalId(long Value)
{
    /// <inheritdoc />
    public override string ToString() => ShortId.Format('p', Value);

    /// <summary>Reads <c>p3</c>; false for anything else.</summary>
    public static bool TryParse(string? text, out ApprovalId id) =>
        ShortId.TryParse('p', text, v => new ApprovalId(v), out id);
}

/// <summary>A standing order of the owner. Written <c>o2</c>.</summary>
public readonly record struct OrderId(long Value)
{
    /// <inheritdoc />
    public override string ToString() => ShortId.Format('o', Value);

    /// <summary>Reads <c>o2</c>; false for anything else.</summary>
    public static bool TryParse(string? text, out OrderId id) =>
        ShortId.TryParse('o', text, v => new OrderId(v), out id);
}

/// <summary>An agent's name: its folder under <c>agents/</c>; lower-case letters, digits and hyphens.</summary>
public readonly record struct AgentName(string Value)
{
    /// <inheritdoc />
    public override string ToString() => Value ?? "";
}

/// <summary>One account of a connector, such as <c>mail/work</c>.</summary>
public readonly record struct ConnectionName(string Value)
{
    /// <summary>The part before the slash: <c>mail</c> of <c>mail/work</c>.</summary>
    public string Connector => Value is null ? "" : Value.Split('/', 2)[0];

    /// <inheritdoc />
    public override string ToString() => Value ?? "";
}

/// <summary>A tool's name, such as <c>mail.move</c>.</summary>
public readonly record struct ToolName(string Value)
{
    /// <inheritdoc />
    public override string ToString() => Value ?? "";
}

/// <summary>Ids that a person can type on a phone: one letter for the kind, then a number counted up by the journal.</summary>
internal static class ShortId
{
    public static string Format(char kind, long value) => string.Create(CultureInfo.InvariantCulture, $"{kind}{value}");

    public static bool TryParse<T>(char kind, string? text, Func<long, T> make, out T id)
        where T : struct
    {
        id = default;
        if (text is not { Length: > 1 and < 20 } || char.ToLowerInvariant(text[0]) != kind)
        {
            return false;
        }

        if (
            !long.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            || value <= 0
        )
        {
            return false;
        }

        id = make(value);
        return true;
    }
}
