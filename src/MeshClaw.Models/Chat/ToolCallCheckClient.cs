using System.Globalization;
using System.Runtime.CompilerServices;
using MeshClaw.Core.Models;
using Microsoft.Extensions.AI;

namespace MeshClaw.Models.Chat;

/// <summary>
/// Looks through the calls that a model wrote. One of an unknown tool, or with arguments that are no JSON object, comes out with a
/// <see cref="CallFaultException"/>; one without an id, or with one that was there before, with an id of its own.
/// </summary>
internal sealed class ToolCallCheckClient(IChatClient inner) : DelegatingChatClient(inner)
{
    private const int MostNames = 40;

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var check = new Check(messages, options);
        var response = await base.GetResponseAsync(check.Prompt, options, cancellationToken).ConfigureAwait(false);
        foreach (var message in response.Messages)
        {
            check.Mend(message.Contents);
        }

        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var check = new Check(messages, options);
        var updates = base.GetStreamingResponseAsync(check.Prompt, options, cancellationToken);
        await foreach (var update in updates.ConfigureAwait(false))
        {
            check.Mend(update.Contents);
            yield return update;
        }
    }

    private sealed class Check
    {
        private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
        private readonly List<string> _tools;

        public Check(IEnumerable<ChatMessage> messages, ChatOptions? options)
        {
            Prompt = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
            _tools = [.. (options?.Tools ?? []).Select(t => t.Name)];
            foreach (var call in Prompt.SelectMany(m => m.Contents).OfType<FunctionCallContent>())
            {
                _ids.Add(call.CallId);
            }
        }

        public IReadOnlyList<ChatMessage> Prompt { get; }

        public void Mend(IList<AIContent> contents)
        {
            for (var i = 0; i < contents.Count; i++)
            {
                if (contents[i] is FunctionCallContent call)
                {
                    contents[i] = Mend(call);
                }
            }
        }

        private FunctionCallContent Mend(FunctionCallContent call)
        {
            var fault = Fault(call);
            // Of a tool that was not offered too: a caller that offers tools by an index knows more of them than this call does.
            var arguments = call.Exception is null ? call.Arguments ?? new Dictionary<string, object?>() : null;
            return new FunctionCallContent(Id(call.CallId), call.Name, arguments)
            {
                Exception = fault,
                RawRepresentation = call.RawRepresentation,
                AdditionalProperties = call.AdditionalProperties,
            };
        }

        private CallFaultException? Fault(FunctionCallContent call)
        {
            if (!_tools.Contains(call.Name, StringComparer.Ordinal))
            {
                var names = string.Join(", ", _tools.Take(MostNames)) + (_tools.Count > MostNames ? ", …" : "");
                var there = names.Length == 0 ? "There are no tools here." : $"There are: {names}.";
                return new CallFaultException($"There is no tool \"{call.Name}\". Nothing was done. {there}");
            }

            return call.Exception is { } broken
                ? new CallFaultException(
                    $"The arguments of {call.Name} are no JSON object, or broke off. Nothing was done. Write the call again, with one whole JSON object.",
                    broken
                )
                : null;
        }

        private string Id(string given)
        {
            if (given.Length > 0 && _ids.Add(given))
            {
                return given;
            }

            for (var n = 1; ; n++)
            {
                var id = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(given.Length > 0 ? given + "-" : "call-")}{n}"
                );
                if (_ids.Add(id))
                {
                    return id;
                }
            }
        }
    }
}
