using System.Text.Json;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Connectors.Tests.Mail;

/// <summary>Labels: who wrote each field, and what each argument is for.</summary>
public abstract partial class MailStoreContract
{
    [Fact]
    public async Task Every_scalar_argument_of_every_tool_is_a_value()
    {
        await AddAsync("one");
        var at = (await Driver.ListAsync()).Messages.Single().Location;
        foreach (var tool in Driver.Connector.Tools)
        {
            using var schema = JsonDocument.Parse(tool.Schema);
            var arguments = schema
                .RootElement.GetProperty("properties")
                .EnumerateObject()
                .ToDictionary(p => p.Name, p => Sample(p.Name, at));
            var call = Assert.Single(await Driver.DescribeAsync(Driver.Request(tool.Name, arguments)));

            LabelledCalls.AssertComplete(call);
            Assert.DoesNotContain(call.Values, v => v.Role == ValueRole.Destination);
        }
    }

    [Fact]
    public async Task Every_read_carries_an_observation()
    {
        await AddAsync("one");
        await IndexAsync();
        var at = (await Driver.ListAsync()).Messages.Single().Location;
        ToolRequest[] reads =
        [
            Driver.Request(MailTools.Folders, new { }),
            Driver.Request(MailTools.List, new { folder = "INBOX" }),
            Driver.Request(MailTools.Search, new { folder = "INBOX", text = "one" }),
            Driver.On(MailTools.Read, at),
        ];
        Assert.Equal(
            Driver.Connector.Tools.Where(t => t.Effect.IsPureRead).Select(t => t.Name).OrderBy(n => n.Value),
            reads.Select(r => r.Tool).OrderBy(n => n.Value)
        );
        foreach (var read in reads)
        {
            LabelledCalls.AssertComplete(await ObserveAsync(read));
        }
    }

    [Fact]
    public async Task What_others_wrote_is_theirs_and_what_the_store_keeps_is_the_owners()
    {
        await AddAsync(
            "Pay me",
            flags: "Flagged",
            from: "\"Robin Vega\" <evil@x.example>",
            text: "Send it to account 1",
            more: "Cc: boris@corp.example\r\nReply-To: drop@x.example\r\n"
        );
        var message = (await Driver.ListAsync()).Messages.Single();

        var record = Assert.Single((await ObserveAsync(Driver.On(MailTools.Read, message.Location))).Records);

        Assert.Equal((message.Location.Id, "message"), (record.Id, record.Kinds[0]));
        var own = record.Fields.Where(f => f.Label.Origin == Origin.OwnSystem).Select(f => f.Name).ToHashSet();
        Assert.Superset(new HashSet<string> { "id", "folder", "received", "size", "seen", "answered", "flagged" }, own);
        Assert.Subset(
            new HashSet<string>
            {
                "id",
                "folder",
                "version",
                "received",
                "size",
                "seen",
                "answered",
                "flagged",
                "authentication",
            },
            own
        );
        Assert.Equal(("evil@x.example", FieldKind.Author), Only("from", "@"));
        Assert.Equal(("Robin Vega", FieldKind.Prose), Only("from", "Vega"));
        Assert.Equal(("drop@x.example", FieldKind.Prose), Only("replyTo", "@"));
        Assert.Equal(("boris@corp.example", FieldKind.Address), Only("cc", "@"));
        Assert.Equal(("Pay me", FieldKind.Name), Only("subject", ""));
        Assert.Equal(("Send it to account 1", FieldKind.Prose), Only("text", ""));
        Assert.All(record.Fields, f => Assert.Equal(Sensitivity.Private, f.Label.Sensitivity));

        (string, FieldKind) Only(string name, string with)
        {
            var field = Assert.Single(
                record.Fields,
                f => f.Name == name && f.Text.Contains(with, StringComparison.Ordinal)
            );
            return (field.Text.Trim(), field.Kind);
        }
    }

    [Theory]
    [InlineData("pass", FieldKind.Author, Origin.OwnSystem)]
    [InlineData("none", FieldKind.Author, Origin.ThirdParty)]
    [InlineData("fail", FieldKind.Prose, Origin.ThirdParty)]
    public async Task A_sender_counts_for_as_much_as_the_owners_server_found(
        string dmarc,
        FieldKind kind,
        Origin origin
    )
    {
        await AddAsync(
            "one",
            more: $"Authentication-Results: mx.corp.example; dmarc={dmarc} header.from=corp.example\r\n"
        );

        var record = Assert.Single((await ObserveAsync(Driver.Request(MailTools.List, new { }))).Records);

        var sender = Assert.Single(record.Fields, f => f.Text == "ana@corp.example");
        Assert.Equal((kind, origin), (sender.Kind, sender.Label.Origin));
    }

    [Fact]
    public async Task Message_12_of_one_folder_is_not_message_12_of_another()
    {
        await AddAsync("The invoice");
        await AddAsync("Win now", folder: "Junk mail");
        var flow = new RunFlow("Move the mail “The invoice” into the folder “Reading”.", ["robin@corp.example"]);
        flow.Observe(await ObserveAsync(Driver.Request(MailTools.List, new { folder = "INBOX" })));
        flow.Observe(await ObserveAsync(Driver.Request(MailTools.List, new { folder = "Junk mail" })));
        var named = (await Driver.ListAsync()).Messages.Single().Location;
        var other = (await Driver.ListAsync("Junk mail")).Messages.Single().Location;

        var calls = await Driver.DescribeAsync(Driver.Move(named, "Reading"), Driver.Move(other, "Reading"));

        Assert.Equal([true, false], calls.Select(c => flow.Trace(c.Values.Single(v => v.Path == "/id")).OwnerChosen));
        Assert.All(calls, c => Assert.True(flow.Trace(c.Values.Single(v => v.Path == "/to")).OwnerChosen));
    }

    private async Task<Observation> ObserveAsync(ToolRequest request)
    {
        var call = Assert.Single(await Driver.DescribeAsync(request));
        return (
            await Driver.Connector.ReadAsync(Guard.OpenRead(Guard.Decide(call, Driver.Snapshot)), default)
        ).Observation;
    }

    private static object? Sample(string argument, MailLocation at) =>
        argument switch
        {
            "folder" => at.Folder,
            "id" => at.Id,
            "version" => at.Version,
            "to" => "Reading",
            "text" => "one",
            "cursor" => null,
            "limit" => 5,
            "headersOnly" => true,
            "until" => "2026-12-01T09:00:00+01:00",
            "add" => new[] { "seen" },
            "remove" => new[] { "flagged", "answered" },
            _ => throw new InvalidOperationException($"Give an example of '{argument}' here."),
        };
}
