using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using MeshClaw.Core.Channels;
using MeshClaw.Gateway.Logging;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Hooks;

/// <summary>Answers every request of the second listener. Tells those who may not ask nothing: no body, no reason.</summary>
internal sealed partial class HookGate(
    HookHostOptions options,
    Func<ChannelName, IHookChannel?> channels,
    IChannelInbox inbox,
    TimeProvider time,
    ILogger log
)
{
    private readonly SourceLimits _sources = new(options, time);
    private int _calls;

    /// <summary>Answers.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var source = HookSource.Of(context);
        if (!_sources.TryEnter(source))
        {
            Refuse(context, StatusCodes.Status429TooManyRequests);
            return;
        }

        try
        {
            if (Interlocked.Increment(ref _calls) > options.Calls)
            {
                Refuse(context, StatusCodes.Status503ServiceUnavailable);
                return;
            }

            await CallAsync(context);
        }
        finally
        {
            Interlocked.Decrement(ref _calls);
            _sources.Leave(source);
        }
    }

    private async Task CallAsync(HttpContext context)
    {
        if (ChannelOf(context) is not { } channel)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var late = new CancellationTokenSource(options.AnswerWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, context.RequestAborted);
        try
        {
            var body = await ReadAsync(context.Request, either.Token);
            var answer = await channel.ReceiveAsync(Request(context.Request, body), inbox, either.Token);
            context.Response.StatusCode = answer.Status;
            if (answer.Body.Length > 0)
            {
                var text = Encoding.UTF8.GetBytes(answer.Body);
                context.Response.ContentType = "text/plain; charset=utf-8";
                context.Response.ContentLength = text.Length;
                await context.Response.Body.WriteAsync(text, either.Token);
            }
        }
        catch (BadHttpRequestException bad)
        {
            context.Response.StatusCode = bad.StatusCode; // 413, 408, or a body that is no body.
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer any more; the platform comes again.
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            Log.HookLate(log, channel.Name.Value);
            Refuse(context, StatusCodes.Status503ServiceUnavailable);
        }
        catch (Exception failure)
        {
            Log.HookFailed(log, channel.Name.Value, failure);
            Refuse(context, StatusCodes.Status503ServiceUnavailable);
        }
    }

    // By the target as it was sent: what is escaped, has dots, or names a host in it is no channel.
    private IHookChannel? ChannelOf(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var match = Place().Match(query < 0 ? target : target[..query]);
        return match.Success && context.Request.Method is "GET" or "POST"
            ? channels(new ChannelName(match.Groups[1].Value))
            : null;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > HookRequest.MaxBody)
        {
            throw new BadHttpRequestException("Too large.", StatusCodes.Status413PayloadTooLarge);
        }

        // Kestrel ends a body in chunks that grows over the limit, or comes in too slowly.
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static HookRequest Request(HttpRequest request, ReadOnlyMemory<byte> body) =>
        new(
            request.Method,
            request.Query.ToImmutableDictionary(q => q.Key, q => q.Value.LastOrDefault() ?? "", StringComparer.Ordinal),
            request.Headers.ToImmutableDictionary(
                h => h.Key,
                h => string.Join(',', h.Value.ToArray()),
                StringComparer.OrdinalIgnoreCase
            ),
            body
        );

    private static void Refuse(HttpContext context, int status)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = "5";
    }

    [GeneratedRegex(
        @"^/hooks/([a-z][a-z0-9-]{0,31}(?:/[A-Za-z0-9][A-Za-z0-9_-]{0,63})?)\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Place();
}
