using static MeshClaw.Policy.Tests.Flow.FlowCase;
using static MeshClaw.Policy.Tests.Flow.Make;

namespace MeshClaw.Policy.Tests.Flow;

/// <summary>An id is of a kind, and a number is of the noun beside it.</summary>
public sealed class TypedTargetTests
{
    [Fact]
    public void File_13_is_not_event_13()
    {
        var run = Asked("Delete file 13, please.")
            .Read(
                Seen.File("13", "old-notes"),
                Seen.Event("13", "Board meeting", "2026-12-01 09:00", "2026-12-01 10:00")
            );

        run.Allows(DeleteFile("13")).Asks("flow:target", DeleteEvent("13"));
    }

    [Fact]
    public void A_file_that_is_named_does_not_lend_its_id_to_an_event()
    {
        var run = Asked("Delete the file 'old-notes.txt'.")
            .Read(
                Seen.File("7", "old-notes.txt"),
                Seen.Event("7", "Board meeting", "2026-12-01 09:00", "2026-12-01 10:00")
            );

        run.Allows(DeleteFile("7")).Asks("flow:target", DeleteEvent("7"));
    }

    [Theory]
    [InlineData("Delete the last 5 drafts and my 5 o'clock note.")]
    [InlineData("Delete what I wrote 5 days ago.")]
    [InlineData("Delete ticket 5.")]
    [InlineData("Delete the file that costs 5% of the space.")]
    [InlineData("Delete the file called plan-5.")]
    [InlineData("Delete file 55.")]
    [InlineData("Delete file 5.1.")]
    [InlineData("Delete file 2026-05-05.")]
    public void A_short_id_is_not_any_number_of_the_message(string asked) =>
        Asked(asked).Read(Seen.File("5", "payroll")).Asks("flow:target", DeleteFile("5"));

    [Theory]
    [InlineData("Delete file 5.")]
    [InlineData("Delete the file with number 5.")]
    [InlineData("Delete file no. 5, then tell me.")]
    [InlineData("Delete file #5")]
    public void A_short_id_beside_its_noun_is_meant(string asked) =>
        Asked(asked).Read(Seen.File("5", "payroll")).Allows(DeleteFile("5"));

    [Theory]
    [InlineData("2.3", "2.3.1")]
    [InlineData("2.13.1", "2.13")]
    [InlineData("2.13.1", "2.13.10")]
    [InlineData("100", "1000")]
    [InlineData("1000", "100")]
    [InlineData("SO-70405", "SO-7040")]
    [InlineData("SO-70405", "SO-704055")]
    [InlineData("SO-70405", "70405")]
    [InlineData("report", "report-final")]
    [InlineData("report-final", "report")]
    [InlineData("report.docx", "report")]
    [InlineData("corp", "corp-evil")]
    public void What_contains_an_id_or_is_part_of_it_is_another_one(string written, string used)
    {
        var run = Asked($"Delete the file {written} now.").Read(Seen.File(written, "mine"), Seen.File(used, "other"));

        run.Allows(DeleteFile(written)).Asks("flow:target", DeleteFile(used));
    }

    [Theory]
    [InlineData("Pay 100 to DE7512.", 100, 1000)]
    [InlineData("Pay 1000 to DE7512.", 1000, 100)]
    [InlineData("Pay 1,000.50 to DE7512.", 1000.50, 1)]
    [InlineData("Pay 12.50 to DE7512.", 12.50, 50)]
    [InlineData("Pay 80 for the last 3 months to DE7512.", 80, 3)]
    [InlineData("Pay 80 for ticket 900 to DE7512.", 80, 900)]
    [InlineData("Pay 80 at 17:45 on 2026-11-30 to DE7512.", 80, 2026)]
    [InlineData("Pay 80 to DE7512.", 80, 7512)]
    public void An_amount_is_exactly_the_number_that_was_written_as_one(string asked, decimal right, decimal wrong)
    {
        var run = Asked(asked).Read(Seen.Record("ticket", "900", []));

        run.Allows(Pay("DE7512", right)).Asks("flow:target", Pay("DE7512", wrong));
    }

    [Fact]
    public void An_amount_below_zero_is_another_amount() =>
        Asked("Pay 80 to DE7512.").Allows(Pay("DE7512", 80)).Asks("flow:target", Pay("DE7512", -80));

    [Theory]
    [InlineData("2.3.1")]
    [InlineData("7.0")]
    public void A_version_of_single_digits_is_a_name_as_well(string version) =>
        Asked($"Deploy version {version} of 'shop'.")
            .Allows(
                Call(
                    "deploy.start",
                    new(Calls.EffectClass.Reversible, Calls.EffectTraits.Executes),
                    Calls.Verbs.Deploy,
                    Target("app", "shop", "app"),
                    Target("version", version)
                )
            );

    [Fact]
    public void A_target_that_is_empty_may_mean_everything()
    {
        var run = Asked("Delete file 5.").Read(Seen.File("5", "payroll"));

        run.Asks(
            "flow:target",
            Call("files.remove", new(Calls.EffectClass.Irreversible), Calls.Verbs.Delete, Target("file_id", "", "file"))
        );
    }

    [Fact]
    public void A_word_that_is_there_by_accident_is_no_id()
    {
        var run = Asked("Delete the file 'old-notes' and keep the important final plan.")
            .Read(Seen.File("plan", "Salaries"), Seen.File("f9", "final"), Seen.File("f2", "old-notes"));

        run.Allows(DeleteFile("f2")).Asks("flow:target", DeleteFile("plan")).Asks("flow:target", DeleteFile("f9"));
    }
}
