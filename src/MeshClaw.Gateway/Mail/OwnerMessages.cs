using System.Globalization;
using System.Text.Json.Nodes;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Schedules;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Protocol;
using MeshClaw.Storage.MailIndex;

namespace MeshClaw.Gateway.Mail;

/// <summary>
/// Reads calls as the owner writes them: a message by the name that a search gave it (<c>message</c>) instead of by folder, id and
/// version, and a time in words. Agents have no such names: theirs are the tools' own arguments.
/// </summary>
internal sealed class OwnerMessages(SqliteMailIndex index, TimeProvider time, Func<TimeZoneInfo> zone)
{
    private const string Message = "message";
    private const string Until = "until";
    private const string Inbox = "INBOX";

    /// <summary>The calls as tools take them.</summary>
    /// <exception cref="ToolException">A message or a time cannot be told; the message says why.</exception>
    public async Task<IReadOnlyList<ToolRequest>> ReadAsync(
        IReadOnlyList<CallRequest> calls,
        CancellationToken cancellationToken
    )
    {
        var requests = new List<ToolRequest>(calls.Count);
        foreach (var call in calls)
        {
            requests.Add(
                call.Tool.StartsWith("mail.", StringComparison.Ordinal)
                    ? await ReadAsync(call, cancellationToken)
                    : new ToolRequest(Named(call.Connection), new ToolName(call.Tool), call.Args.GetRawText())
            );
        }

        return requests;
    }

    private async Task<ToolRequest> ReadAsync(CallRequest call, CancellationToken cancellationToken)
    {
        var tool = new ToolName(call.Tool);
        var arguments = JsonObject.Create(call.Args)!; // The endpoint has seen that it is an object.
        var connection = call.Connection;
        if (TextOf(arguments, Message) is { } name)
        {
            var found = await FindAsync(name, connection, cancellationToken);
            connection = found.Connection.Value;
            arguments.Remove(Message);
            arguments["folder"] = found.Location.Folder;
            arguments["id"] = found.Location.Id;
            arguments["version"] = found.Location.Version;
        }

        if (tool == MailTools.Snooze && TextOf(arguments, Until) is { } until)
        {
            var parsed = MomentPhrase.Parse(until, time.GetUtcNow(), zone());
            arguments[Until] = parsed.Refusal is { } refusal
                ? throw new ToolException(refusal)
                : parsed.At.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        }

        return new ToolRequest(Named(connection), tool, arguments.ToJsonString());
    }

    /// <summary>The one message of a name, at the place that the owner sees it: the inbox, where it lies there too.</summary>
    private async Task<NamedMail> FindAsync(string name, string connection, CancellationToken cancellationToken)
    {
        var found = (await index.FindAsync(name, cancellationToken))
            .Where(m => connection.Length == 0 || m.Connection.Value == connection)
            .ToList();
        var mails = found.Select(m => m.Mail).Distinct().ToList();
        return mails.Count switch
        {
            1 => found.Find(m => m.Location.Folder == Inbox) ?? found[0],
            0 => throw new ToolException(
                $"No message {name} is in the local index. Find it with: meshclaw mail search WORDS. What came just now is there after: meshclaw mail sync"
            ),
            // Whoever sends mail chooses its Message-ID.
            _ => throw new ToolException(
                $"{mails.Count} messages have the Message-ID {name}. Name the one you mean by its id: {string.Join(", ", mails.Take(10))}."
            ),
        };
    }

    private static ConnectionName Named(string connection) =>
        connection.Length > 0
            ? new ConnectionName(connection)
            : throw new ToolException("The call names neither a connection nor a message.");

    private static string? TextOf(JsonObject arguments, string name) =>
        arguments[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
