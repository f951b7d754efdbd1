using System.Text;
using System.Text.Json;
using MeshClaw.Channels.WebChat;
using MeshClaw.Gateway.Channels;
using Microsoft.AspNetCore.Http;

namespace MeshClaw.Gateway.Features.WebChat;

/// <summary>
/// What a browser is told, as server-sent events, until it hangs up, its session ends or the gateway does. A comment now and then tells it that the line
/// is not dead.
/// </summary>
internal sealed class WebChatStream(HttpContext context, ChannelServices channels, WebChatSession session)
{
    private static readonly TimeSpan s_beat = TimeSpan.FromSeconds(15);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = "text/event-stream";
        await using var events = channels.WebRoom.WatchAsync(LastSeen(), ending.Token).GetAsyncEnumerator(ending.Token);
        var next = Task.FromResult(false);
        try
        {
            await WriteAsync(": here\n\n", ending.Token);
            next = events.MoveNextAsync().AsTask();
            while (!session.Ended.IsCompleted)
            {
                using var beat = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
                var pause = Task.Delay(s_beat, beat.Token);
                var first = await Task.WhenAny(next, session.Ended, pause);
                await beat.CancelAsync();
                if (first == next && await next)
                {
                    await WriteAsync(TextOf(events.Current), ending.Token);
                    next = events.MoveNextAsync().AsTask();
                }
                else if (first == pause && channels.WebSessions.IsOpen(session))
                {
                    await WriteAsync(": here\n\n", ending.Token);
                }
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested) { }
        finally
        {
            await ending.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // An enumerator that moves cannot be disposed of.
        }
    }

    private string? LastSeen() => context.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } id] ? id : null;

    private static string TextOf(WebChatEvent happened) =>
        happened switch
        {
            WebChatEvent.Reset => "event: reset\ndata: {}\n\n",
            WebChatEvent.Typing => "event: typing\ndata: {}\n\n",
            WebChatEvent.Said said => $"id: {said.Id}\nevent: message\ndata: {Json(said.Message)}\n\n",
            var other => throw new InvalidOperationException($"Unknown event {other.GetType().Name}."),
        };

    private static string Json(WebChatMessage message) =>
        JsonSerializer.Serialize(WebChatView.Of(message), WebChatJson.Default.WebChatView);

    private async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }
}
