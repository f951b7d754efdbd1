using System.Collections.Immutable;
using MeshClaw.Connectors.Mail.Lists;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Connectors.Net;
using MeshClaw.Connectors.Tests.Mail.Writing;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;
using MeshClaw.Testing;
using static MeshClaw.Connectors.Tests.Mail.Lists.SignedLists;

namespace MeshClaw.Connectors.Tests.Mail.Lists;

/// <summary>Leaving by one click: a real mailbox with signed messages, and a real server by TLS.</summary>
[Collection<SharedDovecot>]
public sealed class UnsubscribeTests(DovecotServer dovecot)
{
    private static readonly DateTimeOffset s_when = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_signed_list_is_left_by_one_request_that_says_nothing_of_its_owner()
    {
        await using var server = new ListServer();
        await using var box = await OpenAsync(server, Sign(Message(Click), Both));

        var call = (await box.Driver.DescribeAsync(Leave)).Single();
        var done = (await box.Driver.DoAsync(Leave)).Single();

        Assert.Equal((ActionState.Done, ""), (done.State, done.Explanation));
        var heard = Assert.Single(server.Heard);
        Assert.StartsWith("POST /u?t=1 HTTP/1.1\r\n", heard, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nList-Unsubscribe=One-Click", heard, StringComparison.Ordinal);
        var names = heard.Split("\r\n\r\n")[0].Split("\r\n")[1..].Select(l => l.Split(':')[0]).Order();
        Assert.Equal(["Content-Length", "Content-Type", "Host"], names);
        Assert.Equal(new Destination("host", "list.shop.example"), call.Destinations.Single());
        Assert.True(call.Verbs.HasFlag(Verbs.Unsubscribe | Verbs.Send));
        Assert.Contains(call.Warnings, w => w.Code == "for-good");
        Assert.Contains("list.shop.example/u", call.Targets.Single().Facts.Title!, StringComparison.Ordinal);
        var address = call.Values.Single(v => v.Path == "/address");
        Assert.Equal((ValueRole.Destination, Url, true), (address.Role, address.Text, address.IsFound));
        Assert.Null(box.Driver.Connector.UndoRequest(done));
        LabelledCalls.AssertComplete(call);
    }

    [Fact]
    public async Task Describing_it_again_gives_the_same_and_another_address_is_refused()
    {
        await using var server = new ListServer();
        await using var box = await OpenAsync(server, Sign(Message(Click), Both));
        var call = (await box.Driver.DescribeAsync(Leave)).Single();

        var again = (
            await box.Driver.DescribeAsync(new ToolRequest(call.Connection, call.Tool, call.Arguments))
        ).Single();
        var other = call.Arguments.Replace("t=1", "t=2", StringComparison.Ordinal);

        Assert.Equal(call.Hash, again.Hash);
        await Assert.ThrowsAsync<ToolException>(() =>
            box.Driver.DescribeAsync(new ToolRequest(call.Connection, call.Tool, other))
        );
    }

    [Theory]
    [InlineData("unsigned", "not signed")]
    [InlineData("not covered", "leaves out")]
    [InlineData("added", "leaves out")]
    [InlineData("changed", "not good")]
    public async Task What_no_signature_holds_is_not_done_by_one_click(string attack, string why)
    {
        await using var server = new ListServer();
        var message = attack switch
        {
            "unsigned" => Message(Click),
            "not covered" => Sign(Message(Click), "From", "Subject", "Date", "List-Unsubscribe"),
            "added" => Sign(Message(""), "From", "Subject")
                .Replace("List-Id:", $"{Click}List-Id:", StringComparison.Ordinal),
            _ => Sign(Message(Click), Both).Replace("?t=1", "?t=2", StringComparison.Ordinal),
        };
        await using var box = await OpenAsync(server, message);

        var call = (await box.Driver.DescribeAsync(Leave)).Single();
        var refused = await Assert.ThrowsAsync<ToolException>(() => box.Driver.DescribeAsync(By("one-click")));

        Assert.Equal(new Destination("mail", "leave@mail.test"), call.Destinations.Single());
        Assert.Contains(why, call.Warnings.Single(w => w.Code == "not-one-click").Sentence, StringComparison.Ordinal);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Contains("leave@mail.test", refused.Message, StringComparison.Ordinal);
        Assert.Empty(server.Heard);
    }

    [Theory]
    [InlineData("List-Unsubscribe: <https://list.shop.example/u>\r\n")]
    [InlineData("List-Unsubscribe: <http://list.shop.example/u>\r\n" + Post)]
    [InlineData("List-Unsubscribe: <https://127.0.0.1/u>\r\n" + Post)]
    public async Task A_page_is_given_as_text_and_never_opened(string headers)
    {
        await using var server = new ListServer();
        await using var box = await OpenAsync(server, Sign(Message(headers), Both));

        var refused = await Assert.ThrowsAsync<ToolException>(() => box.Driver.DescribeAsync(Leave));

        Assert.Contains("open: http", refused.Message, StringComparison.Ordinal);
        Assert.Empty(server.Heard);
    }

    [Fact]
    public async Task Two_headers_are_nobodys_intention()
    {
        await using var server = new ListServer();
        await using var box = await OpenAsync(
            server,
            "List-Unsubscribe: <https://evil.example/u>\r\n" + Sign(Message(Click), Both)
        );

        var refused = await Assert.ThrowsAsync<ToolException>(() => box.Driver.DescribeAsync(Leave));

        Assert.Contains("does not say", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_looks_like_another_is_warned_of()
    {
        await using var server = new ListServer();
        var alike = Message("List-Unsubscribe: <https://xn--pple-43d.com/u>\r\n" + Post);
        await using var box = await OpenAsync(server, Sign(alike, Both));

        var call = (await box.Driver.DescribeAsync(Leave)).Single();

        Assert.Contains(call.Warnings, w => w.Code == "look-alike");
    }

    [Theory]
    [InlineData("mx.corp.example; dkim=pass header.d=shop.example", 1, true)]
    [InlineData("mx.corp.example; dkim=pass header.d=other.example", 1, false)]
    [InlineData("mx.corp.example; dkim=fail header.d=shop.example", 1, false)]
    [InlineData("mx.evil.example; dkim=pass header.d=shop.example", 1, false)]
    [InlineData("mx.corp.example; dkim=pass header.d=shop.example", 2, false)]
    public async Task Without_the_dns_only_the_owners_own_server_can_vouch(string results, int signatures, bool vouched)
    {
        await using var server = new ListServer();
        var message = Message(Click);
        for (var i = 0; i < signatures; i++)
        {
            message = Sign(message, Both);
        }

        await using var box = await OpenAsync(
            server,
            $"Authentication-Results: {results}\r\n{message}",
            Reach(server) with
            {
                Keys = () => new NoKeys(),
            },
            "mx.corp.example"
        );

        var call = (await box.Driver.DescribeAsync(Leave)).Single();

        Assert.Equal(vouched ? "host" : "mail", call.Destinations.Single().Kind);
    }

    [Theory]
    [InlineData("HTTP/1.1 500 Oh no", "500")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: https://169.254.169.254/latest", "another page")]
    [InlineData("HTTP/1.1 307 Again\r\nLocation: https://list.shop.example/other", "another page")]
    public async Task A_refusal_or_redirect_ends_it(string answer, string why)
    {
        await using var server = new ListServer(answer);
        await using var box = await OpenAsync(server, Sign(Message(Click), Both));

        var failed = (await box.Driver.DoAsync(Leave)).Single();

        Assert.Equal(ActionState.Failed, failed.State);
        Assert.Contains(why, failed.Explanation, StringComparison.Ordinal);
        Assert.Single(server.Heard);
    }

    [Fact]
    public async Task A_name_that_leads_to_this_device_is_not_connected_to()
    {
        await using var server = new ListServer();
        await using var box = await OpenAsync(server, Sign(Message(Click), Both), Reach(server, PublicReach.IsPublic));

        var failed = (await box.Driver.DoAsync(Leave)).Single();

        Assert.Contains("not on the public internet", failed.Explanation, StringComparison.Ordinal);
        Assert.Empty(server.Heard);
    }

    [Fact]
    public async Task A_server_that_is_not_who_it_says_hears_nothing()
    {
        await using var server = new ListServer();
        await using var box = await OpenAsync(
            server,
            Sign(Message(Click), Both),
            Reach(server) with
            {
                Certificates = null,
            }
        );

        var failed = (await box.Driver.DoAsync(Leave)).Single();

        Assert.Contains("Nothing was sent", failed.Explanation, StringComparison.Ordinal);
        Assert.Empty(server.Heard);
    }

    [Fact]
    public async Task A_server_that_hangs_leaves_it_unclear_and_it_is_not_asked_again()
    {
        await using var server = new ListServer(answer: null);
        var reach = Reach(server) with { Patience = TimeSpan.FromSeconds(1) };
        await using var box = await OpenAsync(server, Sign(Message(Click), Both), reach);
        var (preparations, rows) = await box.Driver.PrepareAsync(Leave);
        var call = (await box.Driver.DescribeAsync(Leave)).Single();

        await Assert.ThrowsAsync<ConnectorException>(() =>
            box.Driver.ExecuteAsync([(call, ((Preparation.Ready)preparations.Single()).Note)])
        );
        box.Open();

        var unclear = Assert.IsType<Reconciliation.Unclear>(await box.Driver.ReconcileAsync(rows.Single()));
        Assert.Contains("not made again by itself", unclear.WhatToDo, StringComparison.Ordinal);
        Assert.Single(server.Heard);
    }

    [Fact]
    public async Task What_was_never_begun_did_not_happen_and_what_was_answered_did()
    {
        await using var server = new ListServer();
        await using var box = await OpenAsync(server, Sign(Message(Click), Both));
        var (_, rows) = await box.Driver.PrepareAsync(Leave);

        Assert.IsType<Reconciliation.NotHappened>(await box.Driver.ReconcileAsync(rows.Single()));
        var done = (await box.Driver.DoAsync(Leave)).Single();
        box.Open();

        Assert.IsType<Reconciliation.Happened>(
            await box.Driver.ReconcileAsync(done with { State = ActionState.Executing })
        );
        Assert.Single(server.Heard);
    }

    [Fact]
    public async Task A_list_that_is_not_known_is_refused_with_what_to_do()
    {
        await using var server = new ListServer();
        await using var box = await OpenAsync(server, Sign(Message(Click), Both));

        var refused = await Assert.ThrowsAsync<ToolException>(() =>
            box.Driver.DescribeAsync(Driver.Request(MailTools.Unsubscribe, new { list = "other.example" }))
        );

        Assert.Contains("meshclaw mail sync", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_lists_come_out_of_the_index_and_say_what_is_missing()
    {
        await using var server = new ListServer();
        await using var box = await OpenAsync(server, Message(Click));

        var lists = await box.Driver.ReadAsync<MailLists>(MailTools.Lists, new { });

        Assert.Contains("meshclaw mail sync", lists.Note, StringComparison.Ordinal);
    }

    private static ToolRequest Leave => Driver.Request(MailTools.Unsubscribe, new { list = "news.shop.example" });

    private static ToolRequest By(string by) =>
        Driver.Request(MailTools.Unsubscribe, new { list = "news.shop.example", by });

    private async Task<Writer> OpenAsync(
        ListServer server,
        string message,
        ListReach? reach = null,
        params ImmutableArray<string> trusted
    )
    {
        var mailbox = dovecot.NewMailbox();
        await mailbox.AddAsync("INBOX", message, "", s_when);
        IReadOnlyList<MailLocation> newest = [];
        var writer = new Writer(
            dovecot,
            mailbox,
            25,
            with: w => w with { Lists = new OneList(() => newest), Reach = reach ?? Reach(server) },
            trusted: trusted
        );
        newest = [(await writer.Driver.ListAsync()).Messages.Single().Location];
        return writer;
    }
}
