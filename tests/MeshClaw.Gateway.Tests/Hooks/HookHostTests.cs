using System.Net;
using System.Text;
using MeshClaw.Core.Channels;
using MeshClaw.Gateway.Hooks;
using MeshClaw.Testing;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Gateway.Tests.Hooks;

// One listener serves the tests that leave nothing behind; those with limits or troubles of their own start theirs.
public sealed class HookHostTests(HookRig rig) : IClassFixture<HookRig>
{
    [Fact]
    public async Task A_call_reaches_its_channel_as_it_came()
    {
        var before = rig.Second.Requests.Count;
        var answer = await rig.PostAsync(
            "/hooks/slack/acme?a=1&b=%2Fx&a=2",
            "{\"k\":1}",
            "X-Hub-Signature-256: sha256=00",
            "X-Twice: one",
            "X-Twice: two"
        );

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nheard", answer, StringComparison.Ordinal);
        var request = rig.Second.Requests[before];
        Assert.Equal("POST", request.Method);
        Assert.Equal(("2", "/x"), (request.Query["a"], request.Query["b"]));
        Assert.Equal(("sha256=00", "one,two"), (request.Headers["x-hub-signature-256"], request.Headers["X-Twice"]));
        Assert.Equal("{\"k\":1}", Encoding.UTF8.GetString(request.Body.Span));
    }

