using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using MeshClaw.Connectors.Mail.Jmap;
using MeshClaw.Core.Connectors;

namespace MeshClaw.Connectors.Tests.Mail.Jmap;

/// <summary>Whatever a server answers, the owner is told; nothing else comes out.</summary>
public sealed class JmapWireTests
{
    private static readonly JmapHost s_host = new(new Uri("https://mail.example"));

    private static readonly JmapCall[] s_calls =
    [
        new("Email/get", new JsonObject()),
        new("Mailbox/get", new JsonObject()),
        new("Email/query", new JsonObject()),
        new("Email/set", new JsonObject()),
        new("Email/changes", new JsonObject()),
    ];

    // As Cyrus 3.6 answers them, shortened.
    private static readonly string[] s_seeds =
    [
        """
            {"username":"user1","apiUrl":"/jmap/","downloadUrl":"/jmap/download/{accountId}/{blobId}/{name}?accept={type}","uploadUrl":"/jmap/upload/{accountId}/","eventSourceUrl":"/jmap/eventsource/?types={types}","state":"0","capabilities":{"urn:ietf:params:jmap:core":{"maxSizeUpload":1073741824,"maxConcurrentUpload":5,"maxSizeRequest":10485760,"maxConcurrentRequests":5,"maxCallsInRequest":50,"maxObjectsInGet":4096,"maxObjectsInSet":4096,"collationAlgorithms":[]},"urn:ietf:params:jmap:mail":{}},"accounts":{"user1":{"name":"user1","isPrimary":true,"isReadOnly":false,"accountCapabilities":null}},"primaryAccounts":{"urn:ietf:params:jmap:mail":"user1"}}
            """,
        """
            {"methodResponses":[["Email/get",{"state":"26","list":[{"id":"M5afd541bac44717f2136ad48","blobId":"G5afd541bac44717f2136ad482b8f9a61dbefca50","mailboxIds":{"x0ef70ciwv35prfai98zkx74":true},"keywords":{"$flagged":true,"$seen":true},"size":114,"receivedAt":"2026-11-16T07:30:05Z","headers":[{"name":"From","value":" a@b.example"},{"name":"Subject","value":" Invoice 17 ü"}],"hasAttachment":false}],"notFound":["Mnope"],"accountId":"user1"},"c0"],["Mailbox/get",{"state":"26","list":[{"id":"x0ef70ciwv35prfai98zkx74","name":"Inbox","parentId":null,"role":"inbox","totalEmails":1,"unreadEmails":1},{"id":"jxj6rblelvdvxe0g8uu2j1wd","name":"Old","parentId":"x0ef70ciwv35prfai98zkx74","role":null}],"notFound":[],"accountId":"user1"},"c1"],["Email/query",{"filter":null,"queryState":"26:0","canCalculateChanges":true,"position":0,"total":1,"ids":["M5afd541bac44717f2136ad48"],"accountId":"user1"},"c2"],["Email/set",{"oldState":"26","newState":"29","created":null,"updated":{"M5afd541bac44717f2136ad48":null},"destroyed":null,"notUpdated":{"Mnope":{"type":"notFound"}},"accountId":"user1"},"c3"],["error",{"type":"cannotCalculateChanges"},"c4"]],"sessionState":"0"}
            """,
    ];

    private static readonly string[] s_values =
    [
        "null",
        "[]",
        "{}",
        "[null]",
        "[[null]]",
        "{\"\":null}",
        "-1",
        "1e999",
        "99999999999999999999",
        "1.5",
        "true",
        "\"\"",
        "\"\\ud800\"",
        "\"\\u0000/../~1\"",
        "\"9999-12-31T23:59:59.9999999Z\"",
        "{\"id\":\"a\",\"name\":\"b\",\"parentId\":\"a\"}",
        "",
    ];

