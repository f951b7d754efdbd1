using System.Net;
using System.Text;
using MeshClaw.Core.Models;
using MeshClaw.Models.Chat.Wire;

namespace MeshClaw.Models.Chat;

/// <summary>
/// Takes the place of the network below a provider's SDK and answers with a word at once, so that the SDK can be loaded and compiled before the
/// first call of a model without a byte leaving the process.
/// </summary>
internal sealed class MadeUpNetwork(ModelProvider provider) : HttpMessageHandler
{
    private const string OpenAI = """
        data: {"id":"w","object":"chat.completion.chunk","created":1,"model":"w","choices":[{"index":0,"delta":{"role":"assistant","content":"Ready"},"finish_reason":null}]}

        data: {"id":"w","object":"chat.completion.chunk","created":1,"model":"w","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

        data: {"id":"w","object":"chat.completion.chunk","created":1,"model":"w","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}

        data: [DONE]


        """;

    private const string Anthropic = """
        event: message_start
        data: {"type":"message_start","message":{"id":"w","type":"message","role":"assistant","model":"w","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Ready"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":1}}

        event: message_stop
        data: {"type":"message_stop"}


        """;

    /// <summary>A client over it for one model; it knows no key.</summary>
    public static HttpClient ClientFor(ModelConfig config, TimeProvider time) =>
        new(new ModelHttpHandler(config, key: null, PatienceLimits.Remote, time, new MadeUpNetwork(config.Provider)))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var text = provider switch
        {
            ModelProvider.Anthropic => Anthropic,
            ModelProvider.OpenAICompatible or ModelProvider.Azure => OpenAI,
        };
        var answer = new HttpResponseMessage(HttpStatusCode.OK)
        {
            RequestMessage = request,
            Content = new StringContent(text.ReplaceLineEndings("\n"), Encoding.UTF8, "text/event-stream"),
        };
        return Task.FromResult(answer);
    }
}

/// <summary>Reserves nothing and settles nothing: the calls that it is asked about are none.</summary>
internal sealed class FreeMeter : IModelMeter
{
    public ValueTask<ModelReservation> ReserveAsync(ModelAttempt attempt, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new ModelReservation(attempt));

    public ValueTask SettleAsync(
        ModelReservation reservation,
        ModelSpending spending,
        CancellationToken cancellationToken
    ) => ValueTask.CompletedTask;
}
