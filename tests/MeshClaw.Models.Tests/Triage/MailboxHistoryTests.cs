using MeshClaw.Core.Mail;
using MeshClaw.Models.Triage;
using MeshClaw.Models.Triage.History;

namespace MeshClaw.Models.Tests.Triage;

public sealed class MailboxHistoryTests
{
    private readonly MailboxHistoryBuilder _builder = new(Mails.Robin) { ArchiveFolder = "Archive" };

    [Fact]
    public void Counts_whom_the_owner_answered_and_how_fast()
    {
        var received = new[] { 1, 2, 9 }
            .Select(days => Mails.From("ana@friends.example", "Hi") with { Received = Mails.Now.AddDays(-days) })
            .ToArray();
        foreach (var (message, hours) in received.Zip([1, 3, 5]))
        {
            _builder.AddSent(
                Mails.Sent("ana@friends.example", "Ana Silva", message.Received.AddHours(hours), message.MessageId)
            );
        }

        foreach (var message in received)
        {
            _builder.AddFiled(message, "Archive");
        }

        Assert.Equal(
            new Correspondent("ana@friends.example", 3, 3, 3, TimeSpan.FromHours(3), received[0].Received.AddHours(1)),
            _builder.Build().Correspondents["ana@friends.example"]
        );
    }

    [Fact]
    public void Keeps_a_reply_in_a_conversation_of_the_owner_although_a_tool_sent_it()
    {
        var sent = Mails.Sent("issues@tracker.example", "", Mails.Now.AddDays(-1));
        _builder.AddSent(sent);
        var reply = Mails.From(
            "notifications@tracker.example",
            "Re: LAN-17 commented",
            "",
            "",
            "Auto-Submitted: auto-generated"
        );

        Assert.Equal(TriageDisposition.File, Decide(reply).Disposition);
        Assert.Equal(TriageDisposition.Keep, Decide(reply with { References = [sent.MessageId!] }).Disposition);
    }

    [Fact]
    public void Somebody_known_waits_until_the_owner_answers()
    {
        _builder.AddSent(Mails.Sent("ana@friends.example", "Ana", Mails.Now.AddDays(-5)));
        var message = Mails.From("ana@friends.example", "Well?") with { Received = Mails.Now.AddDays(-2) };

        Assert.True(Decide(message).Waits);
        Assert.False(Decide(message with { Answered = true }).Waits);

        _builder.AddSent(Mails.Sent("ana@friends.example", "Ana", Mails.Now.AddDays(-1)));
        Assert.False(Decide(message).Waits);
    }

    [Fact]
    public void Tells_who_wrote_last_in_a_conversation()
    {
        var first = Mails.From("ana@friends.example", "Hi") with { Received = Mails.Now.AddDays(-3) };
        var answer = Mails.Sent("ana@friends.example", "Ana", Mails.Now.AddDays(-2), first.MessageId);
        _builder.AddSent(answer);
        _builder.AddFiled(first, "Archive");

        Assert.True(_builder.Build().Conversations[first.MessageId!].OwnerWaits);

        _builder.AddFiled(
            first with
            {
                MessageId = "later",
                References = [first.MessageId!, answer.MessageId!],
                Received = Mails.Now.AddDays(-1),
            },
            "Archive"
        );
        Assert.False(_builder.Build().Conversations[first.MessageId!].OwnerWaits);
    }

    [Theory]
    [InlineData(3, 0, "Trains")]
    [InlineData(2, 0, null)]
    [InlineData(5, 1, null)]
    public void Files_like_mail_where_the_owner_put_it_three_times_and_nowhere_else(
        int there,
        int elsewhere,
        string? folder
    )
    {
        for (var i = 0; i < there; i++)
        {
            _builder.AddFiled(List, "Trains");
        }

        for (var i = 0; i < elsewhere; i++)
        {
            _builder.AddFiled(List, "Other");
        }

        var decision = TriageClassifier.Decide(List, _builder.Build(), [], Mails.Robin, Mails.Now);

        Assert.Equal(folder, decision.Folder);
        Assert.Equal(folder is null ? TriageDisposition.Keep : TriageDisposition.File, decision.Disposition);
    }

    [Fact]
    public void Being_archived_is_no_habit_of_filing()
    {
        for (var i = 0; i < 5; i++)
        {
            _builder.AddFiled(List, "Archive");
        }

        Assert.Equal(
            TriageDisposition.Keep,
            TriageClassifier.Decide(List, _builder.Build(), [], Mails.Robin, Mails.Now).Disposition
        );
    }

    [Fact]
    public void Never_files_a_person_by_habit()
    {
        for (var i = 0; i < 5; i++)
        {
            _builder.AddFiled(Mails.From("ana@friends.example", "Hi"), "Friends");
        }

        var decision = TriageClassifier.Decide(
            Mails.From("ana@friends.example", "Lunch?"),
            _builder.Build(),
            [],
            Mails.Robin,
            Mails.Now
        );

        Assert.Equal(TriageDisposition.Keep, decision.Disposition);
    }

    [Fact]
    public void Tells_lists_that_are_read_and_never_answered()
    {
        for (var i = 0; i < 4; i++)
        {
            _builder.AddInbox(List with { Seen = i > 0 });
        }

        var habit = _builder.Build().HabitOf(List)!;

        Assert.True(habit.ReadNeverAnswered);
        Assert.Equal((4, 3, 0), (habit.Received, habit.Seen, habit.Answered));
    }

    private static MailMessage List =>
        Mails.From(
            "desk@press.example",
            "Trains",
            "Unsubscribe",
            "",
            "List-Id: <trains.press.example>",
            "List-Unsubscribe: <https://press.example>",
            "Precedence: bulk"
        );

    private TriageDecision Decide(MailMessage message) =>
        TriageClassifier.Decide(message, _builder.Build(), Mails.Rules, Mails.Robin, Mails.Now);
}
