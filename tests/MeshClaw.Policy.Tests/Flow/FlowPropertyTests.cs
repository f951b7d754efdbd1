using CsCheck;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Guarding;
using static MeshClaw.Policy.Tests.Flow.FlowCase;
using static MeshClaw.Policy.Tests.Flow.Make;

namespace MeshClaw.Policy.Tests.Flow;

/// <summary>What must be true of information flow whatever is read and whatever is proposed.</summary>
public sealed class FlowPropertyTests
{
    private static readonly string[] s_bits =
    [
        .. "aBk1290 @@..//:'\"{}#-_+=%?,;\n\t\\<>".Select(c => c.ToString()),
        "\u2463",
        "\u212A",
        "\u0130",
        "\u00DF",
        "\u200B",
        "\u202E",
        "\u3002",
        "\uD835\uDDCC",
        "\uDB40\uDC73",
        "\uD83D",
        "\u0430",
        "e\u0301",
        "{slot}",
        "{",
        "http://",
        "bob@corp.example",
        "2026-11-30",
        "May 5th",
        "99999-99-99",
        "25:61",
        "1,000.50",
        "99999999999999999999999999999999",
        "if free on ",
        "Pay ",
        "Write to ",
        "most messages",
        "starting with ",
        "%41%",
        "=3D",
        "aGVsbG8gd29ybGQ=",
        "password: x1y2z3",
    ];

    private static readonly Gen<string> s_text = Gen.Int[0, s_bits.Length - 1]
        .Array[0, 14]
        .Select(bits => string.Concat(bits.Select(b => s_bits[b])));

    private static readonly Gen<SeenField> s_field =
        from kind in Gen.Enum<FieldKind>()
        from text in s_text
        from origin in Gen.Enum<Origin>()
        from sensitivity in Gen.Enum<Sensitivity>()
        select new SeenField("f", kind, text, new Label(origin, sensitivity));

    private static readonly Gen<SeenRecord> s_record =
        from kind in Pick("file", "message", "event")
        from id in s_text
        from fields in s_field.Array[0, 4]
        select new SeenRecord([kind], id.Length == 0 ? null : id, [.. fields]);

    private static readonly Gen<Label> s_label = Gen.Select(Gen.Enum<Origin>(), Gen.Enum<Sensitivity>())
        .Select((o, s) => new Label(o, s));

    private static readonly Gen<Plan> s_plan = Gen.Select(Pick("a", "b", "c"), Gen.Int[-1, 3])
        .Array[0, 4]
        .Select(grants => new Plan(
            grants.Select(g => new PlanGrant(new ToolName(g.Item1), g.Item2 < 0 ? null : g.Item2))
        ));

    [Fact]
    public void Join_is_commutative_associative_idempotent_and_an_upper_bound() =>
        Gen.Select(s_label, s_label, s_label)
            .Sample(
                (a, b, c) =>
                    a.Join(b) == b.Join(a)
                    && a.Join(b).Join(c) == a.Join(b.Join(c))
                    && a.Join(a) == a
                    && IsAtMost(a, a.Join(b))
                    && (!IsAtMost(a, b) || IsAtMost(a.Join(c), b.Join(c)))
                    && (!(IsAtMost(a, c) && IsAtMost(b, c)) || IsAtMost(a.Join(b), c))
            );

    [Fact]
    public void A_narrowed_plan_allows_what_both_allow_and_no_more() =>
        Gen.Select(s_plan, s_plan, s_plan)
            .Sample(
                (a, b, c) =>
                    Same(a.Narrow(b), b.Narrow(a))
                    && Same(a.Narrow(a), a)
                    && Same(a.Narrow(b).Narrow(c), a.Narrow(b.Narrow(c)))
                    && Includes(a, a.Narrow(b))
                    && (!Includes(a, b) || Includes(a.Narrow(c), b.Narrow(c)))
            );

    [Fact]
    public void Nothing_that_is_read_or_proposed_makes_a_rule_fail() =>
        Gen.Select(s_text, s_record.Array[0, 3], s_text, s_text, s_text)
            .Sample(
                (owner, records, lookedFor, destination, content) =>
                {
                    var run = Asked(owner).ReadFor(lookedFor, records);
                    ProposedCall[] calls =
                    [
                        SendMail(destination, content, lookedFor),
                        Call(
                            "files.share",
                            Reversible,
                            Verbs.Share,
                            Target("file_id", destination, "file"),
                            Text("title", content),
                            Parameter("permission", lookedFor)
                        ),
                        Fetch(destination),
                        NewEvent(content, destination, lookedFor),
                    ];
                    foreach (var value in calls.SelectMany(c => c.Values))
                    {
                        _ = run.Flow.Trace(value);
                    }

                    return calls.All(c => run.Decide(c).Reasons.All(r => r.Verdict != Verdict.Deny));
                },
                iter: 3000
            );

    [Theory]
    [InlineData("Meet me on \u0662\u0660\u0662\u0666-\u0661\u0661-\u0660\u0661.")]
    [InlineData("Meet me at \u0661\u0662:\u0660\u0660.")]
    [InlineData("Meet me on May \u0665th.")]
    [InlineData("Meet me on May \uFF15th, \uFF12\uFF10\uFF12\uFF16.")]
    public void Digits_of_other_scripts_make_no_rule_fail(string text)
    {
        var run = Asked("Create the event 'Dinner'.")
            .Read(
                Seen.Event("e1", "Dinner", "2026-12-01 18:00", "2026-12-01 19:00"),
                Seen.Mail("m1", "Dinner", "Dinner", text)
            );

        Assert.NotEqual(
            Verdict.Deny,
            run.Decide(Call("calendar.move", Reversible, Verbs.Move, Target("start", "2026-12-03 18:00"))).Verdict
        );
        Assert.NotEqual(Verdict.Deny, Asked(text).Decide(SendMail("bob@corp.example", text)).Verdict);
    }

