using MeshClaw.Core.Mail;
using MeshClaw.Models.Triage;
using MeshClaw.Models.Triage.History;
using MeshClaw.Models.Triage.Learning;

namespace MeshClaw.Models.Tests.Triage.Learning;

public sealed class SensitiveLearningTests
{
    [Theory]
    [InlineData("Your invoice {0} is overdue")]
    [InlineData("New sign-in to your account {0}")]
    [InlineData("Court date {0}: lawsuit")]
    [InlineData("Your test results {0} from the doctor")]
    public void Stays_until_the_owner_showed_it(string subject)
    {
        var model = Lessons.Taught();
        var mail = Mail(subject, 77);
        Assert.NotNull(TriageModelTests.View(mail).Guarded);
        // The sender's other mail is filed, often and always.
        Teach(model, 40, i => Mail("Weekly notes about the garden {0}", i));
        Assert.Equal("Papers", Lessons.Decide(model, Mail("Weekly notes about the garden {0}", 78)).Folder);
        Assert.Equal(TriageDisposition.Keep, Lessons.Decide(model, mail).Disposition);

        Teach(model, 2, i => Mail(subject, i));
        Assert.Equal(TriageDisposition.Keep, Lessons.Decide(model, mail).Disposition);

        Teach(model, 10, i => Mail(subject, 10 + i));
        Assert.Equal("Papers", Lessons.Decide(model, mail).Folder);

        model.Learn(Lessons.Left(Mail(subject, 60)), MailboxHistory.Empty, Mails.Robin);
        Assert.Equal(TriageDisposition.Keep, Lessons.Decide(model, mail).Disposition);
    }

    private static void Teach(TriageModel model, int times, Func<int, MailMessage> mail)
    {
        for (var i = 0; i < times; i++)
        {
            model.Learn(Lessons.Filed(mail(i), "Papers"), MailboxHistory.Empty, Mails.Robin);
        }
    }

    private static MailMessage Mail(string subject, int number) =>
        Mails.From(
            "office@practice.example",
            string.Format(System.Globalization.CultureInfo.InvariantCulture, subject, number),
            "",
            "",
            "Auto-Submitted: auto-generated"
        );
}