    [Fact]
    public async Task Its_answers_say_nothing_of_the_server_and_are_not_kept()
    {
        var answer = await rig.GetAsync("/hooks/fake");

        Assert.DoesNotContain("Server:", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Cache-Control: no-store", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Type: text/plain; charset=utf-8", answer, StringComparison.Ordinal);
        Assert.Contains("X-Content-Type-Options: nosniff", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/v1/status")]
    [InlineData("/v1/runs")]
    [InlineData("/hooks")]
    [InlineData("/hooks/")]
    [InlineData("/hooks/unknown")]
    [InlineData("/hooks/slack")]
    [InlineData("/hooks/fake/")]
    [InlineData("/hooks/fake/a/b")]
    [InlineData("/HOOKS/fake")]
    [InlineData("//hooks/fake")]
    [InlineData("/hooks/../v1/status")]
    [InlineData("/hooks/fake/../../v1/status")]
    [InlineData("/hooks/fake/../fake")]
    [InlineData("/v1/../hooks/fake")]
    [InlineData("/hooks/%2e%2e/v1/status")]
    [InlineData("/hooks/%66ake")]
    [InlineData("/hooks/slack%2Facme")]
    [InlineData("/hooks\\fake")]
    [InlineData("http://any.example/hooks/fake")]
    public async Task Anything_else_is_not_there(string target)
    {
        var before = rig.Channel.Requests.Count;

        var answer = await rig.GetAsync(target, "Authorization: Bearer anything");

        AssertEmpty(404, answer);
        Assert.Equal(before, rig.Channel.Requests.Count);
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    [InlineData("OPTIONS")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("TRACE")]
    [InlineData("post")]
    public async Task Other_methods_are_not_there(string method)
    {
        var before = rig.Channel.Requests.Count;

        AssertEmpty(404, await rig.SendAsync($"{method} /hooks/fake HTTP/1.1", ["Host: any.example"]));
        Assert.Equal(before, rig.Channel.Requests.Count);
    }

    [Theory]
    [InlineData("POST /hooks/fake HTTP/1.1|Host: a|Content-Length: 2|Content-Length: 3", 400)]
    [InlineData("POST /hooks/fake HTTP/1.1|Host: a|Content-Length: -1", 400)]
    [InlineData("POST /hooks/fake HTTP/1.1|Host: a|Host: b|Content-Length: 0", 400)]
    [InlineData("POST /hooks/fake HTTP/1.1|Content-Length: 0", 400)]
    [InlineData("POST /hooks/fake HTTP/1.1|Host: a|Transfer-Encoding: gzip", 400)]
    [InlineData("POST /hooks/fake HTTP/1.1|Host: a|No colon", 400)]
    [InlineData("POST /hooks/fake HTTP/1.1|Host: a| folded: x", 400)]
    [InlineData("POST /hooks/fake\0 HTTP/1.1|Host: a", 400)]
    [InlineData("CONNECT any.example:443 HTTP/1.1|Host: a", 400)]
    [InlineData("GET /hooks/fake HTTP/9.9|Host: a", 505)]
    public async Task What_is_no_proper_request_is_refused(string lines, int status)
    {
        var before = rig.Channel.Requests.Count;
        var all = lines.Split('|');

        var answer = await rig.SendAsync(all[0], all[1..], "{}");

        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
        Assert.Equal(before, rig.Channel.Requests.Count);
    }

    [Fact]
    public async Task Heads_that_are_too_large_are_refused()
    {
        var before = rig.Channel.Requests.Count;
        var large = await rig.GetAsync("/hooks/fake", "X-Large: " + new string('x', 20_000));
        var many = await rig.GetAsync("/hooks/fake", [.. Enumerable.Range(0, 100).Select(i => $"X-{i}: {i}")]);
        var line = await rig.GetAsync("/hooks/fake?" + new string('x', 10_000));

        Assert.StartsWith("HTTP/1.1 431", large, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 431", many, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 414", line, StringComparison.Ordinal);
        Assert.Equal(before, rig.Channel.Requests.Count);
    }

    [Fact]
    public async Task The_largest_body_comes_whole()
    {
        var before = rig.Channel.Requests.Count;

        await rig.PostAsync("/hooks/fake", new string('x', HookRequest.MaxBody));

        Assert.Equal(HookRequest.MaxBody, rig.Channel.Requests[before].Body.Length);
    }

    [Fact]
    public async Task A_larger_body_is_refused_announced_or_not()
    {
        var before = rig.Channel.Requests.Count;
        var announced = await rig.SendAsync(
            "POST /hooks/fake HTTP/1.1",
            ["Host: a", $"Content-Length: {HookRequest.MaxBody + 1}"]
        );
        var chunk = $"100000\r\n{new string('x', 0x100000)}\r\n"; // A megabyte.
        var inChunks = await rig.SendAsync(
            "POST /hooks/fake HTTP/1.1",
            ["Host: a", "Transfer-Encoding: chunked"],
            string.Concat(Enumerable.Repeat(chunk, 4))
        );

        AssertEmpty(413, announced);
        Assert.True(inChunks.Length == 0 || inChunks.StartsWith("HTTP/1.1 413", StringComparison.Ordinal), inChunks);
        Assert.Equal(before, rig.Channel.Requests.Count);
    }

    [Fact]
    public async Task What_a_channel_throws_is_503_and_one_line_of_the_log()
    {
        await using var own = await StartedAsync();
        own.Channel.Fails = new IOException("The disk is full.");

        AssertEmpty(503, await own.PostAsync("/hooks/fake", "{}"));
        Assert.Equal(["3091 A call of the platform of fake failed; it calls again"], own.Log);
    }

    [Fact]
    public async Task A_channel_that_hangs_is_given_up()
    {
        await using var own = await StartedAsync();
        own.Channel.Hangs = true;
        var asking = own.PostAsync("/hooks/fake", "{}");
        await Eventually.HoldsAsync(() => own.Channel.Requests.Count == 1);
        own.Time.Advance(TimeSpan.FromSeconds(20));

        AssertEmpty(503, await asking);
        Assert.Equal(["3092 A call of the platform of fake took too long; it calls again"], own.Log);
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_given_up()
    {
        await using var own = await StartedAsync();
        using var stream = await own.ConnectAsync();
        await stream.WriteAsync("POST /hooks/fake HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n123"u8.ToArray());
        var answering = HookRig.ReadAsync(stream);
        await Eventually.HoldsAsync(() =>
        {
            own.Time.Advance(TimeSpan.FromSeconds(1));
            return answering.IsCompleted;
        });

        Assert.StartsWith("HTTP/1.1 503", await answering, StringComparison.Ordinal);
        Assert.Empty(own.Channel.Requests);
    }

    [Fact]
    public async Task A_head_that_comes_drop_by_drop_is_given_up()
    {
        await using var own = await StartedAsync(o => o with { HeadersWithin = TimeSpan.FromMilliseconds(100) });
        using var stream = await own.ConnectAsync();
        await stream.WriteAsync("POST /hooks/fake HTTP/1.1\r\nHost: a\r\nX-"u8.ToArray());

        var answer = await HookRig.ReadAsync(stream);

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_calls_at_once_than_it_takes_are_sent_away()
    {
        await using var own = await StartedAsync(o => o with { Calls = 3, CallsOfOne = 2 });
        own.Channel.Hangs = true;
        var under = new List<Task<string>>
        {
            own.PostAsync("/hooks/fake", "1", "X-Forwarded-For: 192.0.2.1"),
            own.PostAsync("/hooks/fake", "2", "X-Forwarded-For: 192.0.2.1"),
        };
        await Eventually.HoldsAsync(() => own.Channel.Requests.Count == 2);

        AssertEmpty(429, await own.PostAsync("/hooks/fake", "3", "X-Forwarded-For: 192.0.2.1"));
        under.Add(own.PostAsync("/hooks/fake", "4", "X-Forwarded-For: 192.0.2.2"));
        await Eventually.HoldsAsync(() => own.Channel.Requests.Count == 3);
        AssertEmpty(503, await own.PostAsync("/hooks/fake", "5", "X-Forwarded-For: 192.0.2.3"));
        own.Channel.Release();
        Assert.All(await Task.WhenAll(under), a => Assert.StartsWith("HTTP/1.1 200", a, StringComparison.Ordinal));
        Assert.StartsWith("HTTP/1.1 200", await own.PostAsync("/hooks/fake", "6"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_asks_too_often_waits_and_no_other_does()
    {
        await using var own = await StartedAsync(o => o with { Burst = 2, PerSecond = 1 });
        const string First = "X-Forwarded-For: 198.51.100.7, 192.0.2.1";
        var answers = new[]
        {
            await own.GetAsync("/v1/status", First),
            await own.GetAsync("/hooks/fake", First),
            await own.GetAsync("/hooks/fake", First),
            await own.GetAsync("/hooks/fake", "X-Forwarded-For: 192.0.2.2"),
        };
        own.Time.Advance(TimeSpan.FromSeconds(1));
        var later = await own.GetAsync("/hooks/fake", First);

        Assert.Equal(["404", "200", "429", "200"], answers.Select(a => a.Split(' ')[1]));
        Assert.StartsWith("HTTP/1.1 200", later, StringComparison.Ordinal);
    }

    [Fact]
    public void Sources_without_number_do_not_fill_the_memory()
    {
        var limits = new SourceLimits(new HookHostOptions { Address = "127.0.0.1:0" }, new FakeTimeProvider());
        for (var i = 0; i < 10_000; i++)
        {
            var source = new IPAddress(i);
            Assert.True(limits.TryEnter(source));
            limits.Leave(source);
        }

        Assert.InRange(limits.Count, 1, SourceLimits.MaxSources);
    }

    [Theory]
    [InlineData("0.0.0.0:8080")]
    [InlineData("192.0.2.1:8080")]
    [InlineData("example.org:8080")]
    [InlineData("127.0.0.1")]
    public async Task It_listens_on_this_device_alone(string address)
    {
        await using var own = new HookRig();

        await Assert.ThrowsAsync<GatewayStartException>(() =>
            own.StartAsync(new HookHostOptions { Address = address })
        );
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told()
    {
        await using var own = new HookRig();

        var taken = await Assert.ThrowsAsync<GatewayStartException>(() =>
            own.StartAsync(new HookHostOptions { Address = $"127.0.0.1:{rig.Port}" })
        );

        Assert.Contains("hooks", taken.Message, StringComparison.Ordinal);
    }

    private static async Task<HookRig> StartedAsync(Func<HookHostOptions, HookHostOptions>? change = null)
    {
        var own = new HookRig();
        var options = new HookHostOptions { Address = "127.0.0.1:0" };
        await own.StartAsync(change?.Invoke(options) ?? options);
        return own;
    }

    private static void AssertEmpty(int status, string answer)
    {
        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }
}
