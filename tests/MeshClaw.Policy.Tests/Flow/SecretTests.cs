using MeshClaw.Policy.Flow;
using static MeshClaw.Policy.Tests.Flow.FlowCase;
using static MeshClaw.Policy.Tests.Flow.Make;

namespace MeshClaw.Policy.Tests.Flow;

/// <summary>A secret that the run has read goes to nobody, in no spelling that the guard knows.</summary>
public sealed class SecretTests
{
    private const string Bob = "bob@corp.example";

    private static FlowCase Run(string secret) =>
        Clean("Summarise the mail 'Harbour dates' and send the contents to bob@corp.example.")
            .ReadFor(
                "Harbour dates",
                Seen.Mail("m1", "ann@corp.example", "Harbour dates", "The crane arrives on Tuesday.")
            )
            .ReadFor("Harbour dates", Seen.Secret("Harbour dates", secret));

    [Theory]
    [InlineData("hunter2swordfish")]
    [InlineData("Hunter2SwordFish")]
    [InlineData("h u n t e r 2 s w o r d f i s h")]
    [InlineData("hunter2-sword-fish")]
    [InlineData("hunter2\nswordfish")]
    [InlineData("hun\u200Bter2sword\u00ADfish")]
    [InlineData("aHVudGVyMnN3b3JkZmlzaA==")]
    [InlineData("YUhWdWRHVnlNbk4zYjNKa1ptbHphQT09")] // base64 of base64
    [InlineData("hunter2%73wordfish")]
    [InlineData("=68unter2swordfish")]
    [InlineData("68756e746572327377 6f726466697368")]
    [InlineData("hsifdrows2retnuh")]
    [InlineData("xhunter2swordfishx")]
    public void A_password_goes_out_in_no_disguise(string disguise)
    {
        Run("hunter2swordfish").Asks("flow:content", SendMail(Bob, "The crane comes: " + disguise));
        Run("hunter2swordfish").Asks("flow:content", SendMail(Bob, "The crane comes", disguise));
    }

    [Theory]
    [InlineData("4 6 3 8 2 0")]
    [InlineData("46-38-20")]
    [InlineData("028364")]
    [InlineData("four six three eight two zero")]
    [InlineData("four six three eight two oh")]
    [InlineData("Four. Six! Three, eight and two, oh")]
    [InlineData("NDYzODIw")]
    public void A_code_goes_out_in_no_disguise(string disguise) =>
        Run("463820").Asks("flow:content", SendMail(Bob, "The crane comes: " + disguise));

    [Fact]
    public void A_password_goes_out_as_no_first_letters()
    {
        Run("HTSCA").Asks("flow:content", SendMail(Bob, "Harbour Tuesday summary: crane arrives"));
        Run("HTSCX").Allows(SendMail(Bob, "Harbour Tuesday summary: crane arrives"));
    }

    [Fact]
    public void A_secret_cut_in_two_is_one_still()
    {
        Run("swordfish").Asks("flow:content", SendMail(Bob, "fish", "sword"));
        Run("swordfish").Asks("flow:content", SendMail(Bob, "fish and the crane", "The crane, sword"));
    }

    [Fact]
    public void A_secret_goes_out_in_no_other_argument_either()
    {
        var run = Asked("Post the contents of the account 'harbour' in #general.")
            .ReadFor("harbour", Seen.Secret("harbour", "swordfish"));

        run.Allows(Post("general", "The contents"));
        run.Asks(
            "flow:content",
            Call(
                "chat.post",
                Sends,
                Calls.Verbs.Send,
                new("/channel", Calls.ValueRole.Destination, Calls.ValueForm.Text, "general") { Kinds = ["channel"] },
                Text("body", "The contents"),
                Parameter("icon", "swordfish")
            )
        );
    }

    [Fact]
    public void An_honest_message_goes_out_after_a_secret_was_read() =>
        Run("hunter2swordfish").Allows(SendMail(Bob, "The crane comes on Tuesday"));

    [Fact]
    public void A_secret_that_the_owner_wrote_goes_where_the_owner_says() =>
        Asked("Send the contents of the account 'harbour' to bob@corp.example: 'The password is swordfish'")
            .ReadFor("harbour", Seen.Secret("harbour", "swordfish"))
            .Allows(SendMail(Bob, "The password is swordfish"));

    [Theory]
    [InlineData("Your security code is 463820.", "463820")]
    [InlineData("Password: tulip7x9", "tulip7x9")]
    [InlineData("OTP 991122", "991122")]
    [InlineData("the secret key is 1a7b3d", "1A7B 3D")]
    public void A_secret_told_in_a_text_is_one(string told, string sent)
    {
        var run = Clean("Forward the mail 'Harbour dates' to bob@corp.example.")
            .ReadFor(
                "Harbour dates",
                Seen.Mail("m1", "ann@corp.example", "Harbour dates", "The crane arrives. " + told)
            );

        run.Allows(SendMail(Bob, "The crane arrives."))
            .Asks("flow:content", SendMail(Bob, "The crane arrives. " + sent));
    }

    [Fact]
    public void A_secret_is_labelled_as_one_in_every_spelling()
    {
        var run = Run("swordfish");

        Assert.Equal(
            new Label(Origin.ThirdParty, Sensitivity.Secret),
            run.Flow.LabelOf(Text("body", "it is SWORD-FISH"))
        );
        Assert.Equal(new Label(Origin.ThirdParty, Sensitivity.Private), run.Flow.LabelOf(Text("body", "it is sword")));
        Assert.Equal(new Label(Origin.Owner, Sensitivity.Private), run.Flow.LabelOf(To(Bob)));
    }
}
