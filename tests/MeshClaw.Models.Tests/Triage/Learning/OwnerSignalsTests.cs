using MeshClaw.Core.Mail;
using MeshClaw.Models.Triage;
using MeshClaw.Models.Triage.History;
using MeshClaw.Models.Triage.Learning;

namespace MeshClaw.Models.Tests.Triage.Learning;

public sealed class OwnerSignalsTests
{
    private static readonly MailMessage s_mail = Mails.From("news@paper.example", "No. 7");

    [Fact]
    public void The_owner_filed_what_no_agent_touched() =>
        Assert.Equal(
            new TriageExample(s_mail, "Reading", OwnerSignal.Filed),
            Of(s_mail, "Reading", FolderUse.Kind.Filing)
        );

    [Fact]
    public void What_was_undone_teaches_against_where_it_had_been() =>
        Assert.Equal(
            new TriageExample(s_mail, "INBOX", OwnerSignal.Undone, "Reading"),
            Of(
                s_mail,
                "INBOX",
                FolderUse.Kind.Inbox,
                HostileLearningTests.Filing(s_mail, "Reading", undone: true, together: 1)
            )
        );

    [Fact]
    public void What_was_undone_with_much_else_teaches_less() =>
        Assert.Equal(
            OwnerSignal.UndoneInBulk,
            Of(
                s_mail,
                "INBOX",
                FolderUse.Kind.Inbox,
                HostileLearningTests.Filing(s_mail, "Reading", undone: true, together: 300)
            )!.Signal
        );

    [Fact]
    public void What_the_owner_moved_on_is_a_correction() =>
        Assert.Equal(
            new TriageExample(s_mail, "Papers", OwnerSignal.Corrected, "Reading"),
            Of(s_mail, "Papers", FolderUse.Kind.Filing, HostileLearningTests.Filing(s_mail, "Reading"))
        );

    [Fact]
    public void What_the_owner_brought_back_by_hand_counts_as_undone() =>
        Assert.Equal(
            OwnerSignal.Undone,
            Of(s_mail, "INBOX", FolderUse.Kind.Inbox, HostileLearningTests.Filing(s_mail, "Reading"))!.Signal
        );

    [Fact]
    public void Read_and_left_for_days_stays_and_unread_says_nothing()
    {
        var old = s_mail with { Received = Mails.Now.AddDays(-3) };

        Assert.Null(Of(old, "INBOX", FolderUse.Kind.Inbox));
        Assert.Null(Of(s_mail with { Seen = true }, "INBOX", FolderUse.Kind.Inbox));
        Assert.Equal(OwnerSignal.ReadAndLeft, Of(old with { Seen = true }, "INBOX", FolderUse.Kind.Inbox)!.Signal);
    }

    [Fact]
    public void What_was_answered_within_hours_weighs_most()
    {
        var builder = new MailboxHistoryBuilder(Mails.Robin);
        builder.AddSent(Mails.Sent("news@paper.example", "", s_mail.Received.AddHours(1), s_mail.MessageId));
        var example = new OwnerSignals([]).Of(s_mail, "INBOX", FolderUse.Kind.Inbox, builder.Build(), Mails.Now)!;

        Assert.Equal(OwnerSignal.AnsweredFast, example.Signal);
        Assert.True(TriageExample.WeightOf(example.Signal) > TriageExample.WeightOf(OwnerSignal.ReadAndLeft));
    }

    [Fact]
    public void The_archive_means_that_it_had_stayed() =>
        Assert.Equal(
            new TriageExample(s_mail with { Seen = true }, "INBOX", OwnerSignal.ReadAndLeft),
            Of(s_mail with { Seen = true }, "Archive", FolderUse.Kind.Archive)
        );

    private static TriageExample? Of(
        MailMessage mail,
        string folder,
        FolderUse.Kind use,
        params MeshClaw.Core.Models.AgentFiling[] filings
    ) => new OwnerSignals(filings).Of(mail, folder, use, MailboxHistory.Empty, Mails.Now);
}
