using System.Collections.Immutable;
using static MeshClaw.Policy.Orders.Grammar.Patterns;

namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>Who: names from the address book, addresses, domains, "anyone outside corp.example except Ana".</summary>
internal static class PeopleGrammar
{
    private static readonly Pattern s_named = at => NamedAt(at, owners: false, spared: false);
    private static readonly Pattern s_sparedNamed = at => NamedAt(at, owners: false, spared: true);
    private static readonly Pattern s_subdomains = Maybe(Say("and its subdomains|or its subdomains|and subdomains"));

    private static readonly Pattern s_domain = Then(
        One((t, at) => t.Kind == TokenKind.Domain && t.Owner is null ? Add(at.Draft, ["@" + t.Text], false) : null),
        s_subdomains
    );

    private static readonly Pattern s_sparedDomain = Then(
        One((t, at) => t.Kind == TokenKind.Domain && t.Owner is null ? Add(at.Draft, ["@" + t.Text], true) : null),
        s_subdomains
    );

    private static readonly Pattern s_anyone = Say("anyone|anybody|any one|someone|somebody");
    private static readonly Pattern s_people = Or(s_anyone, Say("people|addresses"));
    private static readonly Pattern s_outside = Then(
        Say(
            "outside|outside of|not at|not from|who isn't at|who isnt at|who is not at|who aren't at|who arent at|who are not at"
                + "|that aren't at|that are not at|that isn't at|that is not at"
        ),
        Maybe(Say("the domain")),
        List(s_sparedDomain)
    );

    private static readonly Pattern s_at = Then(Say("at|from"), List(s_domain));
    private static readonly Pattern s_item = Or(s_named, s_domain, Then(s_people, Say("at"), s_domain));
    private static readonly Pattern s_sparedItem = Or(
        s_sparedNamed,
        s_sparedDomain,
        Then(s_people, Say("at"), s_sparedDomain)
    );

    private static readonly Pattern s_except = Then(
        MaybeComma,
        Say("except|except for|apart from|other than|but|excluding"),
        Do(d => d.Excepted ? null : d with { PeopleExcepted = true }),
        List(s_sparedItem)
    );

    private static readonly Pattern s_nobody = Then(
        Say("nobody|no one|noone|no-one"),
        Do(d => d with { Negations = d.Negations + 1 })
    );

    /// <summary>Anybody at all, restricted or not.</summary>
    public static readonly Pattern All = Or(
        Then(Or(s_anyone, s_nobody), Maybe(s_except)),
        Then(Or(s_people, s_nobody), Or(s_at, s_outside), Maybe(s_except)),
        Then(Maybe(Say("either")), List(s_item), Maybe(s_except))
    );

    /// <summary>"outside corp.example", with nobody named before it.</summary>
    public static readonly Pattern Outside = Then(Say("outside|outside of"), List(s_sparedDomain), Maybe(s_except));

    /// <summary>"Ana's", "Ana's or Boris's".</summary>
    public static readonly Pattern Owners = List(at => NamedAt(at, owners: true, spared: false));

    private static IEnumerable<Cursor> NamedAt(Cursor at, bool owners, bool spared)
    {
        var reading = at.Reading;
        if (!reading.Step(at.At) || at.Token is not { } token)
        {
            yield break;
        }

        if (token.Kind == TokenKind.Address && token.Owner is not null == owners)
        {
            yield return at with
            {
                At = at.At + 1,
                Draft = Add(at.Draft, [token.Text], spared),
            };
            yield break;
        }

        var found = false;
        foreach (var (end, addresses) in reading.Names.Contacts(reading.Tokens, at.At, owners))
        {
            found = true;
            if (addresses.IsEmpty)
            {
                reading.Note(at.At, $"“{Written(at, end)}” has no usable address in the address book.");
                continue;
            }

            var draft = Add(at.Draft, addresses, spared);
            yield return at with
            {
                At = end,
                Draft = addresses.Length == 1 ? draft : Unsure(draft, at, end, addresses),
            };
        }

        if (
            !found
            && token.Kind == TokenKind.Word
            && !owners
            && !Lexicon.Knows(token.Text)
            && !reading.Names.HasWord(token.Owner ?? token.Text)
        )
        {
            reading.Note(
                at.At,
                $"I do not know who “{token.Raw}” is: no such name is in the address book.",
                ["Never send mail to ana@corp.example.", "Never delete mail from anyone at corp.example."]
            );
        }
    }

    private static Draft Unsure(Draft draft, Cursor at, int end, ImmutableArray<string> addresses) =>
        draft with
        {
            Doubt =
                $"“{Written(at, end)}” stands for several addresses ({string.Join(", ", addresses.Order(StringComparer.Ordinal).Take(5))}): which one?",
            DoubtExamples =
            [
                .. addresses.Order(StringComparer.Ordinal).Take(3).Select(a => $"Never delete mail from {a}."),
            ],
        };

    private static string Written(Cursor at, int end) =>
        string.Join(' ', at.Reading.Tokens.Skip(at.At).Take(end - at.At).Select(t => t.Raw));

    private static Draft Add(Draft draft, ImmutableArray<string> people, bool spared) =>
        spared
            ? draft with
            {
                NotPeople = draft.NotPeople.AddRange(people),
            }
            : draft with
            {
                People = draft.People.AddRange(people),
            };
}
