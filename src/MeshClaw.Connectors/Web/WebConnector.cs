using System.Text.Json;
using System.Text.Json.Serialization;
using MeshClaw.Connectors.Net;
using MeshClaw.Connectors.Web.Fetching;
using MeshClaw.Connectors.Web.Reading;
using MeshClaw.Connectors.Web.Search;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Connectors.Web;

/// <summary>
/// The public web: pages as readable text, and a search that the owner connected. Changes nothing, and yet sends: so its calls go through the
/// journal like every other, and what they gave comes with their outcome. Not for use by several threads at once.
/// </summary>
public sealed class WebConnector : IConnector
{
    private const int MaxUrl = 4_000;
    private const int MaxTitle = 200;

    private readonly PageFetcher _fetcher;
    private readonly IWebSearch _search;
    private readonly PageMemory _memory;

    internal WebConnector(ConnectionName connection, IWebSearch search, PublicReach reach, TimeProvider time)
    {
        Connection = connection;
        _search = search;
        _fetcher = new PageFetcher(reach, time);
        _memory = new PageMemory(time);
    }

    /// <inheritdoc />
    public ConnectionName Connection { get; }

    /// <inheritdoc />
    public IReadOnlyList<ToolDefinition> Tools =>
        _search is DisabledWebSearch
            ? [.. WebTools.Definitions.Where(t => t.Name == WebTools.Fetch)]
            : WebTools.Definitions;

    /// <summary>Who searches; for the probe of <see cref="WebConnectorFactory"/>.</summary>
    internal IWebSearch Search => _search;

    /// <inheritdoc />
    public Task<IReadOnlyList<ProposedCall>> DescribeAsync(
        IReadOnlyList<ToolRequest> requests,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(requests);
        return Task.FromResult<IReadOnlyList<ProposedCall>>([.. requests.Select(Describe)]);
    }

    /// <inheritdoc />
    public Task<ToolResult> ReadAsync(AuthorizedRead read, CancellationToken cancellationToken) =>
        throw new ToolException("The web has no tool that only reads: each one sends something.");

    /// <inheritdoc />
    public Task<IReadOnlyList<Preparation>> PrepareAsync(
        IReadOnlyList<ProposedCall> calls,
        CancellationToken cancellationToken
    ) => Preparation.OneAtATimeAsync(calls, _ => Task.FromResult<Preparation>(new Preparation.Ready("{}")));

    /// <inheritdoc />
    public async Task<IReadOnlyList<CallOutcome>> ExecuteAsync(
        IReadOnlyList<AuthorizedCall> calls,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(calls);
        var outcomes = new List<CallOutcome>(calls.Count);
        foreach (var authorized in calls)
        {
            var call = authorized.Take();
            outcomes.Add(
                call.Tool == WebTools.Fetch
                    ? await FetchAsync(call, cancellationToken)
                    : await SearchAsync(call, cancellationToken)
            );
        }

        return outcomes;
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<Reconciliation>> ReconcileAsync(
        IReadOnlyList<JournalEntry> actions,
        bool mayComplete,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(actions);
        // Nobody can tell whether it arrived. What may have been sent counts as sent; who still wants the answer asks anew.
        var result = JsonSerializer.Serialize(
            new WebOutcome("Cut off: it may have been sent, and its answer is lost. Ask again where it is needed."),
            WebJson.Default.WebOutcome
        );
        return Task.FromResult<IReadOnlyList<Reconciliation>>([
            .. actions.Select(_ => new Reconciliation.Happened(result, Undo: null)),
        ]);
    }

    /// <inheritdoc />
    public ToolRequest? UndoRequest(JournalEntry action) => null; // What was sent was sent.

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _fetcher.Dispose();
        _search.Dispose();
        return ValueTask.CompletedTask;
    }

    private ProposedCall Describe(ToolRequest request)
    {
        if (request.Connection != Connection)
        {
            throw new ToolException($"This is {Connection}, not {request.Connection}.");
        }

        return request.Tool == WebTools.Fetch ? DescribeFetch(request.Arguments)
            : request.Tool == WebTools.Search ? DescribeSearch(request.Arguments)
            : throw new ToolException(
                $"There is no tool '{request.Tool}'. There are: {string.Join(", ", Tools.Select(t => t.Name))}."
            );
    }

    private ProposedCall DescribeFetch(string json)
    {
        var (arguments, url, _, _) = FetchArguments(json);
        if (!PageAddress.TryRead(url, out var address, out var fault))
        {
            throw new ToolException($"That address is not fetched. {fault}");
        }

        return Proposed(
            WebTools.Fetch,
            json,
            address.Host,
            $"Get {address.Uri}",
            arguments.Values("url", ValueRole.Destination)
        );
    }

