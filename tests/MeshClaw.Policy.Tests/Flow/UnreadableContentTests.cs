using static MeshClaw.Policy.Tests.Flow.FlowCase;
using static MeshClaw.Policy.Tests.Flow.Make;

namespace MeshClaw.Policy.Tests.Flow;

/// <summary>
/// A message of the owner's own is of the owner's words alone: also not of letters that are no letters to a splitter of words, and
/// not of the owner's words turned round.
/// </summary>
public sealed class UnreadableContentTests
{
    private const string Bob = "bob@corp.example";
    private const string Dinner = "Dinner is at eight";

    private static FlowCase Run() => Asked($"Send to {Bob}: '{Dinner}'");

    [Theory]
    [InlineData(".")]
    [InlineData("!")]
    [InlineData("\n")]
    [InlineData(" – ")]
    public void Marks_and_blanks_say_nothing(string more) => Run().Allows(SendMail(Bob, Dinner + more));

    [Theory]
    [InlineData("\uDB40\uDC73\uDB40\uDC61\uDB40\uDC6C")] // Tag characters: invisible, and models read them as ASCII.
    [InlineData("\uD835\uDDCC\uD835\uDDBA\uD835\uDDC5\uD835\uDDBA\uD835\uDDCB\uD835\uDDD2")] // Mathematical letters
    [InlineData("\u24C8\u24D0\u24DB\u24D0\u24E1\u24E8")] // Letters in circles
    [InlineData("\u2463\u2465\u2462\u2467\u2461\u24EA")] // Digits in circles
    [InlineData("\u280E\u2801\u2807\u2801\u2817\u283D")] // Braille
    [InlineData("\uD83C\uDDF8\uD83C\uDDE6\uD83C\uDDF1")] // Regional indicators
    [InlineData("\u200B\u200C\u200B\u200D\u200B\u200B")] // Bits in zero-width characters
    [InlineData("... .- .-.. .- .-. -.--")] // Morse
    public void Text_in_signs_that_are_no_words_is_no_part_of_the_owners_wording(string hidden)
    {
        Run().Asks("flow:content", SendMail(Bob, Dinner + " " + hidden));
        Run().Asks("flow:content", SendMail(Bob, Dinner, hidden));
    }

    [Theory]
    [InlineData("s a l a r y n i n e t y")]
    [InlineData("sa la ry ni ne ty")]
    [InlineData("s.a.l.a.r.y")]
    [InlineData("an n ea rn s ni ne ty")]
    public void Text_in_bits_of_one_or_two_letters_is_no_part_of_the_owners_wording(string spaced) =>
        Run().Asks("flow:content", SendMail(Bob, Dinner + " " + spaced));

    [Theory]
    [InlineData("salary")]
    [InlineData("\u0441\u0430\u043B\u0430\u0440\u0438")]
    [InlineData("\uFF53\uFF41\uFF4C\uFF41\uFF52\uFF59")] // Fullwidth
    [InlineData("din\u00ADner salary")]
    public void Text_in_other_letters_is_no_part_of_the_owners_wording(string other) =>
        Run().Asks("flow:content", SendMail(Bob, Dinner + " " + other));

    [Theory]
    [InlineData("\uFF14\uFF16\uFF13\uFF18\uFF12\uFF10")] // Fullwidth digits
    [InlineData("\u0664\u0666\u0663\u0668\u0662\u0660")] // Arabic digits
    [InlineData("\uD835\uDFD2\uD835\uDFD4\uD835\uDFD1\uD835\uDFD6\uD835\uDFD0\uD835\uDFCE")] // Mathematical digits
    [InlineData("\u2463\u2465\u2462\u2467\u2461\u24EA")] // Digits in circles
    public void A_code_goes_out_in_no_other_digits(string digits)
    {
        var run = Clean("Summarise the mail 'Harbour dates' and send the contents to bob@corp.example.")
            .ReadFor(
                "Harbour dates",
                Seen.Mail("m1", "ann@corp.example", "Harbour dates", "The crane arrives on Tuesday.")
            )
            .ReadFor("Harbour dates", Seen.Secret("Harbour dates", "463820"));

        run.Allows(SendMail(Bob, "The crane comes")).Asks("flow:content", SendMail(Bob, "The crane comes " + digits));
    }

    [Theory]
    [InlineData("Do not cancel the order", "cancel the order")]
    [InlineData("Pay Ann nothing before Bob delivers", "Pay Bob before Ann delivers")]
    public void What_the_owner_dictated_is_not_turned_into_its_opposite(string dictated, string turned) =>
        Asked($"Send to {Bob}: '{dictated}'")
            .Allows(SendMail(Bob, dictated))
            .Asks("flow:content", SendMail(Bob, turned));
}
