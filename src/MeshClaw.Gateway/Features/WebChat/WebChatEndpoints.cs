using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MeshClaw.Channels.WebChat;
using MeshClaw.Core.Channels;
using MeshClaw.Gateway.Hosting;
using MeshClaw.Gateway.Problems;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.WebChat;

/// <summary>
/// The web chat: codes and sessions, what the owner posts, and what a browser is told. Whoever shows a session is the owner: the gate has looked
/// (<see cref="WebChatDoor"/>). The gateway's own token makes codes and ends sessions, and does not speak here.
/// </summary>
internal static class WebChatEndpoints
{
    private const int MaxKey = 64;
    private const int MaxFiles = 8;
    private const int MaxName = 200;
    private const int MaxValue = 64;

    /// <summary>How long a post waits for the channel to run, as it does not yet while the gateway starts.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public static void MapWebChat(this WebApplication app, RouteGroupBuilder v1)
    {
        WebChatPage.Map(app);
        var chat = v1.MapGroup("/web-chat");
        chat.MapPost("/codes", NewCode);
        chat.MapPost("/sessions", OpenAsync);
        chat.MapDelete("/sessions", Close);
        chat.MapGet("/events", (HttpContext c, GatewayServices s, GatewayLifetime l) => WatchAsync(c, s, l));
        chat.MapPost("/messages", SayAsync);
        chat.MapPost("/presses", PressAsync);
        chat.MapGet("/files/{id}", File);
    }

    private static IResult NewCode(GatewayServices services, GatewayOptions options, IServer server)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var url = addresses.FirstOrDefault(a => !a.Contains("unix:", StringComparison.Ordinal));
        if (options.Ephemeral || url is null)
        {
            return new ProblemResult(
                "not-listening",
                "No gateway listens for browsers on this device.",
                "Start one: meshclaw up --detach"
            );
        }