    [Fact]
    public void A_template_that_takes_long_to_match_makes_no_rule_fail()
    {
        var run = Asked("Send to bob@corp.example: 'Hotel {a}{b}{c}{d}{e}{f}!'");

        Assert.Equal(Verdict.Ask, run.Decide(SendMail("bob@corp.example", "Hotel " + new string('x', 2000))).Verdict);
    }

    [Fact]
    public void A_destination_that_stands_neither_in_the_message_nor_in_a_record_is_never_allowed() =>
        Gen.Select(s_text, s_record.Array[0, 3], s_text, Gen.Bool)
            .Sample(
                (owner, records, destination, mail) =>
                {
                    owner = "Write to: " + owner;
                    // A text that holds one link of the owner's anywhere counts as that link: LookAlikeTests.A_text_around_a_link_is_no_link.
                    destination = MailAddress.Normalize(destination) is null
                        ? destination.Replace(".", "").Replace("\u3002", "")
                        : destination;
                    var run = Asked(owner).ReadFor(owner, records);
                    var call = mail ? SendMail(destination, "Write") : Post(destination, "Write");
                    return run.Decide(call).Verdict != Verdict.Allow
                        || Stands(destination, owner)
                        || records.Any(r =>
                            (r.Id is { } id && Stands(destination, id))
                            || r.Fields.Any(f => Stands(destination, f.Text))
                        );
                },
                iter: 3000
            );

    /// <summary>
    /// A record of a third party's running text alone (no name, no id, no people, no values), found without looking for anything,
    /// adds nothing that a call may use, whatever it says. So what asked before asks after.
    /// </summary>
    [Fact]
    public void Reading_more_prose_of_others_never_turns_an_ask_into_an_allow() =>
        Gen.Select(
                Gen.Int[0, s_asked.Length - 1],
                Gen.Int[0, s_seen.Length - 1].Array[0, 4],
                Gen.Int[0, s_calls.Length - 1],
                Gen.Int[0, s_words.Length - 1].Array[1, 12]
            )
            .Sample(
                (asked, seen, at, words) =>
                {
                    var run = Clean(s_asked[asked]).ReadFor("Harbour", [.. seen.Select(i => s_seen[i])]);
                    var before = run.Decide(s_calls[at]).Verdict;
                    run.Read(Seen.Prose(string.Join(' ', words.Select(w => s_words[w]))));
                    return run.Decide(s_calls[at]).Verdict >= before;
                },
                iter: 5000
            );

    [Fact]
    public void Reading_more_prose_of_others_is_no_empty_property()
    {
        var verdicts =
            from asked in s_asked
            from call in s_calls
            select Clean(asked).ReadFor("Harbour", s_seen).Decide(call).Verdict;

        Assert.InRange(verdicts.Count(v => v == Verdict.Allow), 8, s_asked.Length * s_calls.Length / 2);
    }

    private static readonly string[] s_asked =
    [
        "Write to bob@corp.example: 'Good day to you'",
        "Write to Bob Smith: 'Good day to you'",
        "Summarise the mail 'Harbour' and send the summary to bob@corp.example.",
        "Delete file 5 and pay 80 to DE7512.",
        "Share 'plans.docx' with bob@corp.example.",
        "Visit https://news.example/harbour and every link that Bob posted.",
    ];

    private static readonly SeenRecord[] s_seen =
    [
        Seen.Contact("Bob Smith", "bob@corp.example"),
        Seen.Mail("m1", "ann@corp.example", "Harbour", "The crane arrives on Tuesday."),
        Seen.File("5", "plans.docx"),
        Seen.File("6", "wages.xlsx"),
        Seen.Message("x1", "Bob", "See https://evil.example/x"),
        Seen.Secret("Harbour", "swordfish"),
    ];

    private static readonly ProposedCall[] s_calls =
    [
        SendMail("bob@corp.example", "Good day to you"),
        SendMail("bob@corp.example", "The crane arrives"),
        SendMail("eve@evil.example", "Good day to you"),
        DeleteFile("5"),
        DeleteFile("6"),
        Pay("DE7512", 80),
        Pay("DE7512", 90),
        Share("5", "bob@corp.example"),
        Share("6", "bob@corp.example"),
        Fetch("https://news.example/harbour"),
        Fetch("https://evil.example/x"),
    ];

    private static readonly string[] s_words =
        "bob@corp.example eve@evil.example https://evil.example/x 5 6 90 DE7512 Bob Smith plans.docx wages.xlsx Harbour Good day to you crane delete pay free 2026-12-01 6,".Split(
            ' '
        );

    private static bool Stands(string text, string where)
    {
        var bare = text.Trim().Trim('#', '@', '\'', '"');
        return where.Contains(bare, StringComparison.OrdinalIgnoreCase)
            || (
                MailAddress.Normalize(text) is { } address
                && where.Contains(address, StringComparison.OrdinalIgnoreCase)
            );
    }

    private static bool IsAtMost(Label one, Label other) =>
        one.Origin <= other.Origin && one.Sensitivity <= other.Sensitivity;

    private static bool Same(Plan one, Plan other) => one.Grants.SequenceEqual(other.Grants);

    private static bool Includes(Plan wide, Plan narrow) =>
        narrow.Grants.All(g =>
            wide.TryGet(g.Tool, out var most) && (most is null || (g.Count is { } count && count <= most))
        );

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
