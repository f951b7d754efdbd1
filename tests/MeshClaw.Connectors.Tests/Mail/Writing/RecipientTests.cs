using System.Collections.Immutable;
using MeshClaw.Connectors.Mail.Writing.Composing;
using MeshClaw.Connectors.Mail.Writing.Recipients;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;

namespace MeshClaw.Connectors.Tests.Mail.Writing;

/// <summary>To whom a message goes, and what its owner is warned of.</summary>
public sealed class RecipientTests
{
    private static readonly OwnAddresses s_own = new(["robin@vega.example"]);

    private static readonly ImmutableDictionary<string, ImmutableArray<string>> s_contacts = ImmutableDictionary
        .Create<string, ImmutableArray<string>>(StringComparer.OrdinalIgnoreCase)
        .Add("Ana Duarte", ["ana@corp.example"])
        .Add("Ben", ["ben@corp.example", "ben@home.example"])
        .Add("Mia Lund", ["mia@lund.example"])
        .Add("Mia Berg", ["mia@berg.example"]);

    [Theory]
    [InlineData("ana", "ana@corp.example")]
    [InlineData("Ana Duarte", "ana@corp.example")]
    [InlineData("Mia Berg", "mia@berg.example")]
    [InlineData("X@Corp.Example", "x@corp.example")]
    [InlineData("Somebody <x@corp.example>", "x@corp.example")]
    [InlineData("x@b\u00fccher.example", "x@xn--bcher-kva.example")]
    public void A_name_that_means_one_is_that_one(string text, string address) =>
        Assert.Equal(address, RecipientResolver.Resolve(text, s_contacts, []));

