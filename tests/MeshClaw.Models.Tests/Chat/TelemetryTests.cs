using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using MeshClaw.Core.Models;
using MeshClaw.Models.Chat;
using MeshClaw.Testing.ModelServers;
using Microsoft.Extensions.AI;

namespace MeshClaw.Models.Tests.Chat;

/// <summary>Listens as a collector's library would. Other tests call models at the same time: an agent of its own tells which spans are ours.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly string _agent = "a" + Guid.NewGuid().ToString("N")[..12];
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)> _measures = new();
    private readonly ActivityListener _listener;
    private readonly MeterListener _meters = new();

    public TelemetryTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ModelTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
        _meters.InstrumentPublished = (instrument, meters) =>
        {
            if (instrument.Meter.Name == ModelTelemetry.Name)
            {
                Assert.Equal("https://opentelemetry.io/schemas/1.37.0", instrument.Meter.TelemetrySchemaUrl);
                meters.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((i, value, tags, _) => Keep(i, value, tags));
        _meters.SetMeasurementEventCallback<double>((i, value, tags, _) => Keep(i, value, tags));
        _meters.Start();
    }

    private List<Activity> Mine => [.. _spans.Where(s => _agent.Equals(s.GetTagItem("gen_ai.agent.name")))];

    public void Dispose()
    {
        _listener.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public async Task A_call_is_a_span_with_the_names_of_the_conventions_and_no_content()
    {
        await using var bench = new ChatBench();
        var server = bench.Add().Then(OpenAIScript.Reply("Secret answer"));

        await AskAsync(bench, "Secret question");

        var span = Assert.Single(Mine);
        Assert.Equal(("chat wanted", ActivityKind.Client), (span.DisplayName, span.Kind));
        Assert.Equal("https://opentelemetry.io/schemas/1.37.0", span.Source.TelemetrySchemaUrl);
        var tags = span.TagObjects.ToDictionary(t => t.Key, t => t.Value);
        Assert.Equal(
            [
                "gen_ai.agent.name",
                "gen_ai.conversation.id",
                "gen_ai.operation.name",
                "gen_ai.provider.name",
                "gen_ai.request.max_tokens",
                "gen_ai.request.model",
                "gen_ai.response.finish_reasons",
                "gen_ai.response.id",
                "gen_ai.response.model",
                "gen_ai.usage.input_tokens",
                "gen_ai.usage.output_tokens",
                "openai.api.type", // Of the adapter of the SDK; the conventions have it.
                "server.address",
            ],
            tags.Keys.Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            ("chat", "openai", "wanted", "r7", server.Root.Host),
            (
                tags["gen_ai.operation.name"],
                tags["gen_ai.provider.name"],
                tags["gen_ai.request.model"],
                tags["gen_ai.conversation.id"],
                tags["server.address"]
            )
        );
        Assert.DoesNotContain(tags.Values, v => v is string text && text.Contains("Secret", StringComparison.Ordinal));
        Assert.Empty(span.Events);
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
    }

    [Fact]
    public async Task A_failed_attempt_is_a_span_of_its_own_that_says_why()
    {
        await using var bench = new ChatBench();
        bench.Add().Then(OpenAIScript.Error(503, "down"), OpenAIScript.Reply("Hi"));

        await AskAsync(bench);

        Assert.Equal(["503", null], Mine.Select(s => s.GetTagItem("error.type")));
        Assert.Equal([ActivityStatusCode.Error, ActivityStatusCode.Unset], Mine.Select(s => s.Status));
    }

    [Fact]
    public async Task Tokens_and_seconds_are_measured()
    {
        await using var bench = new ChatBench();
        var server = bench.Add(ModelProvider.Anthropic).Then(AnthropicScript.Reply("Hi"));

        await AskAsync(bench);

        // Ports are not in them; the provider, and how many tokens, tell which are ours.
        Assert.Contains(
            _measures,
            m =>
                m is { Name: "gen_ai.client.token.usage", Value: 35 }
                && "input".Equals(m.Tags["gen_ai.token.type"])
                && "anthropic".Equals(m.Tags["gen_ai.provider.name"])
                && "served".Equals(m.Tags["gen_ai.response.model"])
        );
        Assert.Contains(
            _measures,
            m => m is { Name: "gen_ai.client.token.usage", Value: 15 } && "output".Equals(m.Tags["gen_ai.token.type"])
        );
        Assert.Contains(
            _measures,
            m =>
                m is { Name: "gen_ai.client.operation.duration", Value: > 0 }
                && "anthropic".Equals(m.Tags["gen_ai.provider.name"])
        );
        Assert.DoesNotContain(_measures, m => m.Tags.ContainsKey("gen_ai.agent.name")); // Each name would be a series.
        Assert.Single(server.Requests);
    }

    private async Task AskAsync(ChatBench bench, string text = "Hello")
    {
        using var client = bench.Open(_agent);
        await foreach (
            var _ in client.GetStreamingResponseAsync(text, ChatBench.Tools, TestContext.Current.CancellationToken)
        ) { }
    }

    private void Keep<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        where T : IConvertible =>
        _measures.Enqueue(
            (
                instrument.Name,
                value.ToDouble(System.Globalization.CultureInfo.InvariantCulture),
                tags.ToArray().ToDictionary(t => t.Key, t => t.Value)
            )
        );
}
