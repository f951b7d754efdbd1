using Microsoft.Extensions.AI;

namespace MeshClaw.Core.Turns;

/// <summary>How many tokens a prompt comes to, as <see cref="TokenEstimate"/> counts: on the high side.</summary>
public static class PromptEstimate
{
    // What large pictures come to at those providers that say so.
    private const int Media = 1600;

    /// <summary>Of all messages and the tools that go with them.</summary>
    public static int Of(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return messages.Sum(Size) + (options?.Tools?.Sum(Size) ?? 0);
    }

    private static int Size(ChatMessage message) =>
        message.Contents.Sum(c =>
            c switch
            {
                TextContent text => TokenEstimate.Of(text.Text),
                TextReasoningContent text => TokenEstimate.Of(text.Text),
                FunctionCallContent call => TokenEstimate.Of(
                    call.Name + string.Concat(call.Arguments?.Select(a => $"{a.Key} {a.Value} ") ?? [])
                ),
                FunctionResultContent result => TokenEstimate.Of(result.Result as string ?? ""),
                DataContent or UriContent => Media,
                _ => 0,
            }
        );

    private static int Size(AITool tool) =>
        TokenEstimate.Of(
            tool.Name + tool.Description + ((tool as AIFunctionDeclaration)?.JsonSchema.GetRawText() ?? "")
        );
}
