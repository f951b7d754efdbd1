namespace MeshClaw.Gateway.Tests.Security;

/// <summary>Attacks on the door. The gateway under attack is stopped by none of them: each one tries <c>stop</c>, and must not get through.</summary>
public sealed class RequestGateTests : IAsyncLifetime
{
    private readonly TestHome _home = new();
    private GatewayHost _host = null!;
    private RawClient _raw = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await _home.StartAsync();
        _raw = new RawClient(_host.Ready);
    }

    public async ValueTask DisposeAsync()
    {
        _raw.Dispose();
        await _home.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("127.0.0.1:PORT")]
    [InlineData("localhost:PORT")]
    [InlineData("[::1]:PORT")]
    public async Task Our_own_names_are_let_in(string host) =>
        Assert.Equal(200, (await _raw.SendAsync("POST /v1/stop HTTP/1.1", Headers(host))).Status);

    [Theory]
    [InlineData("attacker.example:PORT")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:1")]
    [InlineData("localhost")]
    [InlineData("localhost.attacker.example:PORT")]
    [InlineData("127.0.0.1:PORT.attacker.example")]
    [InlineData("")]
    public async Task A_foreign_host_is_refused(string host) => await RefusedAsync(Headers(host), 403, 400);

    [Fact]
    public async Task A_missing_host_is_refused() => await RefusedAsync([_raw.Authorization], 400, 403);

    [Fact]
    public async Task Two_hosts_are_refused() =>
        await RefusedAsync(["Host: attacker.example", .. Headers("127.0.0.1:PORT")], 400, 403);

    [Theory]
    [InlineData("https://attacker.example")]
    [InlineData("http://attacker.example:PORT")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("http://127.0.0.1")]
    [InlineData("null")]
    public async Task A_foreign_origin_is_refused(string origin) =>
        await RefusedAsync([.. Headers("127.0.0.1:PORT"), "Origin: " + Port(origin)], 403);

    [Fact]
    public async Task Our_own_origin_is_let_in()
    {
        string[] headers = [.. Headers("127.0.0.1:PORT"), Port("Origin: http://127.0.0.1:PORT")];
        Assert.Equal(200, (await _raw.SendAsync("POST /v1/stop HTTP/1.1", headers)).Status);
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    public async Task A_request_that_the_browser_says_is_foreign_is_refused(string site) =>
        await RefusedAsync([.. Headers("127.0.0.1:PORT"), "Sec-Fetch-Site: " + site], 403);

    [Theory]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer wrong")]
    [InlineData("Basic TOKEN")]
    [InlineData("Bearer TOKENx")]
    [InlineData("Bearer  TOKEN")]
    public async Task A_wrong_token_is_refused_over_loopback_and_socket(string authorization)
    {
        var token = await File.ReadAllTextAsync(_host.Ready.TokenFile);
        var header = "Authorization: " + authorization.Replace("TOKEN", token, StringComparison.Ordinal);

        await RefusedAsync([$"Host: 127.0.0.1:{_raw.Port}", header], 401);
        await RefusedAsync(["Host: localhost", header], [401], overSocket: true);
    }

    [Fact]
    public async Task A_missing_token_is_refused_on_every_path_known_or_not()
    {
        foreach (var path in new[] { "/v1/status", "/v1/stop", "/", "/v1/nothing", "/v1/agents/inbox" })
        {
            foreach (var method in new[] { "GET", "POST", "DELETE", "OPTIONS", "HEAD" })
            {
                var answer = await _raw.SendAsync($"{method} {path} HTTP/1.1", [$"Host: 127.0.0.1:{_raw.Port}"]);
                Assert.Equal(401, answer.Status);
            }
        }
    }

    [Fact]
    public async Task A_token_in_the_url_is_none()
    {
        var token = await File.ReadAllTextAsync(_host.Ready.TokenFile);
        var line = $"POST /v1/stop?access_token={token}&token={token} HTTP/1.1";
        Assert.Equal(401, (await _raw.SendAsync(line, [$"Host: 127.0.0.1:{_raw.Port}"])).Status);
        await NotStoppedAsync();
    }

    [Theory]
    [InlineData("/v1/stop")]
    [InlineData("/v1/resume")]
    [InlineData("/v1/undo")]
    [InlineData("/v1/shutdown")]
    [InlineData("/v1/backup")]
    [InlineData("/v1/doctor")]
    [InlineData("/v1/agents/inbox/pause")]
    [InlineData("/v1/approvals/p1/approve")]
    public async Task Nothing_is_changed_by_get_or_head(string path)
    {
        foreach (var method in new[] { "GET", "HEAD" })
        {
            var answer = await _raw.SendAsync($"{method} {path} HTTP/1.1", Headers("127.0.0.1:PORT"));
            Assert.Equal(405, answer.Status);
        }

        await NotStoppedAsync();
        Assert.False(_host.EndAsked.IsCompleted);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("text/plain; application/json")]
    [InlineData(null)]
    public async Task A_body_that_a_web_form_could_send_is_refused(string? type)
    {
        var answer = await _raw.PostAsync("/v1/orders", """{"text":"never delete anything"}""", type);
        Assert.Equal(415, answer.Status);
        var empty = await _raw.PostAsync("/v1/stop", "", type ?? "text/plain");
        Assert.Equal(415, empty.Status);
        await NotStoppedAsync();
    }

    [Fact]
    public async Task A_huge_body_is_refused_whether_it_says_its_length_or_not()
    {
        var body = $$"""{"text":"{{new string('x', 300 * 1024)}}"}""";
        var told = await _raw.PostAsync("/v1/orders", body, "application/json");
        Assert.Contains(told.Status, new[] { 413, 0 });

        string[] headers =
        [
            .. Headers("127.0.0.1:PORT"),
            "Content-Type: application/json",
            "Transfer-Encoding: chunked",
        ];
        var chunked = await _raw.SendAsync(
            "POST /v1/orders HTTP/1.1",
            headers,
            $"{body.Length:x}\r\n{body}\r\n0\r\n\r\n"
        );
        Assert.Contains(chunked.Status, new[] { 413, 0 });
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("[]", 400)]
    [InlineData("null", 400)]
    [InlineData("{\"agent\":7}", 400)]
    [InlineData("{\"agent\":\"a\",\"agent\":\"b\"}", 400)]
    [InlineData("{\"agent\":\"a\",\"more\":1}", 400)]
    [InlineData("{}", 422)]
    [InlineData("{\"agent\":\"../../x\"}", 404)]
    public async Task A_body_that_makes_no_sense_is_problem_details_without_a_stack_trace(string body, int status)
    {
        var answer = await _raw.PostAsync("/v1/runs", body, "application/json");

        Assert.Equal(status, answer.Status);
        Assert.Contains("application/problem+json", answer.Text, StringComparison.Ordinal);
        Assert.Contains("\"code\":", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_path_is_problem_details()
    {
        var answer = await _raw.SendAsync("GET /v1/nothing HTTP/1.1", Headers("127.0.0.1:PORT"));
        Assert.Equal(404, answer.Status);
        Assert.Contains("\"code\":\"not-found\"", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Socket_and_token_are_their_owners_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows keeps the user profile private by other means.");
            return;
        }

        const UnixFileMode Alone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(Alone, File.GetUnixFileMode(_host.Ready.Socket));
        Assert.Equal(Alone, File.GetUnixFileMode(_host.Ready.TokenFile));
        Assert.Equal(Alone | UnixFileMode.UserExecute, File.GetUnixFileMode(_home.Home.RunFolder));
    }

    [Fact]
    public async Task The_token_is_in_no_log_and_no_answer()
    {
        var token = await File.ReadAllTextAsync(_host.Ready.TokenFile);
        Assert.Equal(43, token.Length);
        var answer = await _raw.SendAsync("GET /v1/status HTTP/1.1", Headers("127.0.0.1:PORT"));
        Assert.Equal(200, answer.Status);
        Assert.DoesNotContain(token, answer.Text, StringComparison.Ordinal);
        await _home.DisposeHostsAsync();
        var log = await File.ReadAllTextAsync(Path.Join(_home.Home.LogsFolder, "gateway.log"));
        Assert.Contains("is ready", log, StringComparison.Ordinal);
        Assert.DoesNotContain(token, log, StringComparison.Ordinal);
    }

    private string[] Headers(string host) => [Port($"Host: {host}"), _raw.Authorization];

    private string Port(string text) => text.Replace("PORT", $"{_raw.Port}", StringComparison.Ordinal);

    private Task RefusedAsync(string[] headers, params int[] statuses) => RefusedAsync(headers, statuses, false);

    private async Task RefusedAsync(string[] headers, int[] statuses, bool overSocket)
    {
        var answer = await _raw.SendAsync("POST /v1/stop HTTP/1.1", headers, "", overSocket);
        Assert.Contains(answer.Status, statuses);
        await NotStoppedAsync();
    }

    private async Task NotStoppedAsync() =>
        Assert.False((await _host.Services.StopSwitch.ReadAsync(TestContext.Current.CancellationToken)).Stopped);
}