    private ProposedCall DescribeSearch(string json)
    {
        var (arguments, query, _) = SearchArguments(json);
        return Proposed(
            WebTools.Search,
            json,
            _search.Host,
            $"Search at {_search.Host}: {query}",
            arguments.Values("query", ValueRole.Content)
        );
    }

    private ProposedCall Proposed(
        ToolName tool,
        string json,
        string host,
        string title,
        IEnumerable<CallValue> values
    ) =>
        new(
            Connection,
            tool,
            WebTools.Definitions.First(t => t.Name == tool).Effect,
            Verbs.None,
            json,
            [
                new Target(
                    Connection,
                    "",
                    host,
                    "",
                    new TargetFacts { Title = title.Length <= MaxTitle ? title : $"{title[..MaxTitle]}…" }
                ),
            ],
            [new Destination("host", host)],
            values
        );

    private async Task<CallOutcome> FetchAsync(ProposedCall call, CancellationToken cancellationToken)
    {
        var (_, url, most, from) = FetchArguments(call.Arguments);
        if (!PageAddress.TryRead(url, out var address, out var fault))
        {
            return new CallOutcome.Failed(fault);
        }

        var page = from > 0 ? _memory.Find(url) : null;
        if (page is null)
        {
            var answer = await _fetcher.FetchAsync(address, cancellationToken);
            if (answer is not FetchAnswer.Page fetched)
            {
                return new CallOutcome.Failed(((FetchAnswer.Refused)answer).Why);
            }

            var read = await PageReader.ReadAsync(fetched, cancellationToken);
            if (read is ReadAnswer.Unread unread)
            {
                return new CallOutcome.Failed(unread.Why);
            }

            page = new ReadPage(fetched.Address.AbsoluteUri, ((ReadAnswer.Read)read).Page);
            _memory.Keep(url, page);
        }

        var text = page.Text.Text;
        if (from > 0 && from >= text.Length)
        {
            return new CallOutcome.Failed("The page ends before that cursor. Fetch it without one.");
        }

        var end = EndOf(text, from, most);
        var result = new WebOutcome($"Got {page.Text.Title}".TrimEnd()) { Url = page.Address, Characters = end - from };
        return new CallOutcome.Done(JsonSerializer.Serialize(result, WebJson.Default.WebOutcome), Undo: null)
        {
            Seen = WebLabels.Of(url, page, text[from..end], end < text.Length ? end : null),
        };
    }

    private async Task<CallOutcome> SearchAsync(ProposedCall call, CancellationToken cancellationToken)
    {
        var (_, query, count) = SearchArguments(call.Arguments);
        try
        {
            var found = await _search.SearchAsync(query, count, cancellationToken);
            var result = new WebOutcome($"{found.Length} found at {_search.Host}");
            return new CallOutcome.Done(JsonSerializer.Serialize(result, WebJson.Default.WebOutcome), Undo: null)
            {
                Seen = WebLabels.Of(query, found),
            };
        }
        catch (ConnectorException failure)
        {
            return new CallOutcome.Failed(failure.Message); // Known: nothing came of it, and asking again does no harm.
        }
    }

    // Between words where one ends nearby, and never within a character.
    private static int EndOf(string text, int from, int most)
    {
        var end = Math.Min(text.Length, from + most);
        if (end == text.Length)
        {
            return end;
        }

        var gap = text.AsSpan(from, end - from).LastIndexOfAny(' ', '\n');
        end = gap > most / 2 ? from + gap + 1 : end;
        return char.IsLowSurrogate(text[end]) && end - 1 > from ? end - 1 : end;
    }

    private static (WebArguments Arguments, string Url, int Most, int From) FetchArguments(string json)
    {
        var arguments = WebArguments.Parse(WebTools.Fetch, json, "url", "maxCharacters", "cursor");
        return (
            arguments,
            arguments.Text("url", MaxUrl),
            arguments.Number("maxCharacters", WebTools.UsualCharacters, 200, WebTools.MaxCharacters),
            arguments.Number("cursor", 0, 1, int.MaxValue)
        );
    }

    private static (WebArguments Arguments, string Query, int Count) SearchArguments(string json)
    {
        var arguments = WebArguments.Parse(WebTools.Search, json, "query", "count");
        return (
            arguments,
            arguments.Text("query", WebTools.MaxQuery),
            arguments.Number("count", WebTools.UsualResults, 1, WebTools.MaxResults)
        );
    }
}

/// <summary>What the timeline keeps of a call: not what the page says.</summary>
internal sealed record WebOutcome(string Said)
{
    public string? Url { get; init; }

    public int? Characters { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(WebOutcome))]
internal sealed partial class WebJson : JsonSerializerContext;
