using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Mcp;
using MeshClaw.Policy;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace MeshClaw.Connectors.Mcp;

/// <summary>
/// Speaks with one server: starts it when it is needed, lists its tools, makes calls, and starts it again after it ended, waiting longer each
/// time. Sampling, elicitation and roots are not offered to it: the library refuses such requests as the protocol says, with "method not found".
/// Not for use by several threads at once.
/// </summary>
internal sealed class McpSession(ConnectionName connection, McpServerConfig server, McpParts parts) : IAsyncDisposable
{
    private const string Protocol = McpProtocol.Version;
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    private McpLink? _link;
    private McpClient? _client;
    private int _failures;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;
    private DateTimeOffset _listed;
    private volatile bool _stale;
    private long _requests;
    private string _complaint = "";

    /// <summary>Tools that cannot be offered, as of the last list.</summary>
    public ImmutableArray<McpRefusedTool> Refused { get; private set; } = [];

    /// <summary>The last of what the program complained of. Third-party text: for the owner, never for a model.</summary>
    public string Complaint => _link?.Complaint is { Length: > 0 } now ? now : _complaint;

    /// <summary>Connects where needed, and brings what is known of its tools up to date.</summary>
    /// <exception cref="ConnectorException">It cannot be started or reached, or does not answer.</exception>
    public async Task EnsureAsync(McpSignIn? signIn, CancellationToken cancellationToken)
    {
        if (_client is { Completion.IsCompleted: true })
        {
            await CloseAsync().ConfigureAwait(false);
            Failed();
        }

        using var limit = new CancellationTokenSource(
            signIn is null ? McpLimits.Start : TimeSpan.FromMinutes(11),
            parts.Time
        );
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (_client is null)
            {
                RefuseWhileWaiting();
                await OpenAsync(signIn, either.Token).ConfigureAwait(false);
            }

            if (_stale || parts.Time.GetUtcNow() - _listed > McpLimits.ListAge)
            {
                await ListAsync(either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await BreakAsync().ConfigureAwait(false);
            throw new ConnectorException($"{connection} did not answer within {McpLimits.Start.TotalSeconds} s.");
        }
        catch (Exception failure) when (IsBroken(failure))
        {
            await BreakAsync().ConfigureAwait(false);
            throw Broken(failure);
        }
    }

    /// <summary>Calls a tool. What the server says, an error included, is its answer.</summary>
    /// <exception cref="ConnectorException">Nothing is known of the call: the server ended, or did not answer in time.</exception>
    public async Task<CallToolResult> CallAsync(string tool, string arguments, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(server.Timeout, parts.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var parameters = new JsonObject { ["name"] = tool, ["arguments"] = JsonNode.Parse(arguments) };
            var result = await RequestAsync(RequestMethods.ToolsCall, parameters, either.Token).ConfigureAwait(false);
            _failures = 0;
            return result.Deserialize<CallToolResult>(McpJsonUtilities.DefaultOptions) ?? new CallToolResult();
        }
        catch (McpProtocolException refused)
        {
            var text = new TextContentBlock { Text = $"{(int)refused.ErrorCode}: {refused.Message}" };
            return new CallToolResult { IsError = true, Content = [text] };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConnectorException(
                $"{connection} did not answer within {server.Timeout.TotalSeconds} s. \"timeout\" in config.yaml gives it longer."
            );
        }
        catch (Exception failure) when (IsBroken(failure))
        {
            await BreakAsync().ConfigureAwait(false);
            throw Broken(failure);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => CloseAsync();

    private void RefuseWhileWaiting()
    {
        var wait = _notBefore - parts.Time.GetUtcNow();
        if (wait > TimeSpan.Zero)
        {
            throw new ConnectorException(
                $"{connection} ended by itself {_failures} times and is started again in {Math.Ceiling(wait.TotalSeconds)} s. See: meshclaw mcp review {connection.Value.Split('/')[1]}"
            );
        }
    }

    private async Task OpenAsync(McpSignIn? signIn, CancellationToken cancellationToken)
    {
        await CloseAsync().ConfigureAwait(false); // What an attempt that was called off may have left.
        _link = await McpLink.OpenAsync(connection, server, parts, signIn, cancellationToken).ConfigureAwait(false);
        var options = new McpClientOptions
        {
            ClientInfo = new Implementation { Name = "MeshClaw", Version = McpProtocol.OwnVersion },
            ProtocolVersion = Protocol,
            Capabilities = new ClientCapabilities(),
            InitializationTimeout = McpLimits.Start,
            Handlers = new McpClientHandlers
            {
                NotificationHandlers =
                [
                    new(
                        NotificationMethods.ToolListChangedNotification,
                        (_, _) =>
                        {
                            _stale = true; // Read once before the next call, however often it says so.
                            return ValueTask.CompletedTask;
                        }
                    ),
                ],
            },
        };
        _client = await McpClient
            .CreateAsync(_link.Transport, options, NullLoggerFactory.Instance, cancellationToken)
            .ConfigureAwait(false);
        _stale = true;
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        (_stale, _listed) = (false, DateTimeOffset.MinValue); // Called off midway, it is read again.
        var all = new List<JsonElement>();
        string? cursor = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var pages = 0;
        do
        {
            // As it stands: the library would give up the whole list for one tool that is not well formed.
            var parameters = cursor is null ? null : new JsonObject { ["cursor"] = cursor };
            var page = await RequestAsync(RequestMethods.ToolsList, parameters, cancellationToken)
                .ConfigureAwait(false);
            all.AddRange(McpListing.ToolsOf(page).Take(McpLimits.Tools + 1 - all.Count));
            cursor = McpListing.Text(page, "nextCursor");
        } while (cursor is not null && all.Count <= McpLimits.Tools && ++pages < McpLimits.Pages && seen.Add(cursor));
        var listing = McpListing.Of(all, isCut: cursor is not null);
        Refused = listing.Refused;
        await parts.Pins.ObserveAsync(connection, listing.Tools).ConfigureAwait(false);
        _listed = parts.Time.GetUtcNow();
    }

    private async Task<JsonElement> RequestAsync(
        string method,
        JsonNode? parameters,
        CancellationToken cancellationToken
    )
    {
        var request = new JsonRpcRequest
        {
            Id = new RequestId(string.Create(CultureInfo.InvariantCulture, $"meshclaw-{++_requests}")),
            Method = method,
            Params = parameters,
        };
        try
        {
            var response = await _client!.SendRequestAsync(request, cancellationToken).ConfigureAwait(false); // Opened before.
            return JsonSerializer.SerializeToElement(response.Result, McpJson.Default.JsonNode);
        }
        catch (OperationCanceledException) when (_client is { } client)
        {
            // The library tells the server in some cases only.
            var cancelled = new CancelledNotificationParams { RequestId = request.Id };
            using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(200), parts.Time);
            await client
                .SendNotificationAsync(NotificationMethods.CancelledNotification, cancelled, null, limit.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private async Task BreakAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        Failed();
    }

    private void Failed()
    {
        _failures++;
        var wait = _failures == 1 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Pow(2, Math.Min(_failures - 2, 10)));
        _notBefore = parts.Time.GetUtcNow() + (wait < s_longest ? wait : s_longest);
    }

    private async ValueTask CloseAsync()
    {
        var (client, link) = (_client, _link);
        (_client, _link) = (null, null);
        if (client is not null)
        {
            await client.DisposeAsync().ConfigureAwait(false);
        }

        if (link is not null)
        {
            await link.DisposeAsync().ConfigureAwait(false);
            _complaint = link.Complaint;
        }
    }

    private static bool IsBroken(Exception failure) =>
        failure
            is McpException
                or IOException
                or HttpRequestException
                or JsonException
                or InvalidOperationException
                or ArgumentException
                or FormatException
                or NotSupportedException;

    // What a server writes into an error is third-party text: none of it is in the message.
    private ConnectorException Broken(Exception failure) =>
        failure switch
        {
            HttpRequestException
            {
                StatusCode: System.Net.HttpStatusCode.Unauthorized or System.Net.HttpStatusCode.Forbidden
            } => new ConnectorException(
                $"{connection} does not let MeshClaw in. Connect it again: meshclaw connect {connection} --url {server.Url}",
                failure
            ),
            HttpRequestException { StatusCode: { } status } => new ConnectorException(
                $"{connection} answered with HTTP {(int)status}.",
                failure
            ),
            HttpRequestException => new ConnectorException($"{connection} cannot be reached at {server.Url}.", failure),
            McpProtocolException refused => new ConnectorException(
                $"{connection} refused with error {(int)refused.ErrorCode}.",
                failure
            ),
            _ => new ConnectorException(
                server.Url is null
                    ? $"The program of {connection} ended, or does not speak MCP. See what it complains of: meshclaw mcp review {connection.Value.Split('/')[1]}"
                    : $"{connection} broke off, or does not speak MCP.",
                failure
            ),
        };
}

/// <summary>What we speak.</summary>
public static class McpProtocol
{
    /// <summary>The revision of the protocol.</summary>
    public const string Version = "2025-11-25";

    /// <summary>This program's version, as others are told.</summary>
    public static string OwnVersion { get; } = typeof(McpProtocol).Assembly.GetName().Version?.ToString(3) ?? "0";
}