    [Theory]
    [InlineData("mia", "may mean: Mia")]
    [InlineData("ben", "may mean: Ben <ben@corp.example>, Ben <ben@home.example>")]
    [InlineData("an", "not in the address book")]
    [InlineData("zoe", "You have written to zoe@x.example")]
    [InlineData("a@b@c", "no mail address")]
    [InlineData("ana@corp.example, thief@evil.test", "no mail address")]
    public void Between_two_or_for_nobody_it_lists_whom_it_may_mean(string text, string says)
    {
        var refusal = Assert.Throws<ToolException>(() =>
            RecipientResolver.Resolve(text, s_contacts, ["zoe@x.example"])
        );

        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_goes_where_the_sender_wants_it()
    {
        var original = Original with { ReplyTo = [Party("desk@corp.example")] };

        Assert.Equal(["desk@corp.example"], ReplyRecipients.Of(original, MailMode.Reply, s_own).To);
    }

    [Fact]
    public void An_answer_to_all_leaves_the_owner_out_and_nobody_gets_it_twice()
    {
        var original = Original with
        {
            To = [Party("robin+work@vega.example"), Party("ben@corp.example"), Party("ana@corp.example")],
            Cc = [Party("ben@corp.example"), Party("mia@lund.example"), Party("robin@vega.example")],
        };

        var all = ReplyRecipients.Of(original, MailMode.ReplyAll, s_own);

        Assert.Equal(["ana@corp.example", "ben@corp.example"], all.To);
        Assert.Equal(["mia@lund.example"], all.Cc);
    }

    [Fact]
    public void An_answer_to_list_mail_goes_to_its_author_unless_the_list_is_asked_for()
    {
        var original = Original with
        {
            ReplyTo = [Party("list@lists.example")],
            To = [Party("list@lists.example")],
            Headers = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add(
                "list-post",
                ["<mailto:list@lists.example>"]
            ),
        };

        Assert.Equal(["ana@corp.example"], ReplyRecipients.Of(original, MailMode.Reply, s_own).To);
        Assert.Equal(["list@lists.example"], ReplyRecipients.Of(original, MailMode.ReplyList, s_own).To);
    }

    [Theory]
    [InlineData("Re: Lunch", "Lunch")]
    [InlineData("Re: Lunch", "RE: AW: Sv: Re[3]: Lunch")]
    [InlineData("Re: Fwd: Lunch", "Fwd: Lunch")]
    [InlineData("Re: Regarding: x", "Regarding: x")]
    [InlineData("Re: \u4f60\u597d", "\u56de\u590d\uff1a\u4f60\u597d")]
    [InlineData("Re:", "Re:")]
    public void Marks_of_answers_do_not_pile_up(string expected, string subject) =>
        Assert.Equal(expected, ReplySubject.Reply(subject));

    [Theory]
    [InlineData("Fwd: Lunch", "WG: Fwd: Lunch")]
    [InlineData("Fwd: Re: Lunch", "Re: Lunch")]
    public void Marks_of_what_is_passed_on_do_not_pile_up(string expected, string subject) =>
        Assert.Equal(expected, ReplySubject.Forward(subject));

    [Fact]
    public void An_ordinary_answer_warns_of_nothing() =>
        Assert.Empty(Codes(Mail(MailMode.Reply, Original, "ana@corp.example")));

    [Theory]
    [InlineData("ana@c0rp.example", "look-alike first-contact")]
    [InlineData("ana@corp.example.evil.test", "look-alike first-contact")]
    [InlineData("bernd@home.example", "first-contact")]
    [InlineData("duarte@freemail.example", "first-contact")]
    public void A_stranger_is_told_and_one_who_looks_like_a_friend_first(string to, string codes) =>
        Assert.Equal(codes, string.Join(' ', Codes(Mail(MailMode.New, null, to))));

    [Theory]
    [InlineData("The offer is attached.", true)]
    [InlineData("anbei das Angebot", true)]
    [InlineData("veuillez trouver ci-joint", true)]
    [InlineData("Te env\u00edo el contrato adjunto", true)]
    [InlineData("We are attaching importance to it", false)]
    [InlineData("See you tomorrow", false)]
    public void A_text_that_speaks_of_an_attachment_has_one(string body, bool warns) =>
        Assert.Equal(
            warns,
            Codes(Mail(MailMode.New, null, "ana@corp.example") with { Body = body }).Contains("missing-attachment")
        );

    [Fact]
    public void Answering_all_after_a_hidden_copy_shows_that_one_had_it() =>
        Assert.Contains(
            "was-bcc",
            Codes(Mail(MailMode.ReplyAll, Original with { To = [Party("ben@corp.example")] }, "ana@corp.example"))
        );

    [Fact]
    public void Who_was_not_in_the_conversation_is_told() =>
        Assert.Contains(
            "outside-thread",
            Codes(Mail(MailMode.Reply, Original, "ana@corp.example", "ben@corp.example"))
        );

    [Fact]
    public void What_is_internal_and_goes_outside_is_told()
    {
        var original = Original with { Text = "CONFIDENTIAL: the numbers" };

        Assert.Contains("internal-outside", Codes(Mail(MailMode.Forward, original, "ben@home.example")));
        Assert.DoesNotContain("internal-outside", Codes(Mail(MailMode.Forward, original, "kim@vega.example")));
    }

    [Fact]
    public void An_answer_to_many_or_across_organisations_is_told()
    {
        string[] many = [.. Enumerable.Range(0, 11).Select(i => $"p{i}@corp.example"), "kim@vega.example"];
        var original = Original with { Cc = [.. many.Select(Party)] };

        var codes = Codes(Mail(MailMode.ReplyAll, original, many));

        Assert.Contains("many-recipients", codes);
        Assert.Contains("mixed-organisations", codes);
    }

    private static MailMessage Original { get; } =
        new()
        {
            Location = new MailLocation("INBOX", "1", "1"),
            From = [Party("ana@corp.example")],
            To = [Party("robin@vega.example")],
            Subject = "Lunch",
            Text = "At noon?",
        };

    private static MailParty Party(string address) => new("", address);

    private static OutgoingMail Mail(MailMode mode, MailMessage? original, params string[] to) =>
        new()
        {
            Mode = mode,
            Original = original,
            To = [.. to],
            Body = "x",
        };

    private static string[] Codes(OutgoingMail mail)
    {
        string[] known = ["ana@corp.example", "ben@corp.example", "ben@home.example", "kim@vega.example"];
        var context = new WarningContext(
            s_own,
            "robin@vega.example",
            known,
            [],
            mail.Recipients.Where(r => !known.Contains(r)).ToHashSet(),
            HasFiles: false
        );
        return [.. RecipientWarnings.Of(mail, context).Select(w => w.Code)];
    }
}