        var (code, expires) = services.Channels.WebSessions.NewCode();
        var response = new WebChatCodeResponse($"{url.TrimEnd('/')}{WebChatDoor.Page}#{code}", expires);
        return Answer.With(response, ProtocolJson.Default.WebChatCodeResponse, 201);
    }

    private static async Task<IResult> OpenAsync(
        HttpContext context,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        var request = await ReadAsync(context, WebChatJson.Default.WebChatSessionRequest);
        if (!services.Channels.WebSessions.Take(request.Code))
        {
            return new ProblemResult(
                "unauthorized",
                "This link was used before, or is too old.",
                "Get a new one: meshclaw chat --web"
            );
        }

        await services.Channels.People.EnsureAsync(
            WebChatRoom.Name,
            WebChatRoom.Owner,
            ChannelRights.All,
            cancellationToken
        );
        await services.Audit.AppendAsync("webchat.opened", "{}", cancellationToken);
        var response = new WebChatSessionResponse(services.Channels.WebSessions.Open());
        return Answer.With(response, WebChatJson.Default.WebChatSessionResponse, 201);
    }

    // A browser leaves; with the gateway's token all of them do.
    private static NoContent Close(HttpContext context, GatewayServices services)
    {
        var sessions = services.Channels.WebSessions;
        if (context.Features.Get<WebChatSession>() is { } session)
        {
            sessions.Revoke(session);
        }
        else
        {
            sessions.RevokeAll();
        }

        return TypedResults.NoContent();
    }

    private static async Task<IResult> WatchAsync(
        HttpContext context,
        GatewayServices services,
        GatewayLifetime lifetime
    )
    {
        if (await OwnerAsync(context, services) is not { } session)
        {
            return NoSession();
        }

        await new WebChatStream(context, services.Channels, session).RunAsync(lifetime.Stopping);
        return TypedResults.Empty;
    }

    private static async Task<IResult> SayAsync(HttpContext context, GatewayServices services)
    {
        if (await OwnerAsync(context, services) is null)
        {
            return NoSession();
        }

        var request = await ReadAsync(context, WebChatJson.Default.WebChatMessageRequest);
        if (PostOf(request) is not { } post)
        {
            return new ProblemResult(
                "invalid",
                $"A message has a key of 1 to {MaxKey} letters, digits and hyphens, and a text or 1 to {MaxFiles} files in base64."
            );
        }

        var room = services.Channels.WebRoom;
        post = post with { IsSecret = services.Channels.Panic.Matches(post.Text) };
        if (!room.IsListening && (post.IsSecret || services.Channels.Inbox.IsStop(post.Text)))
        {
            // The channel waits until earlier runs are settled; a stop does not.
            const string By = $"{WebChatRoom.Owner} of the web chat";
            await services.Stop.StopAsync(By, CancellationToken.None);
            if (post.IsSecret)
            {
                await services.Channels.Panic.LockAsync(By, CancellationToken.None);
            }
        }

        return await TryAsync(context, patience => room.SayAsync(post, patience));
    }

    private static async Task<IResult> PressAsync(HttpContext context, GatewayServices services)
    {
        if (await OwnerAsync(context, services) is null)
        {
            return NoSession();
        }

        var request = await ReadAsync(context, WebChatJson.Default.WebChatPressRequest);
        if (!IsKey(request.Key) || request.Value.Length > MaxValue)
        {
            return new ProblemResult("invalid", "That is no press of a button.");
        }

        var found = true;
        var room = services.Channels.WebRoom;
        var taken = await TryAsync(
            context,
            async patience => found = await room.PressAsync(request.Key, request.Message, request.Value, patience)
        );
        return found ? taken : new ProblemResult("not-found", "This button is not there any more.");
    }

    private static async Task<IResult> File(string id, HttpContext context, GatewayServices services)
    {
        if (await OwnerAsync(context, services) is null)
        {
            return NoSession();
        }

        if (services.Channels.WebRoom.FileOf(id) is not { } kept)
        {
            return new ProblemResult("not-found", "This file is not kept any more.");
        }

        // Never as what it says that it is: a page of others would run as ours.
        return TypedResults.Bytes(kept.Content.ToArray(), "application/octet-stream", kept.File.Name);
    }

    // Where the owner has unpaired the web chat, no session serves any more.
    private static async Task<WebChatSession?> OwnerAsync(HttpContext context, GatewayServices services)
    {
        if (context.Features.Get<WebChatSession>() is not { } session)
        {
            return null;
        }

        var person = await services.Channels.People.FindAsync(
            WebChatRoom.Name,
            WebChatRoom.Owner,
            context.RequestAborted
        );
        if (person is null)
        {
            services.Channels.WebSessions.RevokeAll();
            return null;
        }

        return session;
    }

    private static async Task<IResult> TryAsync(HttpContext context, Func<CancellationToken, Task> act)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(s_patience);
        try
        {
            await act(patience.Token);
            return TypedResults.NoContent();
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return new ProblemResult("shutting-down", "The gateway starts or ends. It was not taken yet.");
        }
    }

    private static WebChatPost? PostOf(WebChatMessageRequest request)
    {
        var given = request.Files ?? [];
        if (
            !IsKey(request.Key)
            || given.Count > MaxFiles
            || (given.Count == 0 && string.IsNullOrWhiteSpace(request.Text))
        )
        {
            return null;
        }

        var files = ImmutableArray.CreateBuilder<OutboundFile>();
        foreach (var file in given)
        {
            var bytes = new byte[file.Content.Length];
            if (file.Name.Length is 0 or > MaxName || !Convert.TryFromBase64String(file.Content, bytes, out var length))
            {
                return null;
            }

            var type = file.Type is { Length: > 0 and <= MaxName } said ? said : "application/octet-stream";
            files.Add(new OutboundFile(file.Name, type, [.. bytes[..length]]));
        }

        return new WebChatPost(request.Key, request.Text ?? "", files.ToImmutable());
    }

    private static bool IsKey(string key) =>
        key.Length is > 0 and <= MaxKey && key.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
    {
        try
        {
            return await context.Request.ReadFromJsonAsync(type, context.RequestAborted)
                ?? throw new BadHttpRequestException("The body is empty.");
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw new BadHttpRequestException("The body is not what is expected here.", wrong);
        }
    }

    private static ProblemResult NoSession() =>
        new("unauthorized", "This browser has no session.", "Get a link: meshclaw chat --web");
}
