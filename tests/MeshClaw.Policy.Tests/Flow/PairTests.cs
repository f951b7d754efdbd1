using static MeshClaw.Policy.Tests.Flow.FlowCase;
using static MeshClaw.Policy.Tests.Flow.Make;

namespace MeshClaw.Policy.Tests.Flow;

/// <summary>Each value is the owner's, and yet not the call: the owner put them together otherwise.</summary>
public sealed class PairTests
{
    private const string Ann = "ann@corp.example";
    private const string Bob = "bob@corp.example";

    [Theory]
    [InlineData("Share 'plans.docx' with ann@corp.example and 'wages.xlsx' with bob@corp.example.")]
    [InlineData("Share 'plans.docx' with ann@corp.example. Share 'wages.xlsx' with bob@corp.example.")]
    [InlineData("Share 'plans.docx' with ann@corp.example, then 'wages.xlsx' with bob@corp.example")]
    [InlineData("Share plans.docx with ann@corp.example and wages.xlsx with bob@corp.example.")]
    [InlineData("- share plans.docx with ann@corp.example\n- share wages.xlsx with bob@corp.example")]
    public void Things_are_not_crossed(string asked)
    {
        var run = Asked(asked).Read(Seen.File("1", "plans.docx"), Seen.File("2", "wages.xlsx"));

        run.Allows(Share("1", Ann))
            .Allows(Share("2", Bob))
            .Asks("flow:pair", Share("1", Bob))
            .Asks("flow:pair", Share("2", Ann));
    }

    [Theory]
    [InlineData("Pay 80 to DE7512 and 950 to FR2290.")]
    [InlineData("Pay DE7512 80 and FR2290 950.")]
    [InlineData("Pay 80 to DE7512. Pay 950 to FR2290.")]
    public void Amounts_are_not_crossed(string asked)
    {
        var run = Asked(asked);

        run.Allows(Pay("DE7512", 80))
            .Allows(Pay("FR2290", 950))
            .Asks("flow:pair", Pay("DE7512", 950))
            .Asks("flow:pair", Pay("FR2290", 80));
    }

    [Theory]
    [InlineData("Write 'The offer stands firm' to ann@corp.example and 'We are out of it' to bob@corp.example.")]
    [InlineData("Send ann@corp.example 'The offer stands firm' and send bob@corp.example 'We are out of it'.")]
    public void Texts_are_not_crossed(string asked)
    {
        var run = Asked(asked);

        run.Allows(SendMail(Ann, "The offer stands firm")).Allows(SendMail(Bob, "We are out of it"));
        run.Asks("flow:pair", SendMail(Ann, "We are out of it"))
            .Asks("flow:pair", SendMail(Bob, "The offer stands firm"));
        run.Asks("flow:pair", SendMail([Ann, Bob], "The offer stands firm"));
    }

    [Fact]
    public void Channels_are_not_crossed()
    {
        var run = Asked("Post 'The offer stands firm' in #sales and post 'We are out of it' in #board.")
            .Read(Seen.Channel("sales"), Seen.Channel("board"));

        run.Allows(Post("sales", "The offer stands firm")).Allows(Post("board", "We are out of it"));
        run.Asks("flow:pair", Post("board", "The offer stands firm"))
            .Asks("flow:pair", Post("sales", "We are out of it"));
    }

    [Fact]
    public void One_text_for_several_goes_to_all_of_them()
    {
        var run = Asked("Write to ann@corp.example, bob@corp.example and tim@corp.example: 'The offer stands firm'");

        run.Allows(SendMail(Ann, "The offer stands firm"))
            .Allows(SendMail(Bob, "The offer stands firm"))
            .Allows(SendMail("tim@corp.example", "The offer stands firm"));
        run.Allows(SendMail([Ann, Bob, "tim@corp.example"], "The offer stands firm"));
    }

    [Fact]
    public void Several_things_for_one_go_to_that_one()
    {
        var run = Asked("Share 'plans.docx' and 'wages.xlsx' with ann@corp.example.")
            .Read(Seen.File("1", "plans.docx"), Seen.File("2", "wages.xlsx"));

        run.Allows(Share("1", Ann)).Allows(Share("2", Ann));
    }

    [Fact]
    public void A_list_that_goes_on_keeps_its_thing()
    {
        var run = Asked(
                "Share 'plans.docx' with ann@corp.example and bob@corp.example, and 'wages.xlsx' with tim@corp.example."
            )
            .Read(Seen.File("1", "plans.docx"), Seen.File("2", "wages.xlsx"));

        run.Allows(Share("1", Ann)).Allows(Share("1", Bob)).Allows(Share("2", "tim@corp.example"));
        run.Asks("flow:pair", Share("2", Ann))
            .Asks("flow:pair", Share("2", Bob))
            .Asks("flow:pair", Share("1", "tim@corp.example"));
    }

    [Fact]
    public void Days_are_not_crossed()
    {
        var run = Asked("Create the event 'Dinner' on 2026-12-01 and the event 'Breakfast' on 2026-12-08.");

        run.Allows(NewEvent("Dinner", "2026-12-01 18:00", "2026-12-01 19:00"))
            .Allows(NewEvent("Breakfast", "2026-12-08 08:00", "2026-12-08 09:00"));
        run.Asks("flow:extra", NewEvent("Dinner", "2026-12-02 18:00", "2026-12-02 19:00"));
    }

    [Fact]
    public void A_bill_is_paid_with_its_own_amount()
    {
        var run = Asked("Pay the bill 'Water Works' and the bill 'City Power', please.")
            .Read(
                Seen.Bill("b1", "Water Works", "DE7512", "80"),
                Seen.Bill("b2", "City Power", "FR2290", "950"),
                Seen.Bill("b3", "Old Debt", "RU6666", "9999")
            );

        run.Allows(Pay("DE7512", 80)).Allows(Pay("FR2290", 950));
        run.Asks("flow:pair", Pay("DE7512", 950)).Asks("flow:pair", Pay("FR2290", 80));
        run.Asks("flow:destination", Pay("RU6666", 80)).Asks("flow:target", Pay("DE7512", 9999));
    }
}
