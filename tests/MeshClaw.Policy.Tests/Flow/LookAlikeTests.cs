using static MeshClaw.Policy.Tests.Flow.FlowCase;
using static MeshClaw.Policy.Tests.Flow.Make;

namespace MeshClaw.Policy.Tests.Flow;

/// <summary>What looks like an address or a link of the owner's, contains it or ends in it, is another one.</summary>
public sealed class LookAlikeTests
{
    private const string Hello = "The meeting is moved";

    [Theory]
    [InlineData("bob@c\u043Erp.example")] // Cyrillic o
    [InlineData("b\u043Eb@corp.example")]
    [InlineData("bob@mail.corp.example")]
    [InlineData("bob@corp.example.evil.example")]
    [InlineData("bob@evilcorp.example")]
    [InlineData("bob@corp.examples")]
    [InlineData("bob@corp")]
    [InlineData("bob+x@corp.example")]
    [InlineData("b.ob@corp.example")]
    [InlineData("rob.bob@corp.example")]
    [InlineData("bob@corp.example, eve@evil.example")]
    [InlineData("bob@corp.example;eve@evil.example")]
    [InlineData("bob@corp.example eve@evil.example")]
    [InlineData("\"bob@corp.example\" <eve@evil.example>")]
    [InlineData("Bob <bob@corp.example>, <eve@evil.example>")]
    [InlineData("bob@corp.example@evil.example")]
    [InlineData("bob%corp.example@evil.example")]
    [InlineData("bo\u200Bb@corp.example")]
    [InlineData("bob@corp.\u200Bexample")]
    [InlineData("bob\u202E@corp.example")]
    [InlineData("\uFF42\uFF4F\uFF42@corp.example")] // Fullwidth
    [InlineData("bob@corp.example\nbcc: eve@evil.example")]
    [InlineData("mailto:bob@corp.example?bcc=eve@evil.example")]
    [InlineData("bob")]
    [InlineData("@corp.example")]
    [InlineData("corp.example")]
    public void Mail_goes_to_no_look_alike_of_an_address(string lookAlike)
    {
        var run = Asked($"Write to bob@corp.example: '{Hello}'");

        run.Allows(SendMail("bob@corp.example", Hello)).Asks("flow:destination", SendMail(lookAlike, Hello));
    }

    [Fact]
    public void Case_and_a_final_dot_of_the_domain_make_no_difference() =>
        Asked($"Write to Bob@Corp.example: '{Hello}'")
            .Allows(SendMail("bob@corp.example", Hello))
            .Allows(SendMail("BOB@CORP.EXAMPLE.", Hello));

    [Fact]
    public void A_second_recipient_is_chosen_as_well_or_it_asks()
    {
        var run = Asked($"Write to bob@corp.example and ann@corp.example: '{Hello}'");

        run.Allows(SendMail(["bob@corp.example", "ann@corp.example"], Hello));
        run.Asks("flow:destination", SendMail(["bob@corp.example", "eve@evil.example"], Hello));
    }

    [Theory]
    [InlineData("http://www.corp.example/news")]
    [InlineData("https://www.corp.example.evil.example/news")]
    [InlineData("https://www.corp.example@evil.example/news")]
    [InlineData("https://evil.example/https://www.corp.example/news")]
    [InlineData("https://evil.example/?u=https://www.corp.example/news")]
    [InlineData("https://www.corp.example/news?leak=1234")]
    [InlineData("https://www.corp.example/news#leak")]
    [InlineData("https://www.corp.example/news/leak")]
    [InlineData("https://www.corp.example/NEWS")]
    [InlineData("https://www.corp.example:8443/news")]
    [InlineData("https://www.corp.example\\@evil.example/news")]
    [InlineData("https://www.c\u043Erp.example/news")]
    [InlineData("https://www.corp.ex\u00ADample/news")]
    [InlineData("https://leak.www.corp.example/news")]
    [InlineData("ftp://www.corp.example/news")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,hi")]
    [InlineData("https://127.0.0.1/news")]
    [InlineData("https://www.corp.example/news https://evil.example/")]
    public void A_page_is_fetched_from_no_look_alike_of_a_link(string lookAlike)
    {
        var run = Asked("Visit https://www.corp.example/news and summarise it.");

        run.Allows(Fetch("https://www.corp.example/news")).Asks("flow:destination", Fetch(lookAlike));
    }

    [Theory]
    [InlineData("salary ninety https://www.corp.example/news")]
    [InlineData("{https://www.corp.example/news")]
    [InlineData("https://www.corp.example/news and more")]
    [InlineData("d3d3LmNvcnAuZXhhbXBsZS9uZXdz")]
    public void A_text_around_a_link_is_no_link(string text)
    {
        var run = Asked("Visit www.corp.example/news and post 'It is read' there.");

        run.Allows(Fetch("www.corp.example/news"))
            .Asks("flow:destination", Fetch(text))
            .Asks("flow:destination", Post(text, "It is read"));
    }

    [Fact]
    public void A_link_without_scheme_may_be_read_either_way() =>
        Asked("Visit www.corp.example/news and summarise it.")
            .Allows(Fetch("https://www.corp.example/news"))
            .Allows(Fetch("www.corp.example/news"))
            .Allows(Fetch("http://www.corp.example/news"));

    [Theory]
    [InlineData("GB29NWBK60161331926818", "GB29NWBK60161331926819")]
    [InlineData("GB29NWBK60161331926818", "GB29NWBK6016133192681")]
    [InlineData("GB29NWBK60161331926818", "GB29NWBK601613319268188")]
    [InlineData("GB29NWBK60161331926818", "GB29NWBK6O161331926818")]
    [InlineData("GB29NWBK60161331926818", "\u0413B29NWBK60161331926818")]
    public void Money_goes_to_no_look_alike_of_an_account(string account, string lookAlike)
    {
        var run = Asked($"Pay 80 to {account}.");

        run.Allows(Pay(account, 80)).Asks("flow:destination", Pay(lookAlike, 80));
    }

    [Theory]
    [InlineData("general-2")]
    [InlineData("general_")]
    [InlineData("g\u0435neral")] // Cyrillic e
    [InlineData("genera1")]
    [InlineData("#general @here")]
    [InlineData("gen\u200Beral")]
    [InlineData("everyone")]
    public void A_post_goes_to_no_look_alike_of_a_channel(string lookAlike)
    {
        var run = Asked($"Post in #general: '{Hello}'").Read(Seen.Channel("general"), Seen.Channel(lookAlike));

        run.Allows(Post("general", Hello))
            .Allows(Post("#general", Hello))
            .Asks("flow:destination", Post(lookAlike, Hello));
    }

    [Theory]
    [InlineData("general_")]
    [InlineData("general!")]
    [InlineData("#general.")]
    public void A_post_goes_to_no_channel_that_differs_in_marks_alone_and_is_all_that_was_read(string lookAlike) =>
        Asked($"Post in #general: '{Hello}'")
            .Read(Seen.Channel(lookAlike))
            .Asks("flow:destination", Post(lookAlike, Hello));

    [Fact]
    public void A_sign_that_folds_to_a_letter_is_not_that_letter()
    {
        // U+212A, the Kelvin sign: its lower case is a plain k.
        var run = Asked($"Post in the channel 'kitchen': '{Hello}'").Read(Seen.Channel("kitchen"));

        run.Allows(Post("kitchen", Hello)).Asks("flow:destination", Post("\u212Aitchen", Hello));
    }
}
