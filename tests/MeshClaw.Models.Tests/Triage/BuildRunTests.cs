using MeshClaw.Models.Triage;
using MeshClaw.Models.Triage.History;
using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Tests.Triage;

public sealed class BuildRunTests
{
    [Theory]
    [InlineData("Build failed in Jenkins: app #12", "Jenkins build is back to normal: app #13", true)]
    [InlineData(
        "[corp/web] Run failed: main #7 - Add a button (7be2a90)",
        "[corp/web] Run passed: main #8 - Mend the button (1ab2c3d)",
        true
    )]
    [InlineData("[corp/web] Run failed: main #7", "[corp/web] Run passed: release #8", false)]
    [InlineData("[corp/web] Run failed: main #7", "[corp/api] Run passed: main #8", false)]
    [InlineData("DOWN: api.corp.example (eu-west)", "UP: api.corp.example (eu-west) - down for 14 min", true)]
    [InlineData("DOWN: api.corp.example (eu-west)", "UP: api.corp.example (us-west)", false)]
    [InlineData("[nightly] FAILED #402: restore differs", "[nightly] OK #403", true)]
    [InlineData("FAILED: web-1 deploy", "Deployed web-2", false)]
    [InlineData("Bereitstellung shop fehlgeschlagen", "Bereitstellung shop erfolgreich", true)]
    public void A_success_settles_a_failure_of_the_same_job(string failure, string success, bool settles)
    {
        var failed = Run(failure);
        var passed = Run(success);

        Assert.Equal((BuildOutcome.Failed, BuildOutcome.Passed), (failed.Outcome, passed.Outcome));
        Assert.Equal(settles, passed.Settles(failed));
        Assert.False((passed with { Sender = "other@x.example" }).Settles(failed));
    }

    [Fact]
    public void The_three_newest_failures_that_still_stand_stay()
    {
        var builds = new FailingBuilds(MailboxHistory.Empty.Successes);
        string[] newestFirst = ["one passed", "one failed", "two failed", "three failed", "two failed", "four failed"];

        Assert.Equal([false, false, true, true, true, false], newestFirst.Select(s => builds.Stays(Run(s), Mails.Now)));
    }

    [Fact]
    public void A_newer_success_that_was_filed_settles_a_failure()
    {
        var builder = new MailboxHistoryBuilder(Mails.Robin);
        builder.AddFiled(Mails.From("ci@x.example", "one passed") with { Received = Mails.Now }, "Builds");
        var builds = new FailingBuilds(builder.Build().Successes);

        Assert.False(builds.Stays(Run("one failed"), Mails.Now.AddHours(-1)));
        Assert.True(builds.Stays(Run("one failed"), Mails.Now.AddHours(1)));
    }

    private static BuildRun Run(string subject) =>
        BuildRun.Of("ci@x.example", new MailReading(FoldedText.Of(subject, 1_000)));
}
