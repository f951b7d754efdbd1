using System.Net;
using MeshClaw.Connectors.Mail;
using MeshClaw.Connectors.Mail.Jmap;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Secrets;
using MeshClaw.Testing;

namespace MeshClaw.Connectors.Tests.Mail.Jmap;

/// <summary>What only JMAP has: one id in several folders, conditions, logins and waiting over HTTP.</summary>
[Collection<SharedCyrus>]
public sealed class JmapServerTests(CyrusServer server) : IAsyncLifetime
{
    private static readonly DateTimeOffset s_received = new(2026, 11, 16, 7, 30, 5, TimeSpan.Zero);

    private readonly InstantTime _time = new();
    private readonly CyrusMailbox _mailbox = server.NewMailbox();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _mailbox.DisposeAsync();

    [Fact]
    public async Task A_message_of_several_folders_leaves_one_for_another_and_comes_back()
    {
        var driver = new Driver(MailStores.Connect(Account()));
        var id = await AddAsync("one");
        await _mailbox.CopyAsync("INBOX", id, "Label");
        await _mailbox.CopyAsync("INBOX", id, "Reading");
        var at = (await driver.ListAsync()).Messages.Single().Location;

        var row = (await driver.DoAsync(Driver.Move(at, "Reading"))).Single(); // It lies there already.

        Assert.Equal("Label Reading", await WhereAsync());
        var back = (await driver.DoAsync(driver.Connector.UndoRequest(row)!)).Single();
        Assert.Equal(ActionState.Done, back.State);
        Assert.Equal("INBOX Label Reading", await WhereAsync());
        await driver.DoAsync(driver.Connector.UndoRequest(back)!);
        Assert.Equal("Label Reading", await WhereAsync());
    }

    [Fact]
    public async Task A_message_that_another_program_moves_at_the_same_moment_is_left_to_it()
    {
        var id = await AddAsync("one");
        await AddAsync("two");
        var raced = false;
        var driver = new Driver(
            Connect(
                async (request, next) =>
                {
                    var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync();
                    if (body.Contains("ifInState", StringComparison.Ordinal) && !raced)
                    {
                        raced = true;
                        await _mailbox.MoveAsync("INBOX", id, "Elsewhere");
                    }

                    return await next(request);
                }
            )
        );
        var listed = (await driver.ListAsync()).Messages;

        var rows = await driver.DoAsync([.. listed.Select(m => Driver.Move(m.Location, "Reading"))]);

        Assert.True(raced);
        Assert.Equal(
            [("one", ActionState.Failed), ("two", ActionState.Done)],
            rows.Select((r, i) => (listed[i].Subject, r.State)).OrderBy(r => r.Subject, StringComparer.Ordinal)
        );
        Assert.Equal(id, (await _mailbox.ReadAsync("Elsewhere")).Single().Id);
        Assert.Single(await _mailbox.ReadAsync("Reading"));
    }

    [Fact]
    public async Task A_page_goes_on_where_it_ended_though_all_of_it_was_moved_away()
    {
        for (var i = 0; i < 6; i++)
        {
            await AddAsync($"m{i}"); // All of the same second.
        }

        var driver = new Driver(MailStores.Connect(Account()));
        var first = await driver.ListAsync(limit: 3, headersOnly: true);
        await driver.DoAsync([.. first.Messages.Select(m => Driver.Move(m.Location, "Reading"))]);

        var second = await driver.ListAsync(limit: 3, cursor: first.Next, headersOnly: true);

        Assert.Null(second.Next);
        Assert.Equal(
            ["m0", "m1", "m2", "m3", "m4", "m5"],
            first.Messages.Concat(second.Messages).Select(m => m.Subject).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData(JmapAuth.Password, "refused the login of")]
    [InlineData(JmapAuth.Token, "refused the token")]
    public async Task A_login_that_is_refused_says_what_to_do(JmapAuth auth, string what)
    {
        var driver = new Driver(
            MailConnectorFactory.Create(Account() with { JmapAuth = auth }, new Secret("not the password"))
        );

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => driver.ListAsync());

        Assert.Contains(what, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not the password", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_jmap_says_so()
    {
        var driver = new Driver(MailStores.Connect(Account() with { Jmap = new Uri(server.Jmap, "/nothing/here") }));

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => driver.ListAsync());

        Assert.Contains("There is no JMAP at", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task A_busy_server_is_waited_for(HttpStatusCode status)
    {
        await AddAsync("one");
        var left = 2;
        var driver = new Driver(Connect((request, next) => --left >= 0 ? Busy(status, 7) : next(request)));

        Assert.Equal("one", (await driver.ListAsync()).Messages.Single().Subject);
        Assert.Equal([7, 7], _time.Waits);
    }

    [Theory]
    [InlineData(3600, 0)] // Longer than anybody waits for a list.
    [InlineData(1, 3)]
    public async Task A_server_that_stays_busy_is_told(int seconds, int waits)
    {
        var driver = new Driver(Connect((_, _) => Busy(HttpStatusCode.ServiceUnavailable, seconds)));

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => driver.ListAsync());

        Assert.Contains("is busy", failure.Message, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Repeat((double)seconds, waits), _time.Waits);
    }

    [Fact]
    public async Task A_redirect_to_another_host_is_not_followed()
    {
        var asked = new List<Uri?>();
        var driver = new Driver(
            Connect(
                (request, _) =>
                {
                    asked.Add(request.RequestUri);
                    var response = new HttpResponseMessage(HttpStatusCode.TemporaryRedirect);
                    response.Headers.Location = new Uri("https://evil.example/jmap");
                    return Task.FromResult(response);
                }
            )
        );

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => driver.ListAsync());

        Assert.Contains("https://evil.example", failure.Message, StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", Assert.Single(asked)!.Host);
    }

    private MailAccount Account() => MailStores.Account(server, _mailbox.User);

    private MailConnector Connect(
        Func<HttpRequestMessage, Func<HttpRequestMessage, Task<HttpResponseMessage>>, Task<HttpResponseMessage>> between
    )
    {
        var http = new JmapHttp(
            Account(),
            new Secret(CyrusServer.Password),
            _time,
            inner => new Between(between) { InnerHandler = inner }
        );
        return new MailConnector(Account(), new JmapStore(http, Account()));
    }

    private static Task<HttpResponseMessage> Busy(HttpStatusCode status, int seconds)
    {
        var response = new HttpResponseMessage(status);
        response.Headers.RetryAfter = new System.Net.Http.Headers.RetryConditionHeaderValue(
            TimeSpan.FromSeconds(seconds)
        );
        return Task.FromResult(response);
    }

    private async Task<string> AddAsync(string subject) =>
        await _mailbox.AddAsync(
            "INBOX",
            TestMailbox.Message("Ana <ana@corp.example>", subject, "Hello"),
            "",
            s_received
        );

    private async Task<string> WhereAsync()
    {
        var places = new List<string>();
        foreach (var folder in await _mailbox.FoldersAsync())
        {
            if ((await _mailbox.ReadAsync(folder)).Length > 0)
            {
                places.Add(folder);
            }
        }

        return string.Join(' ', places);
    }

    private sealed class Between(
        Func<HttpRequestMessage, Func<HttpRequestMessage, Task<HttpResponseMessage>>, Task<HttpResponseMessage>> between
    ) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        ) => between(request, r => base.SendAsync(r, cancellationToken));
    }
}
