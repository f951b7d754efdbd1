using MeshClaw.Connectors.Mail.Writing.Sending;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Tools;
using MeshClaw.Testing;

namespace MeshClaw.Connectors.Tests.Mail.Writing;

/// <summary>The line to the server that sends breaks in each phase. Nothing is sent twice, and what is known is said.</summary>
[Collection<SharedDovecot>]
public sealed class SendCutTests(DovecotServer server)
{
    [Theory]
    [InlineData("EHLO")]
    [InlineData("MAIL FROM")]
    [InlineData("RCPT TO")]
    [InlineData("DATA")]
    public async Task Before_the_message_is_asked_for_nothing_happened(string word)
    {
        await using var peer = new SmtpPeer(c => c.StartsWith(word, StringComparison.Ordinal) ? "close" : null);
        await using var robin = server.NewMailbox();
        await using var writer = new Writer(server, robin, peer.Port);

        var (row, _) = await BreakAsync(writer);

        Assert.IsType<Reconciliation.NotHappened>(await writer.Driver.ReconcileAsync(row));
        Assert.Empty(peer.Taken);
    }

    [Fact]
    public async Task Without_an_answer_it_stays_unknown_and_says_what_to_do()
    {
        await using var peer = new SmtpPeer(c => c == "." ? "close after" : null);
        await using var robin = server.NewMailbox();
        await using var writer = new Writer(server, robin, peer.Port);

        var (row, _) = await BreakAsync(writer);

        for (var i = 0; i < 2; i++)
        {
            var unclear = Assert.IsType<Reconciliation.Unclear>(await writer.Driver.ReconcileAsync(row));
            Assert.Contains("It is not sent again by itself", unclear.WhatToDo, StringComparison.Ordinal);
            Assert.Contains("ana@corp.example", unclear.WhatToDo, StringComparison.Ordinal);
        }

        Assert.Single(peer.Taken);
    }

    [Fact]
    public async Task Without_an_answer_a_copy_in_the_mailbox_is_the_proof()
    {
        await using var peer = new SmtpPeer(c => c == "." ? "close after" : null);
        await using var robin = server.NewMailbox();
        await using var writer = new Writer(server, robin, peer.Port);
        var (row, note) = await BreakAsync(writer);

        // The provider files what it sends.
        await robin.AddAsync("Sent", peer.Taken.Single().Text, "Seen", DateTimeOffset.UnixEpoch.AddYears(56));

        var happened = Assert.IsType<Reconciliation.Happened>(await writer.Driver.ReconcileAsync(row));
        Assert.Contains(note.MessageId, happened.Result, StringComparison.Ordinal);
        Assert.Single(await robin.ReadAsync("Sent"));
    }

    [Fact]
    public async Task What_was_accepted_before_the_process_died_happened_and_gets_its_copy_once()
    {
        await using var peer = new SmtpPeer(_ => null);
        await using var robin = server.NewMailbox();
        await using var writer = new Writer(server, robin, peer.Port);
        var (row, note) = await PrepareAsync(writer);
        var outbox = new Outbox(writer.Writing.OutboxFolder, TimeProvider.System);
        outbox.Add(
            note.MessageId,
            System.Text.Encoding.ASCII.GetBytes($"Message-ID: <{note.MessageId}>\r\nSubject: Hi\r\n\r\nx\r\n")
        );
        outbox.Move(note.MessageId, OutboxStage.Accepted, "250 taken");

        Assert.IsType<Reconciliation.Happened>(await writer.Driver.ReconcileAsync(row, mayComplete: false));
        Assert.Empty(await robin.ReadAsync("Sent"));
        Assert.IsType<Reconciliation.Happened>(await writer.Driver.ReconcileAsync(row));
        Assert.IsType<Reconciliation.Happened>(await writer.Driver.ReconcileAsync(row));
        Assert.Single(await robin.ReadAsync("Sent"));
        Assert.Null(outbox.Read(note.MessageId));
    }

    [Fact]
    public async Task What_was_never_put_into_the_outbox_did_not_happen()
    {
        await using var peer = new SmtpPeer(_ => null);
        await using var robin = server.NewMailbox();
        await using var writer = new Writer(server, robin, peer.Port);
        var (row, _) = await PrepareAsync(writer);

        Assert.IsType<Reconciliation.NotHappened>(await writer.Driver.ReconcileAsync(row));
    }

    private static ToolRequest Request { get; } =
        Writer.Send(
            new
            {
                to = new[] { "ana@corp.example" },
                subject = "Hi",
                body = "x",
            }
        );

    private static async Task<(JournalEntry Row, SendNote Note)> PrepareAsync(Writer writer)
    {
        var (_, rows) = await writer.Driver.PrepareAsync(Request);
        var row = rows.Single()!; // Nothing keeps it from being prepared.
        return (row, NoteOf(row));
    }

    private static async Task<(JournalEntry Row, SendNote Note)> BreakAsync(Writer writer)
    {
        var (row, note) = await PrepareAsync(writer);
        var call = (await writer.Driver.DescribeAsync(Request)).Single();
        await Assert.ThrowsAsync<ConnectorException>(() => writer.Driver.ExecuteAsync([(call, row.Preparation!)])); // Prepared.
        return (row, note);
    }

    private static SendNote NoteOf(JournalEntry row) =>
        System.Text.Json.JsonSerializer.Deserialize(row.Preparation!, WritingJson.Default.SendNote)!; // Prepared.
}
