using System.Globalization;
using static MeshClaw.Policy.Orders.Grammar.Patterns;

namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>Until when: a date, read against the owner's today, or the owner's word. Hours and events are refused.</summary>
internal static class UntilGrammar
{
    private static readonly string[] s_months = CultureInfo.InvariantCulture.DateTimeFormat.MonthNames[..12];

    private static readonly Pattern s_told = Say(
        "i say so|i say go|i say otherwise|i say|i tell you|i tell you to|i tell you so|i tell you otherwise|i tell u|i tell u to"
            + "|i give the go-ahead|i give you the go-ahead|i give the ok|i give my ok|i give my approval|further notice|told otherwise"
            + "|you remove this order|i remove this order|i lift this order|i tell you that you can|i say you can"
            + "|i tell you you can|you hear from me|you hear otherwise|i let you know|i give the word|i give the green light"
            + "|i say it's ok|i say its ok|i say it is ok|i allow it again|i allow it|i order otherwise|i say that you can"
    );

    private static readonly Pattern s_day = Or(
        Weekday(),
        One((t, at) => Iso(t) is { } date ? SetDate(at, date) : null),
        Then(Say("tomorrow"), At((today, _) => today.AddDays(1))),
        Then(Say("christmas|christmas day"), At((today, _) => NextDate(today, 12, 25))),
        Dated()
    );

    private static readonly Pattern s_until = Then(
        Maybe(Say("for now")),
        Say("until|till|til|'til|untill"),
        Or(
            Then(
                s_told,
                Do(d =>
                    d.Rule is { UntilTold: false, UntilDate: null }
                        ? d with
                        {
                            Rule = d.Rule with { UntilTold = true },
                        }
                        : null
                )
            ),
            Then(Maybe(Say("the end of|end of")), s_day),
            Then(Say("the end of|end of"), MonthEnd())
        )
    );

    /// <summary>"until Friday", "until I say so", "today".</summary>
    public static readonly Pattern Until = Or(
        s_until,
        Then(Say("today|for today|for the rest of the day|for the rest of today"), At((today, _) => today))
    );

    private static Pattern Weekday() =>
        Or([
            .. Enum.GetValues<DayOfWeek>()
                .Select(day =>
                    Or(
                        Then(
                            Maybe(Say("this|this coming")),
                            Say(TimeGrammar.Name(day)),
                            At((today, at) => Coming(today, day, at))
                        ),
                        Then(Say("next"), Say(TimeGrammar.Name(day)), At((today, at) => Next(today, day, at)))
                    )
                ),
        ]);

    // "1 December", "the 1st of December", "December 15th", each with a year or not.
    private static Pattern Dated()
    {
        var day = One((t, at) => DayNumber(t.Text) is { } n ? at.Draft with { Number = n } : null);
        var months = s_months
            .Index()
            .Select(m =>
            {
                var name = m.Item.ToLowerInvariant();
                var month = Say(name == "may" ? name : $"{name}|{name[..3]}");
                return Then(
                    Or(Then(Maybe(Say("the")), day, Maybe(Say("of")), month), Then(month, Maybe(Say("the")), day)),
                    Or(
                        Then(
                            MaybeComma,
                            One(
                                (t, at) => Year(t) is { } y ? SetDate(at, Exact(y, m.Index + 1, at.Draft.Number)) : null
                            )
                        ),
                        At((today, at) => NextDate(today, m.Index + 1, at.Draft.Number))
                    )
                );
            });
        return Or([.. months]);
    }

    private static Pattern MonthEnd() =>
        Or([
            .. s_months
                .Index()
                .Select(m =>
                    Then(
                        Say(m.Item.ToLowerInvariant()),
                        At(
                            (today, _) =>
                                NextDate(
                                    today,
                                    m.Index + 1,
                                    DateTime.DaysInMonth(today.Year + (m.Index + 1 < today.Month ? 1 : 0), m.Index + 1)
                                )
                        )
                    )
                ),
            Then(
                Say("the month|this month"),
                At((today, _) => new DateOnly(today.Year, today.Month, DateTime.DaysInMonth(today.Year, today.Month)))
            ),
            Then(Say("the year|this year"), At((today, _) => new DateOnly(today.Year, 12, 31))),
        ]);

    private static Pattern At(Func<DateOnly, Cursor, DateOnly?> date) =>
        at => SetDate(at, date(at.Reading.Names.Vocabulary.Today, at)) is { } draft ? [at with { Draft = draft }] : [];

    private static Draft? SetDate(Cursor at, DateOnly? date)
    {
        var today = at.Reading.Names.Vocabulary.Today;
        if (date < today)
        {
            at.Reading.Note(
                at.At,
                $"{date:yyyy-MM-dd} is past.",
                [$"Never send mail until {today.AddDays(7):yyyy-MM-dd}."]
            );
            return null;
        }

        if (date is null)
        {
            return null;
        }

        var rule = at.Draft.Rule;
        return rule is { UntilTold: false, UntilDate: null }
            ? at.Draft with
            {
                Rule = rule with { UntilDate = date },
            }
            : null;
    }

    private static DateOnly? Coming(DateOnly today, DayOfWeek day, Cursor at)
    {
        var ahead = ((int)day - (int)today.DayOfWeek + 7) % 7;
        return ahead == 0 ? Unclear(today, today.AddDays(7), at) : today.AddDays(ahead);
    }

    // Next Friday is this week's to some and next week's to others; only of today's own weekday there is one.
    private static DateOnly? Next(DateOnly today, DayOfWeek day, Cursor at)
    {
        var ahead = ((int)day - (int)today.DayOfWeek + 7) % 7;
        return ahead == 0 ? today.AddDays(7) : Unclear(today.AddDays(ahead), today.AddDays(ahead + 7), at);
    }

    private static DateOnly? Unclear(DateOnly one, DateOnly other, Cursor at)
    {
        at.Reading.Note(
            at.At,
            $"That day may be {one:yyyy-MM-dd} or {other:yyyy-MM-dd}.",
            [$"Never send mail until {one:yyyy-MM-dd}.", $"Never send mail until {other:yyyy-MM-dd}."]
        );
        return null;
    }

    private static DateOnly? NextDate(DateOnly today, int month, int day) =>
        Exact(today.Year, month, day) is not { } thisYear ? null
        : thisYear >= today ? thisYear
        : today.DayNumber - thisYear.DayNumber < 60 ? null // Rather a slip than a year ahead.
        : Exact(today.Year + 1, month, day);

    private static DateOnly? Exact(int year, int month, int day) =>
        year is >= 1 and < 9000 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : null;

    private static DateOnly? Iso(Token token) =>
        DateOnly.TryParseExact(
            token.Text,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var date
        )
            ? date
            : null;

    private static int? Year(Token token) =>
        token is { Kind: TokenKind.Number, Raw.Length: 4 } ? int.Parse(token.Text, CultureInfo.InvariantCulture) : null;

    // 1, 15, 1st, 22nd, 3rd, 15th.
    private static int? DayNumber(string text)
    {
        var digits = text.TrimEnd("stndrh".ToCharArray());
        return
            digits.Length is 1 or 2
            && digits.All(char.IsAsciiDigit)
            && text[digits.Length..] is "" or "st" or "nd" or "rd" or "th"
            ? int.Parse(digits, CultureInfo.InvariantCulture)
            : null;
    }
}
