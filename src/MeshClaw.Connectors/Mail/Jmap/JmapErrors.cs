using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MeshClaw.Core.Connectors;

namespace MeshClaw.Connectors.Mail.Jmap;

/// <summary>What a server's errors (RFC 8620 3.6, RFC 8621 4.6) come to for the owner: what happened, and what to do.</summary>
internal static class JmapErrors
{
    private const int MaxShown = 200;

    /// <summary>Reads what a server wrote. Whatever it wrote, nothing but a value or a <see cref="ConnectorException"/> comes out.</summary>
    public static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw Nonsense(null);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or FormatException)
        {
            throw Nonsense(malformed);
        }
    }

    /// <summary>The same for a part of an answer.</summary>
    public static T Read<T>(JsonElement json, JsonTypeInfo<T> type)
    {
        try
        {
            return json.Deserialize(type) ?? throw Nonsense(null);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or FormatException)
        {
            throw Nonsense(malformed);
        }
    }

    /// <summary>An answer that is none.</summary>
    public static ConnectorException Nonsense(Exception? because)
    {
        const string Message =
            "The mail server's answer is not JMAP. Check the address (--jmap), or ask whoever runs the server.";
        return because is null ? new ConnectorException(Message) : new ConnectorException(Message, because);
    }

    /// <summary>A request that was refused as a whole (RFC 8620 3.6.1).</summary>
    public static ConnectorException Refused(int status, ProblemReply problem)
    {
        var kind =
            problem.Type?.StartsWith("urn:ietf:params:jmap:error:", StringComparison.Ordinal) == true
                ? problem.Type["urn:ietf:params:jmap:error:".Length..]
                : "";
        var what = kind switch
        {
            "unknownCapability" => "it does not know JMAP for mail",
            "notJSON" or "notRequest" => "it did not understand the request",
            "limit" => $"a request was over its limit{(problem.Limit is { } limit ? $" ({Short(limit)})" : "")}",
            _ => $"it answered with status {status}",
        };
        var detail = Short(problem.Detail);
        return new ConnectorException(
            $"The mail server refused: {what}{(detail.Length == 0 ? "" : $" ({detail})")}. Try again later; if it stays so, ask whoever runs the server."
        );
    }

    /// <summary>A call that was refused (RFC 8620 3.6.2).</summary>
    public static ConnectorException Failed(string method, ErrorReply error) =>
        new(
            error.Type switch
            {
                "serverUnavailable" => "The mail server is not available for the moment. Try again later.",
                "serverFail" =>
                    $"The mail server failed at {method}{Because(error)}. Nothing was changed; try again later.",
                "serverPartialFail" =>
                    $"The mail server failed in the middle of {method}{Because(error)}. What was done is looked up; try again later.",
                "accountNotFound" or "accountNotSupportedByMethod" =>
                    "The mail server has no mail account for this login. Log in once with another mail program, or ask whoever runs the server.",
                "accountReadOnly" or "forbidden" =>
                    $"The mail server does not allow {method} with this login{Because(error)}. A token must allow reading and changing mail.",
                "requestTooLarge" or "tooManyChanges" =>
                    $"The mail server found a request too large ({method}). Try again with fewer messages.",
                _ => $"The mail server refused {method}: {Short(error.Type)}{Because(error)}.",
            }
        );

    /// <summary>Why one object was not changed (RFC 8620 5.3, RFC 8621 2.5 and 4.6), for the owner.</summary>
    public static string NotSet(ErrorReply error) =>
        error.Type switch
        {
            "notFound" => "The message was gone before it could be changed.",
            "forbidden" => $"The mail server does not allow it{Because(error)}.",
            "overQuota" => "The mailbox is full: make room, then try again.",
            "rateLimit" => "The mail server wants fewer changes at once: try again later.",
            "tooManyMailboxes" => "The message lies in as many folders as the mail server allows.",
            "tooManyKeywords" => "The message has as many marks as the mail server allows.",
            _ => $"The mail server refused: {Short(error.Type)}{Because(error)}.",
        };

    private static string Because(ErrorReply error) =>
        Short(error.Description) is { Length: > 0 } text ? $" ({text})" : "";

    private static string Short(string? text)
    {
        var line = string.Concat((text ?? "").Where(c => !char.IsControl(c) && !char.IsSurrogate(c)));
        return line.Length > MaxShown ? line[..MaxShown] : line;
    }
}
