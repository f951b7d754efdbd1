using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using MeshClaw.Core.Models;
using Microsoft.Extensions.AI;

namespace MeshClaw.Models.Chat;

/// <summary>
/// Spans and metrics of calls, named as the OpenTelemetry semantic conventions for generative AI name them, in version
/// <see cref="ModelTelemetry.Conventions"/>. No content, ever. Costs nothing where nobody listens to <see cref="ModelTelemetry.Name"/>.
/// </summary>
internal sealed class TelemetryClient(IChatClient inner, ModelUse use, ModelTraits traits, TimeProvider time)
    : DelegatingChatClient(inner)
{
    private const string Schema = $"https://opentelemetry.io/schemas/{ModelTelemetry.Conventions}";

    private static readonly ActivitySource s_source = new(
        new ActivitySourceOptions(ModelTelemetry.Name) { TelemetrySchemaUrl = Schema }
    );
    private static readonly Meter s_meter = new(new MeterOptions(ModelTelemetry.Name) { TelemetrySchemaUrl = Schema });
    private static readonly Histogram<long> s_tokens = s_meter.CreateHistogram<long>(
        "gen_ai.client.token.usage",
        "{token}",
        "Number of input and output tokens used.",
        tags: null,
        new InstrumentAdvice<long>
        {
            HistogramBucketBoundaries =
            [
                1,
                4,
                16,
                64,
                256,
                1024,
                4096,
                16384,
                65536,
                262144,
                1048576,
                4194304,
                16777216,
                67108864,
            ],
        }
    );
    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram<double>(
        "gen_ai.client.operation.duration",
        "s",
        "GenAI operation duration.",
        tags: null,
        new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries =
            [
                0.01,
                0.02,
                0.04,
                0.08,
                0.16,
                0.32,
                0.64,
                1.28,
                2.56,
                5.12,
                10.24,
                20.48,
                40.96,
                81.92,
            ],
        }
    );

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        using var call = new Call(use, traits, options, time);
        try
        {
            var response = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
            call.Note(response.ModelId, response.ResponseId, response.FinishReason, response.Usage);
            return response;
        }
        catch (Exception failure)
        {
            call.Fail(failure);
            throw;
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        using var call = new Call(use, traits, options, time);
        var updates = base.GetStreamingResponseAsync(messages, options, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        await using (updates.ConfigureAwait(false))
        {
            while (await NextAsync(updates, call).ConfigureAwait(false))
            {
                var update = updates.Current;
                var usage = update.Contents.OfType<UsageContent>().FirstOrDefault()?.Details;
                call.Note(update.ModelId, update.ResponseId, update.FinishReason, usage);
                yield return update;
            }
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, Call call)
    {
        try
        {
            return await updates.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            call.Fail(failure);
            throw;
        }
    }

    private sealed class Call : IDisposable
    {
        private readonly Activity? _span;
        private readonly TagList _tags;
        private readonly TimeProvider _time;
        private readonly long _start;
        private UsageDetails? _usage;
        private string? _error;
        private string? _model;

        public Call(ModelUse use, ModelTraits traits, ChatOptions? options, TimeProvider time)
        {
            _time = time;
            _start = time.GetTimestamp();
            _tags = new TagList
            {
                { "gen_ai.operation.name", "chat" },
                { "gen_ai.provider.name", Provider(traits) },
                { "gen_ai.request.model", traits.Model },
                { "server.address", traits.Host },
            };
            _span = s_source.StartActivity(
                $"chat {traits.Model}",
                ActivityKind.Client,
                default(ActivityContext),
                _tags
            );
            _span?.SetTag("gen_ai.request.max_tokens", options?.MaxOutputTokens);
            _span?.SetTag("gen_ai.agent.name", use.Agent?.Value);
            _span?.SetTag("gen_ai.conversation.id", use.Run?.ToString());
        }

        public void Note(string? model, string? response, ChatFinishReason? finish, UsageDetails? usage)
        {
            _model = model ?? _model;
            _usage = usage ?? _usage;
            if (response is not null)
            {
                _span?.SetTag("gen_ai.response.id", response);
            }

            if (finish is { } reason)
            {
                _span?.SetTag("gen_ai.response.finish_reasons", new[] { reason.Value });
            }
        }

        public void Fail(Exception failure)
        {
            _error =
                failure is ModelCallException { Status: { } status }
                    ? status.ToString(System.Globalization.CultureInfo.InvariantCulture)
                : failure is ModelCallException ours ? ours.Fault.ToString()
                : failure.GetType().FullName;
            _span?.SetTag("error.type", _error);
            _span?.SetStatus(ActivityStatusCode.Error);
        }

        public void Dispose()
        {
            var tags = _tags;
            if (_model is not null)
            {
                tags.Add("gen_ai.response.model", _model);
                _span?.SetTag("gen_ai.response.model", _model);
            }

            Count("input", _usage?.InputTokenCount, tags);
            Count("output", _usage?.OutputTokenCount, tags);
            if (_error is not null)
            {
                tags.Add("error.type", _error);
            }

            s_duration.Record(_time.GetElapsedTime(_start).TotalSeconds, tags);
            _span?.Dispose();
        }

        private void Count(string type, long? tokens, TagList tags)
        {
            if (tokens is { } count)
            {
                tags.Add("gen_ai.token.type", type);
                s_tokens.Record(count, tags);
                _span?.SetTag($"gen_ai.usage.{type}_tokens", count);
            }
        }

        private static string Provider(ModelTraits traits) =>
            traits.Provider switch
            {
                ModelProvider.Anthropic => "anthropic",
                ModelProvider.Azure => "azure.ai.openai",
                ModelProvider.OpenAICompatible => "openai",
            };
    }
}
