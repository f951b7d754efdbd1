using System.Net;
using System.Web;
using MeshClaw.Connectors.OAuth;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.Tests.OAuth;

/// <summary>An authorization server by the book (RFC 6749, 7009, 8628), whose answers a test puts in order.</summary>
internal sealed class AuthorizationFake : HttpMessageHandler
{
    private readonly Queue<(HttpStatusCode Status, string Body)> _answers = new();

    /// <summary>Forms that came, with the path that they came to.</summary>
    public List<(string Path, Dictionary<string, string> Form)> Log { get; } = [];

    public static OAuthProvider Provider { get; } =
        OAuthProviders.Microsoft with
        {
            DeviceEndpoint = new Uri("https://login.test/device"),
            AuthorizationEndpoint = new Uri("https://login.test/authorize"),
            TokenEndpoint = new Uri("https://login.test/token"),
            RevocationEndpoint = new Uri("https://login.test/revoke"),
        };

    public static OAuthAccount Account { get; } =
        new(new("mail/work"), "ana@corp.example", Provider, OAuthUse.ImapAndSmtp, "client-1");

    public HttpClient Client() => new(this, disposeHandler: false);

    public AuthorizationFake Say(string body, HttpStatusCode status = HttpStatusCode.OK)
    {
        _answers.Enqueue((status, body));
        return this;
    }

    public AuthorizationFake Refuse(string error, string description = "") =>
        Say($$"""{"error":"{{error}}","error_description":"{{description}}"}""", HttpStatusCode.BadRequest);

    public AuthorizationFake Give(string access, string? refresh = null, int seconds = 3600) =>
        Say(
            $$"""{"access_token":"{{access}}","token_type":"Bearer","expires_in":{{seconds}}{{(
                refresh is null ? "" : $",\"refresh_token\":\"{refresh}\""
            )}}}"""
        );

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        Assert.Equal("application/x-www-form-urlencoded", request.Content?.Headers.ContentType?.MediaType);
        var form = HttpUtility.ParseQueryString(await request.Content!.ReadAsStringAsync(cancellationToken)); // Asserted.
        Log.Add((request.RequestUri!.AbsolutePath, form.AllKeys.ToDictionary(k => k!, k => form[k]!))); // HttpClient has one.
        var (status, body) = _answers.Dequeue();
        return status == HttpStatusCode.RequestTimeout
            ? throw new HttpRequestException("The line is cut.")
            : new HttpResponseMessage(status) { Content = new StringContent(body) };
    }
}

/// <summary>Secrets in memory.</summary>
internal sealed class MemorySecrets : ISecretStore
{
    private readonly Dictionary<string, Secret> _secrets = [];

    public Secret? Find(string name) => _secrets.GetValueOrDefault(name);

    public void Put(string name, Secret secret) => _secrets[name] = secret;

    public void Remove(string name) => _secrets.Remove(name);
}
