using System.Text;
using System.Text.Json.Nodes;
using MeshClaw.Core.Connectors;

namespace MeshClaw.Connectors.Mail.Jmap;

/// <summary>Calls methods of a JMAP server (RFC 8620): finds the session when first needed, and anew when the server says it changed.</summary>
internal sealed class JmapClient(JmapHttp http) : IDisposable
{
    private JmapSession? _session;

    /// <summary>How many requests were sent, downloads among them.</summary>
    public int Requests => http.Requests;

    /// <summary>The session.</summary>
    public async Task<JmapSession> SessionAsync(CancellationToken cancellationToken)
    {
        if (_session is null)
        {
            var (body, at) = await http.GetSessionAsync(cancellationToken);
            _session = JmapSession.Read(body, at, http.Host);
        }

        return _session;
    }

    /// <summary>Makes calls in one request; at most <see cref="JmapSession.MaxCalls"/>.</summary>
    /// <exception cref="ConnectorException">The request was refused, the connection broke, or the answer is too large or none.</exception>
    public async Task<JmapReply> CallAsync(IReadOnlyList<JmapCall> calls, CancellationToken cancellationToken) =>
        await TryCallAsync(calls, null, cancellationToken)
        ?? throw new ConnectorException("The mail server's answer is too large. Ask for fewer messages.");

    /// <summary>The same; null where the answer is too large.</summary>
    /// <param name="calls">The calls; what one changes, it has changed also where null is answered.</param>
    /// <param name="point">The kill points that are passed when the request was sent and answered; null for none.</param>
    /// <param name="cancellationToken">Ends it; then nothing is known of what was under way.</param>
    public async Task<JmapReply?> TryCallAsync(
        IReadOnlyList<JmapCall> calls,
        string? point,
        CancellationToken cancellationToken
    )
    {
        var session = await SessionAsync(cancellationToken);
        var body = Body(session, calls);
        if (body.Length > session.Limits.MaxSizeRequest)
        {
            throw new ConnectorException(
                $"The request is larger than the mail server takes ({session.Limits.MaxSizeRequest} bytes). Try again with fewer messages."
            );
        }

        var answer = await http.PostAsync(session.Api, body, point, cancellationToken);
        if (answer is null)
        {
            return null;
        }

        var reply = JmapReply.Read(answer, calls);
        if (reply.SessionState is { } state && state != session.State)
        {
            _session = null; // Limits or addresses are others now.
        }

        return reply;
    }

    /// <summary>Reads a blob; null where it is gone.</summary>
    public async Task<T?> DownloadAsync<T>(
        string blob,
        Func<Stream, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var session = await SessionAsync(cancellationToken);
        var at = http.Host.Resolve(session.At, session.Expand(blob));
        return await http.DownloadAsync(at, read, cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => http.Dispose();

    private static byte[] Body(JmapSession session, IReadOnlyList<JmapCall> calls)
    {
        var list = new JsonArray();
        foreach (var (index, call) in calls.Index())
        {
            var arguments = call.Arguments.DeepClone().AsObject(); // A node has one parent, and a request may be sent again.
            arguments["accountId"] = session.Account;
            list.Add((JsonNode)new JsonArray(call.Method, arguments, JmapCall.IdOf(index)));
        }

        var request = new JsonObject
        {
            ["using"] = new JsonArray(JmapSession.Core, JmapSession.Mail),
            ["methodCalls"] = list,
        };
        return Encoding.UTF8.GetBytes(request.ToJsonString());
    }
}
