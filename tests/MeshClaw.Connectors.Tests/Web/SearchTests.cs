using MeshClaw.Connectors.Web.Search;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;
using MeshClaw.Testing;

namespace MeshClaw.Connectors.Tests.Web;

/// <summary>Both searches against answers in the shape that their public documentation shows.</summary>
public sealed class SearchTests
{
    private const string Json = "200 OK\r\nContent-Type: application/json";

    private const string SearXngAnswer = """
        {"query":"harbour","number_of_results":0,"results":[
          {"template":"default.html","url":"https://news.example/1","title":"The harbour","content":"Larger ships &amp; more","publishedDate":"2026-11-20T00:00:00",
           "thumbnail":"","engine":"duckduckgo","parsed_url":["https","news.example","/1","","",""],"engines":["duckduckgo"],"positions":[1],"score":1.0,"category":"general"},
          {"url":"javascript:alert(1)","title":"No","content":"No"},
          {"url":"https://news.example/2","title":"Second\u202e\u001b[31m","content":null,"publishedDate":null}],
         "answers":[],"corrections":[],"infoboxes":[],"suggestions":[],"unresponsive_engines":[["google","timeout"]]}
        """;

    private const string BraveAnswer = """
        {"type":"search","query":{"original":"harbour","more_results_available":true},
         "mixed":{"type":"mixed","main":[{"type":"web","index":0,"all":false}],"top":[],"side":[]},
         "web":{"type":"search","family_friendly":true,"results":[
          {"title":"The <strong>harbour</strong>","url":"https://news.example/1","is_source_local":false,"description":"Larger ships &amp; <strong>more</strong>",
           "page_age":"2026-11-20T08:00:00","profile":{"name":"News","url":"https://news.example/1"},"language":"en","family_friendly":true},
          {"title":"Second","url":"https://news.example/2","description":"x"}]}}
        """;

    [Fact]
    public async Task SearXng_is_asked_by_post_and_its_results_are_read()
    {
        await using var server = new WebServer().Answers("/searx/search", Json, SearXngAnswer);
        using var search = new SearXngSearch(new Uri($"http://{server.EndPoint}/searx/"), TimeProvider.System);

        var found = await search.SearchAsync("harbour & ships", 8, Token);

        Assert.Equal(
            [
                new SearchResult("The harbour", "https://news.example/1", "Larger ships & more", "2026-11-20T00:00:00"),
                new SearchResult("Second [31m", "https://news.example/2", "", ""),
            ],
            found
        );
        var heard = Assert.Single(server.Heard);
        Assert.StartsWith("POST /searx/search HTTP/1.1\r\n", heard, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nq=harbour+%26+ships&format=json", heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Brave_is_asked_with_its_key_and_its_results_are_read()
    {
        await using var server = new WebServer().Answers(
            "/res/v1/web/search?q=harbour%20%26%20ships&count=1&result_filter=web&text_decorations=false",
            Json,
            BraveAnswer
        );
        using var search = new BraveSearch(
            new Uri($"http://{server.EndPoint}"),
            new Secret("BSA-key"),
            TimeProvider.System
        );

        var found = await search.SearchAsync("harbour & ships", 1, Token);

        Assert.Equal(
            [new SearchResult("The harbour", "https://news.example/1", "Larger ships & more", "2026-11-20T08:00:00")],
            found
        );
        Assert.Contains("\r\nX-Subscription-Token: BSA-key\r\n", Assert.Single(server.Heard), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_Brave_finds_nothing_nothing_is_found()
    {
        await using var server = new WebServer().Answers(
            "/res/v1/web/search?q=x&count=1&result_filter=web&text_decorations=false",
            Json,
            """{"type":"search","query":{"original":"x"}}"""
        );
        using var search = new BraveSearch(new Uri($"http://{server.EndPoint}"), new Secret("k"), TimeProvider.System);

        Assert.Empty(await search.SearchAsync("x", 1, Token));
    }

    [Theory]
    [InlineData("403 Forbidden", "", "does not give JSON. Add json to search.formats")]
    [InlineData("429 Too Many Requests", "", "takes no more requests")]
    [InlineData("404 Not Found", "", "There is no SearXNG at")]
    [InlineData("302 Found\r\nLocation: https://evil.example/", "", "answered with 302")]
    [InlineData("500 Oh", "", "answered with 500")]
    [InlineData(Json, "<html>", "does not answer with JSON")]
    [InlineData(Json, "{}", "so it is no SearXNG")]
    [InlineData(Json, "{\"results\":1}", "so it is no SearXNG")]
    [InlineData(Json, "[]", "so it is no SearXNG")]
    public async Task What_SearXng_refuses_is_said(string head, string body, string why)
    {
        await using var server = new WebServer().Answers("/search", head, body);
        using var search = new SearXngSearch(new Uri($"http://{server.EndPoint}/"), TimeProvider.System);

        var refused = await Assert.ThrowsAsync<ConnectorException>(() => search.SearchAsync("x", 1, Token));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("401 Unauthorized", "does not take the key")]
    [InlineData("422 Unprocessable Entity", "does not take the query")]
    [InlineData("429 Too Many Requests", "takes no more requests")]
    public async Task What_Brave_refuses_is_said_without_the_key(string head, string why)
    {
        await using var server = new WebServer().Answers(
            "/res/v1/web/search?q=x&count=1&result_filter=web&text_decorations=false",
            head,
            """{"type":"ErrorResponse","error":{"id":"1","status":401,"code":"SUBSCRIPTION_TOKEN_INVALID","detail":"BSA-key"}}"""
        );
        using var search = new BraveSearch(
            new Uri($"http://{server.EndPoint}"),
            new Secret("BSA-key"),
            TimeProvider.System
        );

        var refused = await Assert.ThrowsAsync<ConnectorException>(() => search.SearchAsync("x", 1, Token));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("BSA-key", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_short()
    {
        await using var server = new WebServer().Answers("/search", Json, new byte[5 * 1024 * 1024]);
        using var search = new SearXngSearch(new Uri($"http://{server.EndPoint}/"), TimeProvider.System);

        var refused = await Assert.ThrowsAsync<ConnectorException>(() => search.SearchAsync("x", 1, Token));

        Assert.Contains("more than 4 MiB", refused.Message, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
