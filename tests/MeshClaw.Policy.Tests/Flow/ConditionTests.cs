using MeshClaw.Policy.Calls;
using static MeshClaw.Policy.Tests.Flow.FlowCase;
using static MeshClaw.Policy.Tests.Flow.Make;

namespace MeshClaw.Policy.Tests.Flow;

/// <summary>What rests on a condition is for the owner to say, unless the guard can see that it holds.</summary>
public sealed class ConditionTests
{
    [Theory]
    [InlineData("If the bill is right, pay 80 to DE7512.")]
    [InlineData("Pay 80 to DE7512 if the bill is right.")]
    [InlineData("Pay 80 to DE7512 unless Bob objects.")]
    [InlineData("Pay 80 to DE7512, as long as the goods are here.")]
    [InlineData("Pay 80 to DE7512, provided that the goods are here.")]
    [InlineData("Pay 80 to DE7512 only when the goods are here.")]
    [InlineData("Pay 80 to DE7512 once the goods are here.")]
    [InlineData("When the goods are here, pay 80 to DE7512.")]
    [InlineData("Wait until Bob agrees, and pay 80 to DE7512.")]
    [InlineData("Pay 80 to DE7512 whenever the goods are here.")]
    [InlineData("Pay 80 to DE7512 assuming that the goods are here.")]
    public void What_is_for_good_and_rests_on_a_condition_asks(string asked) =>
        Asked(asked).Asks("flow:condition", Pay("DE7512", 80));

    [Theory]
    [InlineData("Pay 80 to DE7512.")]
    [InlineData("Pay 80 to DE7512. Tell me if there is anything else.")]
    [InlineData("Pay 80 to DE7512. If the bill looks odd, say so.")]
    public void What_rests_on_none_does_not(string asked) => Asked(asked).Allows(Pay("DE7512", 80));

    [Fact]
    public void What_stays_the_owners_own_and_can_be_undone_does_not_ask_of_a_condition() =>
        Asked("If there is anything new, create the file 'notes.txt'.").Allows(NewFile("notes.txt", "new"));

    private const string Free =
        "If I am free on 2026-12-01 from 18:00 to 19:00, create the event 'Dinner' with bob@corp.example.";

    private static readonly ProposedCall s_dinner = NewEvent(
        "Dinner",
        "2026-12-01 18:00",
        "2026-12-01 19:00",
        "bob@corp.example"
    );

    [Fact]
    public void An_hour_that_the_calendar_shows_as_free_is_taken() =>
        Asked(Free)
            .ReadFor(
                "2026-12-01",
                Seen.Event("e1", "Lunch", "2026-12-01 12:00", "2026-12-01 13:00"),
                Seen.Event("e2", "Call", "2026-12-01 19:00", "2026-12-01 20:00")
            )
            .Allows(s_dinner);

    [Theory]
    [InlineData("2026-12-01 18:00", "2026-12-01 19:00")]
    [InlineData("2026-12-01 17:30", "2026-12-01 18:30")]
    [InlineData("2026-12-01 18:59", "2026-12-01 20:00")]
    [InlineData("2026-12-01 18:15", "2026-12-01 18:20")]
    [InlineData("2026-11-30 09:00", "2026-12-02 17:00")]
    public void An_hour_that_is_taken_asks(string start, string end) =>
        Asked(Free).ReadFor("2026-12-01", Seen.Event("e1", "Lunch", start, end)).Asks("flow:condition", s_dinner);

    [Fact]
    public void A_day_that_was_not_looked_at_asks()
    {
        Asked(Free).Asks("flow:condition", s_dinner);
        Asked(Free).ReadFor("2026-12-02").Asks("flow:condition", s_dinner);
        Asked(Free).ReadFor("2026-12-01").Allows(s_dinner);
    }

    [Fact]
    public void A_free_hour_opens_no_other_condition() =>
        Asked(Free + " If Bob agrees, send the bill of 80 to DE7512.")
            .ReadFor("2026-12-01")
            .Asks("flow:condition", Pay("DE7512", 80));

    [Fact]
    public void A_day_of_the_whole_that_is_taken_asks() =>
        Asked(Free)
            .ReadFor(
                "2026-12-01",
                Seen.Record(
                    "event",
                    "e1",
                    [
                        new(
                            "start",
                            Policy.Flow.FieldKind.Value,
                            "2026-12-01",
                            new(Policy.Flow.Origin.OwnSystem, Policy.Flow.Sensitivity.Private)
                        ),
                    ]
                )
            )
            .Asks("flow:condition", s_dinner);
}
