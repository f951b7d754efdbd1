using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using MeshClaw.Core.Models;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Models.Chat.Wire;

/// <summary>
/// Between a provider's SDK and the network. It alone knows the key, so that no exception of an SDK can hold it; it turns every failure
/// into a <see cref="ModelCallException"/>, keeps the times, and hands answers through an <see cref="IAnswerReader"/>.
/// </summary>
internal sealed class ModelHttpHandler(
    ModelConfig config,
    Secret? key,
    PatienceLimits limits,
    TimeProvider time,
    HttpMessageHandler network
) : DelegatingHandler(network)
{
    private const int LongestError = 64 * 1024;
    private const int LongestAnswer = 64 * 1024 * 1024;

    private readonly Cleaning _cleaning = new(config.Endpoint.Authority, key);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        Prepare(request);
        var patience = new Patience(limits, time);
        var response = await AskAsync(request, patience, cancellationToken).ConfigureAwait(false);
        try
        {
            if (!response.IsSuccessStatusCode)
            {
                var body = await ReadAsync(response, LongestError, patience, cancellationToken).ConfigureAwait(false);
                throw ModelFaults.Of(response.StatusCode, body, RetryAfter.Of(response, time), _cleaning);
            }

            await HandOnAsync(request, response, patience, cancellationToken).ConfigureAwait(false);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    // What the SDKs say of this machine is nobody's business, and a compressed answer could not be read event by event.
    private void Prepare(HttpRequestMessage request)
    {
        foreach (var name in request.Headers.Select(h => h.Key).Where(IsTalk).ToList())
        {
            request.Headers.Remove(name);
        }

        request.Headers.UserAgent.Clear();
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("MeshClaw", null));
        request.Headers.Authorization = null;
        if (key is null)
        {
            return;
        }

        if (config.Provider == ModelProvider.Azure)
        {
            request.Headers.TryAddWithoutValidation("api-key", key.Reveal());
            return;
        }

        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
        if (config.Provider == ModelProvider.Anthropic && config.Endpoint.Host != ModelEndpoint.Anthropic.Host)
        {
            // Servers that speak like Anthropic's did know its older header alone.
            request.Headers.TryAddWithoutValidation("x-api-key", key.Reveal());
        }
    }

    private static bool IsTalk(string header) =>
        header.StartsWith("X-Stainless-", StringComparison.OrdinalIgnoreCase)
        || header.Equals("Accept-Encoding", StringComparison.OrdinalIgnoreCase);

    private async Task<HttpResponseMessage> AskAsync(
        HttpRequestMessage request,
        Patience patience,
        CancellationToken cancellationToken
    )
    {
        using var limit = patience.ForFirstByte(cancellationToken);
        try
        {
            return await base.SendAsync(request, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ModelCallException(ModelFault.TimedOut, $"{_cleaning.Host} did not answer in time.");
        }
        catch (HttpRequestException failure)
        {
            throw Unreachable(failure);
        }
    }

    private async Task HandOnAsync(
        HttpRequestMessage request,
        HttpResponseMessage response,
        Patience patience,
        CancellationToken cancellationToken
    )
    {
        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        if (type.Contains("html", StringComparison.OrdinalIgnoreCase))
        {
            throw ModelFaults.BadAnswer(_cleaning, "answered with a web page");
        }

        HttpContent content;
        if (request.Method == HttpMethod.Get)
        {
            // A list of models, read by ourselves.
            var list = await ReadAsync(response, LongestAnswer, patience, cancellationToken).ConfigureAwait(false);
            content = new StringContent(list, Encoding.UTF8, "application/json");
        }
        else if (type.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            var body = await ReadAsync(response, LongestAnswer, patience, cancellationToken).ConfigureAwait(false);
            var answer = Reader().Whole(WireJson.Object(body, _cleaning));
            content = new StringContent(answer.ToJsonString(), Encoding.UTF8, "application/json");
        }
        else
        {
            var wire = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            content = new StreamContent(new AnswerStream(wire, Reader(), _cleaning, patience));
            content.Headers.ContentType = new MediaTypeHeaderValue("text/event-stream");
        }

        response.Content = content;
    }

    private IAnswerReader Reader() =>
        config.Provider switch
        {
            ModelProvider.Anthropic => new AnthropicAnswers(_cleaning),
            ModelProvider.OpenAICompatible or ModelProvider.Azure => new OpenAIAnswers(_cleaning),
        };

    private async Task<string> ReadAsync(
        HttpResponseMessage response,
        int most,
        Patience patience,
        CancellationToken cancellationToken
    )
    {
        using var limit = patience.ForRead(cancellationToken);
        using var body = new MemoryStream();
        try
        {
            var wire = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            var buffer = new byte[16 * 1024];
            int count;
            while ((count = await wire.ReadAsync(buffer, limit.Token).ConfigureAwait(false)) > 0)
            {
                body.Write(buffer, 0, count);
                if (body.Length > most)
                {
                    return response.IsSuccessStatusCode
                        ? throw ModelFaults.BadAnswer(_cleaning, "sent an answer that does not end")
                        : "";
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ModelCallException(ModelFault.TimedOut, $"{_cleaning.Host} did not answer in time.");
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            throw Unreachable(broken);
        }

        return Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length);
    }

    private ModelCallException Unreachable(Exception failure) =>
        new(
            ModelFault.Unreachable,
            failure.InnerException is ModelCallException ours
                ? ours.Message
                : $"{_cleaning.Host} cannot be reached: {_cleaning.Clean(failure.InnerException?.Message ?? failure.Message)}",
            failure
        );
}

/// <summary>How long a provider asks to wait: seconds or a date (RFC 9110, 10.2.3), or milliseconds as OpenAI and Azure say them.</summary>
internal static class RetryAfter
{
    public static TimeSpan? Of(HttpResponseMessage response, TimeProvider time)
    {
        if (
            response.Headers.TryGetValues("retry-after-ms", out var values)
            && double.TryParse(values.First(), CultureInfo.InvariantCulture, out var ms)
            && ms is >= 0 and < 1e9
        )
        {
            return TimeSpan.FromMilliseconds(ms);
        }

        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? header?.Date - time.GetUtcNow();
        return wait is { } span && span < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
