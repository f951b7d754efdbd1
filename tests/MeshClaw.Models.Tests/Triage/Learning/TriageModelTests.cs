using MeshClaw.Core.Mail;
using MeshClaw.Models.Triage;
using MeshClaw.Models.Triage.History;
using MeshClaw.Models.Triage.Learning;

namespace MeshClaw.Models.Tests.Triage.Learning;

public sealed class TriageModelTests
{
    private static readonly Lazy<TriageModel> s_taught = new(() => Lessons.Taught());

    [Fact]
    public void Files_what_the_owner_files_and_says_why()
    {
        var decision = Lessons.Decide(s_taught.Value, Lessons.BuildMail("cache", 40));

        Assert.Equal(
            (TriageDisposition.File, "Builds", true),
            (decision.Disposition, decision.Folder, decision.Learned)
        );
        Assert.InRange(decision.Confidence, TriageModel.Threshold, 1);
        Assert.Contains("ci@builds.example", decision.Reason, StringComparison.Ordinal);
        Assert.InRange(decision.Reason.Length, 1, 160);
    }

    [Fact]
    public void Tells_apart_what_one_sender_writes()
    {
        var report = Lessons.Decide(s_taught.Value, Lessons.Report("upload", 40));
        var question = Lessons.Decide(s_taught.Value, Lessons.Question("upload", 40));

        Assert.Equal("FYI", report.Folder);
        Assert.Equal(TriageDisposition.Keep, question.Disposition);
    }

    [Fact]
    public void Knows_nothing_before_it_was_taught()
    {
        var opinion = new TriageModel().Judge(View(Lessons.BuildMail("cache", 1)));

        Assert.False(opinion.Acts);
        Assert.NotNull(opinion.Abstains);
    }

    [Fact]
    public void Abstains_on_somebody_new_who_writes_like_somebody_known()
    {
        var imitation = Lessons.BuildMail("cache", 40) with { From = [new MailParty("", "ci@builds-example.test")] };

        var opinion = s_taught.Value.Judge(View(imitation));

        Assert.Equal("mail from somebody new", opinion.Abstains);
        Assert.Equal(TriageDisposition.Keep, Lessons.Decide(s_taught.Value, imitation).Disposition);
    }

    [Fact]
    public void An_undo_flips_the_decision()
    {
        var model = Lessons.Taught();
        var message = Lessons.BuildMail("cache", 40);
        Assert.Equal("Builds", Lessons.Decide(model, message).Folder);

        model.Learn(
            new TriageExample(message, TriageModel.Inbox, OwnerSignal.Undone, "Builds"),
            MailboxHistory.Empty,
            Mails.Robin
        );

        Assert.Equal(TriageDisposition.Keep, Lessons.Decide(model, Lessons.BuildMail("login", 41)).Disposition);
    }

    [Fact]
    public void The_owner_s_next_filing_lifts_what_an_undo_forbade()
    {
        var model = Lessons.Taught();
        model.Learn(
            new TriageExample(Lessons.BuildMail("cache", 40), TriageModel.Inbox, OwnerSignal.Undone, "Builds"),
            MailboxHistory.Empty,
            Mails.Robin
        );
        Assert.Equal(TriageDisposition.Keep, Lessons.Decide(model, Lessons.BuildMail("login", 40)).Disposition);
        for (var day = 41; day < 50; day++)
        {
            Teach(model, Lessons.Day(day));
        }

        Assert.Equal("Builds", Lessons.Decide(model, Lessons.BuildMail("login", 50)).Folder);
    }

    [Fact]
    public void Follows_a_habit_that_changed()
    {
        var model = Lessons.Taught();
        for (var day = 30; day < 45; day++)
        {
            Teach(model, Lessons.Day(day).Select(e => e.Folder == "Builds" ? e with { Folder = "Ops" } : e));
        }

        Assert.Equal("Ops", Lessons.Decide(model, Lessons.BuildMail("queue", 46)).Folder);
    }

    [Fact]
    public void What_stood_teaches_no_weights()
    {
        var model = Lessons.Taught(10);
        var before = (model.Examples, model.Learner.Rows, model.Habits.Keys);
        var features = model.Judge(View(Lessons.BuildMail("cache", 40))).Folder;

        for (var i = 0; i < 50; i++)
        {
            model.Learn(
                new TriageExample(Lessons.Person("cache", 40 + i, 1), "Builds", OwnerSignal.Stood),
                MailboxHistory.Empty,
                Mails.Robin
            );
        }

        Assert.Equal(before, (model.Examples, model.Learner.Rows, model.Habits.Keys));
        Assert.Equal("Builds", features);
        Assert.Equal(TriageModel.Inbox, model.Judge(View(Lessons.Person("cache", 99, 1))).Folder);
    }

    [Fact]
    public void The_same_acts_give_the_same_bytes() =>
        Assert.Equal(TriageModelFile.Save(Lessons.Taught(5)), TriageModelFile.Save(Lessons.Taught(5)));

    private static void Teach(TriageModel model, IEnumerable<TriageExample> examples)
    {
        foreach (var example in examples)
        {
            model.Learn(example, MailboxHistory.Empty, Mails.Robin);
        }
    }

    internal static MailAspects View(MailMessage message) => MailAspects.Of(message, MailboxHistory.Empty, Mails.Robin);
}
