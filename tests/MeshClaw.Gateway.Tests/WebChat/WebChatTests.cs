using System.Net.ServerSentEvents;
using System.Text.Json;
using MeshClaw.Testing;

namespace MeshClaw.Gateway.Tests.WebChat;

/// <summary>The web chat at the wire: who gets in, how far, and what is said.</summary>
public sealed class WebChatTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/chat", "text/html")]
    [InlineData("/chat/chat.js", "text/javascript")]
    [InlineData("/chat/chat.css", "text/css")]
    public async Task The_page_is_anybodys_and_can_do_little(string path, string type)
    {
        await using var home = await new WebChatHome().StartAsync();
        using var answer = await home.SendAsync("GET", path, null, null);
        var text = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.Equal((200, type), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';",
            policy,
            Ordinal
        );
        Assert.Contains("frame-ancestors 'none'", policy, Ordinal);
        Assert.DoesNotContain("unsafe", policy, Ordinal);
        Assert.DoesNotContain("innerHTML", text, Ordinal);
        Assert.DoesNotMatch("""<script(?![^>]*\bsrc=)|\son[a-z]+=|<[^>]*\sstyle=""", type == "text/html" ? text : "");
    }

    [Theory]
    [InlineData("GET", "/chat/")]
    [InlineData("GET", "/chat/other.js")]
    [InlineData("POST", "/chat")]
    [InlineData("GET", "/v1/web-chat/sessions")]
    [InlineData("DELETE", "/v1/web-chat/sessions")]
    [InlineData("POST", "/v1/web-chat/codes")]
    [InlineData("POST", "/v1/web-chat/messages")]
    [InlineData("POST", "/v1/web-chat/presses")]
    [InlineData("GET", "/v1/web-chat/events")]
    [InlineData("GET", "/v1/web-chat/files/1")]
    [InlineData("POST", "/v1/web-chat/sessions/x")]
    [InlineData("POST", "/v1/web-chat/sessions/../../stop")]
    public async Task Nothing_else_opens_without_a_token(string method, string path)
    {
        await using var home = await new WebChatHome().StartAsync();
        using var raw = new RawClient(home.Host.Ready);

        Assert.Equal(401, (await raw.SendAsync($"{method} {path} HTTP/1.1", [$"Host: 127.0.0.1:{raw.Port}"])).Status);
    }

    [Fact]
    public async Task A_foreign_host_or_origin_is_refused_with_and_without_a_session()
    {
        await using var home = await new WebChatHome().StartWithSessionAsync();
        using var raw = new RawClient(home.Host.Ready);
        var token = $"Authorization: Bearer {home.Token}";
        foreach (var line in new[] { "GET /chat", "POST /v1/web-chat/sessions", "GET /v1/web-chat/events" })
        {
            var request = $"{line} HTTP/1.1";
            string[] ours = [$"Host: 127.0.0.1:{raw.Port}", token];
            Assert.Equal(403, (await raw.SendAsync(request, [$"Host: evil.example:{raw.Port}", token])).Status);
            Assert.Equal(403, (await raw.SendAsync(request, [.. ours, "Origin: https://evil.example"])).Status);
            Assert.Equal(403, (await raw.SendAsync(request, [.. ours, "Sec-Fetch-Site: cross-site"])).Status);
        }
    }

    [Fact]
    public async Task A_session_opens_the_web_chat_and_nothing_else()
    {
        await using var home = await new WebChatHome().StartWithSessionAsync();
        foreach (
            var (method, path) in new[]
            {
                ("GET", "/v1/status"),
                ("POST", "/v1/stop"),
                ("POST", "/v1/web-chat/codes"),
                ("POST", "/v1/web-chat/codes/"),
                ("POST", "/V1/Web-Chat/CODES"),
                ("GET", "/v1/channels"),
                ("POST", "/v1/web-chatx"),
                ("POST", "/v1/approvals/p1/approve"),
                ("POST", "/mcp"),
            }
        )
        {
            using var answer = await home.SendAsync(method, path);
            Assert.Equal(401, (int)answer.StatusCode);
        }

        Assert.False((await home.Host.Services.StopSwitch.ReadAsync(Cancel)).Stopped);
    }

    [Fact]
    public async Task A_code_serves_once_and_the_gateways_token_does_not_speak()
    {
        await using var home = await new WebChatHome().StartAsync();
        var code = await home.CodeAsync();

        using var first = await home.SendAsync("POST", "/v1/web-chat/sessions", new { code }, null);
        using var second = await home.SendAsync("POST", "/v1/web-chat/sessions", new { code }, null);
        using var wrong = await home.SendAsync("POST", "/v1/web-chat/sessions", new { code = "x" }, null);
        var owner = await File.ReadAllTextAsync(home.Host.Ready.TokenFile, Cancel);
        using var said = await home.SendAsync(
            "POST",
            "/v1/web-chat/messages",
            new { key = "k1", text = "hello" },
            owner
        );

        Assert.Equal([201, 401, 401, 401], new[] { first, second, wrong, said }.Select(a => (int)a.StatusCode));
    }

    [Fact]
    public async Task What_the_owner_says_is_answered_and_markup_is_data()
    {
        await using var home = await new WebChatHome().StartWithSessionAsync();
        const string Evil = "<img src=x onerror=alert(1)>\n\nevent: reset\ndata: {}\n\n</script>";
        home.Model.Says(Evil);

        await home.SayAsync("Hello");
        var seen = await home.SeesAsync("</script>");

        Assert.Equal(Evil, seen.GetProperty("text").GetString());
        Assert.Equal(["Hello", Evil], home.Room.Messages.Select(m => m.Text));
        Assert.Single(home.Model.Prompts);
    }

    [Fact]
    public async Task An_answer_is_seen_while_it_is_written()
    {
        await using var home = await new WebChatHome().StartWithSessionAsync();
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        home.Model.Before = _ => begin.Task;
        home.Model.Streams = ["Good ", "morning."];
        home.Model.BetweenStreams = () => goOn.Task;

        await home.SayAsync("Hello");
        await Eventually.HoldsAsync(() => home.Room.Typings == 1);
        begin.SetResult();
        var draft = await home.SeesAsync("Good …");
        goOn.SetResult();
        await home.SeesAsync("Good morning.");

        var answer = Assert.Single(home.Room.Messages, m => !m.IsOwner);
        Assert.Equal((draft.GetProperty("id").GetString(), "Good morning."), (answer.Id, answer.Text));
    }

    [Fact]
    public async Task What_is_posted_twice_is_said_once()
    {
        await using var home = await new WebChatHome().StartWithSessionAsync();
        home.Model.Says("Once.");
        var post = new { key = "same", text = "Hello" };

        using var first = await home.SendAsync("POST", "/v1/web-chat/messages", post);
        using var second = await home.SendAsync("POST", "/v1/web-chat/messages", post);
        await home.SeesAsync("Once.");
        using var third = await home.SendAsync("POST", "/v1/web-chat/messages", post);
        await home.SayAsync("/status");
        await home.SeesAsync("Running.");

        Assert.Single(home.Model.Prompts);
        Assert.Single(home.Room.Messages, m => m.Text == "Hello");
    }

    [Fact]
    public async Task A_stop_stops_at_once_and_no_model_is_asked()
    {
        await using var home = await new WebChatHome().StartWithSessionAsync();

        await home.SayAsync("Stop!!");

        Assert.True((await home.Host.Services.StopSwitch.ReadAsync(Cancel)).Stopped);
        await home.SeesAsync("Everything is stopped.");
        Assert.Empty(home.Model.Prompts);
    }

    [Fact]
    public async Task The_panic_code_is_shown_to_nobody()
    {
        await using var home = await new WebChatHome().StartWithSessionAsync();
        Assert.Null(home.Host.Services.Channels.Panic.Set("purple elephant 7"));

        await home.SayAsync("Purple ELEPHANT 7");
        await home.SeesAsync("Everything is stopped.");

        Assert.NotNull(await home.Host.Services.Channels.Lock.ReadAsync(Cancel));
        Assert.DoesNotContain(home.Room.Messages, m => m.Text.Contains("ELEPHANT", Ordinal));
    }

    [Fact]
    public async Task Files_go_both_ways_and_none_is_ever_a_page()
    {
        await using var home = await new WebChatHome().StartWithSessionAsync();
        home.Model.Says("Seen.");
        var page = Convert.ToBase64String("<script>alert(1)</script>"u8);

        await home.SayAsync(
            "look",
            new
            {
                name = "page.html",
                type = "text/html",
                content = page,
            }
        );
        await home.SeesAsync("Seen.");
        var own = home.Room.Messages[0].Files[0];
        using var answer = await home.SendAsync("GET", $"/v1/web-chat/files/{own.Id}");

        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("<script>alert(1)</script>", await answer.Content.ReadAsStringAsync(Cancel));
        var received = Assert.Single(Directory.GetFiles(Path.Join(home.Home.Home.WorkspaceFolder, "received")));
        Assert.Equal("<script>alert(1)</script>", await File.ReadAllTextAsync(received, Cancel));
        using var gone = await home.SendAsync("GET", "/v1/web-chat/files/other");
        Assert.Equal(404, (int)gone.StatusCode);
    }

    [Theory]
    [InlineData("""{"key":"k 1","text":"x"}""", 422)]
    [InlineData("""{"key":"","text":"x"}""", 422)]
    [InlineData("""{"key":"k1","text":" "}""", 422)]
    [InlineData("""{"key":"k1","files":[{"name":"a","content":"not base64!"}]}""", 422)]
    [InlineData("""{"text":"x"}""", 400)]
    [InlineData("""{"key":"k1","text":"x","sender":"somebody"}""", 400)]
    [InlineData("[]", 400)]
    public async Task A_message_that_makes_no_sense_is_refused(string body, int status)
    {
        await using var home = await new WebChatHome().StartWithSessionAsync();
        using var answer = await home.SendAsync("POST", "/v1/web-chat/messages", JsonElement.Parse(body));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Empty(home.Room.Messages);
    }

    [Fact]
    public async Task The_owner_is_a_person_once_and_ends_all_sessions_by_unpairing()
    {
        await using var home = await new WebChatHome().StartWithSessionAsync();
        using var again = await home.SendAsync(
            "POST",
            "/v1/web-chat/sessions",
            new { code = await home.CodeAsync() },
            null
        );
        var people = home.Host.Services.Channels.People;
        var person = Assert.Single(await people.ListAsync(Cancel));
        Assert.Equal(("web", "owner"), (person.Channel.Value, person.Sender));
        var audit = await home.Host.Services.Audit.ReadAsync(0, Cancel).ToListAsync(Cancel);
        Assert.Single(audit, a => a.Body.Contains("\"channel.paired\"", Ordinal));
        Assert.Equal(2, audit.Count(a => a.Body.Contains("\"webchat.opened\"", Ordinal)));

        await people.RemoveAsync(person.Id, Cancel);
        using var first = await home.SendAsync("POST", "/v1/web-chat/messages", new { key = "k1", text = "hello" });

        Assert.Equal(401, (int)first.StatusCode);
        Assert.Empty(home.Model.Prompts);
    }

    [Fact]
    public async Task Who_leaves_hears_nothing_more()
    {
        await using var home = await new WebChatHome().StartWithSessionAsync();
        using var events = await home.SendAsync("GET", "/v1/web-chat/events");
        await using var stream = await events.Content.ReadAsStreamAsync(Cancel);

        using var left = await home.SendAsync("DELETE", "/v1/web-chat/sessions");
        Assert.Equal(204, (int)left.StatusCode);
        var seen = new List<string>();
        await foreach (var happened in SseParser.Create(stream).EnumerateAsync(Cancel))
        {
            seen.Add(happened.EventType);
        }

        Assert.Equal(["reset"], seen); // And the stream has ended.
        using var after = await home.SendAsync("GET", "/v1/web-chat/events");
        Assert.Equal(401, (int)after.StatusCode);
    }

    private static StringComparison Ordinal => StringComparison.Ordinal;
}