    [Fact]
    public void The_seeds_are_read()
    {
        var session = JmapSession.Read(Encoding.UTF8.GetBytes(s_seeds[0]), s_host.Session, s_host);
        var reply = JmapReply.Read(Encoding.UTF8.GetBytes(s_seeds[1]), s_calls);

        Assert.Equal(("user1", "https://mail.example/jmap/"), (session.Account, session.Api.AbsoluteUri));
        Assert.Equal("Subject: Invoice 17 ü", Encoding.UTF8.GetString(Rows(reply).Single().Header).Split("\r\n")[1]);
        Assert.Equal(["INBOX", "INBOX/Old"], Tree(reply).All.Select(m => m.Path));
        Assert.Throws<ConnectorException>(() => reply.Get(4, JmapJson.Default.ChangesReply));
    }

    [Fact]
    public void A_value_that_is_another_never_gives_anything_but_an_explanation() =>
        Gen.Select(Gen.Int[0, 1], Gen.Select(Gen.Int[0, 5000], Gen.Int[0, s_values.Length - 1]).List[1, 3])
            .Sample(
                (seed, changes) =>
                {
                    var text = s_seeds[seed];
                    foreach (var (at, value) in changes)
                    {
                        text = WithAnother(text, at, s_values[value]);
                    }

                    ReadAll(Encoding.UTF8.GetBytes(text));
                },
                iter: 20_000
            );

    [Fact]
    public void Bytes_that_are_others_never_give_anything_but_an_explanation() =>
        Gen.Select(Gen.Int[0, 1], Gen.Select(Gen.Int[0, 5000], Gen.Int[0, 40], Gen.Byte).List[1, 6])
            .Sample(
                (seed, changes) =>
                {
                    var bytes = Encoding.UTF8.GetBytes(s_seeds[seed]).ToList();
                    foreach (var (at, length, value) in changes)
                    {
                        var position = at % bytes.Count;
                        bytes[position] = value;
                        if (length % 4 == 0)
                        {
                            bytes.RemoveRange(position, Math.Min(length, bytes.Count - position - 1));
                        }
                    }

                    ReadAll([.. bytes]);
                },
                iter: 20_000
            );

    [Fact]
    public void Bytes_that_are_nothing_never_give_anything_but_an_explanation() =>
        Gen.Byte.Array[0, 60].Sample(ReadAll, iter: 5_000);

    // Another JSON value where a value stands.
    private static string WithAnother(string text, int at, string value)
    {
        var starts = Enumerable.Range(0, text.Length - 1).Where(i => text[i] is ':' or '[' or ',').ToList();
        var start = starts[at % starts.Count] + 1;
        var end = start;
        for (var depth = 0; end < text.Length; end++)
        {
            depth += text[end] switch
            {
                '{' or '[' => 1,
                '}' or ']' => -1,
                _ => 0,
            };
            if (depth < 0 || (depth == 0 && text[end] == ','))
            {
                break;
            }
        }

        return text[..start] + value + text[end..];
    }

    private static void ReadAll(byte[] bytes)
    {
        Try(() => JmapSession.Read(bytes, s_host.Session, s_host).Expand("b"));
        Try(() => JmapErrors.Refused(400, JmapErrors.Read(bytes, JmapJson.Default.ProblemReply)));
        JmapReply? reply = null;
        Try(() => reply = JmapReply.Read(bytes, s_calls));
        if (reply is null)
        {
            return;
        }

        Try(() => Rows(reply).ForEach(r => Assert.NotEmpty(r.Mark.Fingerprint)));
        Try(() => Assert.All(Tree(reply).All, m => Assert.Equal(m, Tree(reply).Find(m.Path))));
        Try(() => Assert.NotNull(reply.Get(2, JmapJson.Default.QueryReply).Ids));
        Try(() => Assert.NotNull(reply.Get(3, JmapJson.Default.SetReply).NewState));
        Try(() => Assert.NotNull(reply.Get(4, JmapJson.Default.ChangesReply).Updated));
        Try(() => reply.ErrorOf(4));
    }

    private static List<JmapRow> Rows(JmapReply reply) =>
        [.. JmapEmails.Read(reply, 0).List.OfType<EmailReply>().Select(JmapRow.Of)];

    private static JmapTree Tree(JmapReply reply) =>
        JmapTree.Of(reply.Get(1, JmapJson.Default.GetReplyMailboxReply).List, "Holding");

    private static void Try(Action read)
    {
        try
        {
            read();
        }
        catch (ConnectorException told)
        {
            Assert.NotEmpty(told.Message);
        }
    }
}
