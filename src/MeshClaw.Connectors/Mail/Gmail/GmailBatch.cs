using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MeshClaw.Core.Connectors;
using MimeKit;

namespace MeshClaw.Connectors.Mail.Gmail;

/// <summary>
/// Many reads in one request (developers.google.com/gmail/api/guides/batch): parts of a multipart, each an HTTP request; the answers come
/// back by Content-ID, in any order, each with a status of its own. Where a server has no such place, single requests, a few at a time.
/// </summary>
internal sealed class GmailBatch(GmailTransport transport, Uri place, Uri user)
{
    /// <summary>Gmail takes 100 and advises 50: more than that runs into its limit for each second.</summary>
    public const int Size = 50;

    private const int Single = 8;
    private const int Tries = 5;
    private bool _missing;

    /// <summary>What the paths below the user give, in their order; null where it is not there.</summary>
    public async Task<IReadOnlyList<T?>> GetAsync<T>(
        IReadOnlyList<string> paths,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var results = new T?[paths.Count];
        foreach (var chunk in Enumerable.Range(0, paths.Count).Chunk(Size))
        {
            var open = chunk.ToList();
            for (var attempt = 1; open.Count > 0 && open.Count > 1 && !_missing; attempt++)
            {
                open = await TryAsync(paths, open, results, type, attempt, cancellationToken);
            }

            await SingleAsync(paths, open, results, type, cancellationToken);
        }

        return results;
    }

    // What is left to ask for again.
    private async Task<List<int>> TryAsync<T>(
        IReadOnlyList<string> paths,
        List<int> open,
        T?[] results,
        JsonTypeInfo<T> type,
        int attempt,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var answers = await transport.SendAsync(() => Request(paths, open), ReadAsync, () => null, cancellationToken);
        if (answers is null)
        {
            _missing = true; // No such place: this server answers one at a time.
            return open;
        }

        var again = new List<int>();
        foreach (var index in open)
        {
            // One that Gmail left out is asked for again.
            var (status, body) = answers.GetValueOrDefault(index, (HttpStatusCode.ServiceUnavailable, []));
            if (status == HttpStatusCode.OK)
            {
                results[index] = Json(body, type);
            }
            else if (status != HttpStatusCode.NotFound)
            {
                var failure = GmailFailure.Read(status, body);
                if (!failure.IsForNow || attempt >= Tries)
                {
                    throw failure.Explain(transport.Account);
                }

                again.Add(index);
            }
        }

        if (again.Count > 0)
        {
            await transport.WaitAsync(attempt, null, cancellationToken);
        }

        return again;
    }

    private async Task SingleAsync<T>(
        IReadOnlyList<string> paths,
        List<int> open,
        T?[] results,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
        where T : class
    {
        foreach (var few in open.Chunk(Single))
        {
            await Task.WhenAll(
                few.Select(async index =>
                    results[index] = await transport.SendAsync<T?>(
                        () => new HttpRequestMessage(HttpMethod.Get, new Uri(user, paths[index])),
                        async (response, token) => Json(await response.Content.ReadAsByteArrayAsync(token), type),
                        () => null,
                        cancellationToken
                    )
                )
            );
        }
    }

    private HttpRequestMessage Request(IReadOnlyList<string> paths, List<int> open)
    {
        var content = new MultipartContent("mixed", $"batch_{Guid.NewGuid():N}");
        foreach (var index in open)
        {
            var part = new ByteArrayContent(
                Encoding.ASCII.GetBytes($"GET {new Uri(user, paths[index]).PathAndQuery} HTTP/1.1\r\n\r\n")
            );
            part.Headers.ContentType = new("application/http");
            part.Headers.Add("Content-ID", $"<item-{index}>");
            content.Add(part);
        }

        return new HttpRequestMessage(HttpMethod.Post, place) { Content = content };
    }

    private static async Task<Dictionary<int, (HttpStatusCode, byte[])>?> ReadAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        if (!ContentType.TryParse(response.Content.Headers.ContentType?.ToString() ?? "", out var type))
        {
            throw new ConnectorException("Gmail answered a batch with what is none.");
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (await MimeEntity.LoadAsync(type, stream, cancellationToken) is not Multipart parts)
        {
            throw new ConnectorException("Gmail answered a batch with what is none.");
        }

        using (parts)
        {
            var answers = new Dictionary<int, (HttpStatusCode, byte[])>();
            foreach (var part in parts.OfType<MimePart>())
            {
                if (Index(part.ContentId) is { } index && await PartAsync(part, cancellationToken) is { } answer)
                {
                    answers[index] = answer;
                }
            }

            return answers;
        }
    }

    private static async Task<(HttpStatusCode, byte[])?> PartAsync(MimePart part, CancellationToken cancellationToken)
    {
        if (part.Content is not { } content)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        await content.DecodeToAsync(bytes, cancellationToken);
        var text = bytes.ToArray();
        var head =
            text.AsSpan().IndexOf("\r\n\r\n"u8) is var crlf and >= 0 ? (End: crlf, Body: crlf + 4)
            : text.AsSpan().IndexOf("\n\n"u8) is var lf and >= 0 ? (End: lf, Body: lf + 2)
            : (End: text.Length, Body: text.Length);
        var status = Encoding.ASCII.GetString(text, 0, head.End).Split('\n')[0].Split(' ');
        return
            status is [_, var code, ..]
            && int.TryParse(code, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? ((HttpStatusCode)number, text[head.Body..])
            : null;
    }

    // "response-item-7", after "item-7" was sent.
    private static int? Index(string? id) =>
        id is not null
        && id.LastIndexOf('-') is var dash and >= 0
        && int.TryParse(
            id.AsSpan(dash + 1),
            System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture,
            out var index
        )
            ? index
            : null;

    private static T Json<T>(byte[] body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type)
                ?? throw new ConnectorException("Gmail answered with nothing.");
        }
        catch (JsonException broken)
        {
            throw new ConnectorException("Gmail answered what cannot be read.", broken);
        }
    }
}
