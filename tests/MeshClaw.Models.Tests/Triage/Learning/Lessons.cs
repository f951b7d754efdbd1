using MeshClaw.Core.Mail;
using MeshClaw.Models.Triage;
using MeshClaw.Models.Triage.History;
using MeshClaw.Models.Triage.Learning;

namespace MeshClaw.Models.Tests.Triage.Learning;

/// <summary>An owner with habits, for tests: builds into Builds, a list into Lists, a colleague's reports into FYI, all else stays.</summary>
internal static class Lessons
{
    public const string Build = "ci@builds.example";
    public const string List = "talk@lists.example";
    public const string Colleague = "vera@corp.example";

    private static readonly string[] s_things =
    [
        "cache",
        "login",
        "paging",
        "upload",
        "search",
        "queue",
        "mailer",
        "index",
    ];

    /// <summary>A model that saw <paramref name="days"/> days of it.</summary>
    public static TriageModel Taught(int days = 30)
    {
        var model = new TriageModel();
        for (var day = 0; day < days; day++)
        {
            foreach (var example in Day(day))
            {
                model.Learn(example, MailboxHistory.Empty, Mails.Robin);
            }
        }

        return model;
    }

    /// <summary>The same each time it is asked for: ids too, which conversations are told by.</summary>
    public static IEnumerable<TriageExample> Day(int day) =>
        Acts(day).Select((e, n) => e with { Message = e.Message with { MessageId = $"d{day}n{n}@x.example" } });

    private static IEnumerable<TriageExample> Acts(int day)
    {
        for (var i = 0; i < 6; i++)
        {
            var thing = s_things[((day * 6) + i) % s_things.Length];
            yield return Filed(BuildMail(thing, day), "Builds");
            yield return Filed(ListMail(thing, day), "Lists");
            yield return i % 2 == 0 ? Filed(Report(thing, day), "FYI") : Left(Question(thing, day));
            yield return Left(Person(thing, day, i));
        }
    }

    public static MailMessage BuildMail(string thing, int day) =>
        At(
            Mails.From(
                Build,
                $"Build passed: {thing} main #{day}",
                $"The build of {thing} passed.",
                "",
                "Auto-Submitted: auto-generated"
            ),
            day
        );

    public static MailMessage ListMail(string thing, int day, string from = List) =>
        At(
            Mails.From(
                from,
                $"[talk] how do you do {thing}?",
                $"I wonder about {thing}.",
                "",
                "List-Id: <talk.lists.example>",
                "Precedence: list"
            ),
            day
        ) with
        {
            To = [new MailParty("", "talk@lists.example")],
            Authentication = MailAuthentication.Pass,
        };

    public static MailMessage Report(string thing, int day) =>
        At(Mails.From(Colleague, $"Weekly report: {thing}", $"Numbers of {thing}.", "Vera"), day) with
        {
            Cc = [new MailParty("", "boss@corp.example")],
        };

    public static MailMessage Question(string thing, int day) =>
        At(Mails.From(Colleague, $"What about {thing}?", $"Robin, {thing}?", "Vera"), day);

    public static MailMessage Person(string thing, int day, int who) =>
        At(Mails.From($"person{who}@post.example", $"About {thing}", $"Hello Robin, {thing}.", "Somebody"), day);

    public static TriageExample Filed(MailMessage message, string folder) => new(message, folder, OwnerSignal.Filed);

    public static TriageExample Left(MailMessage message) => new(message, TriageModel.Inbox, OwnerSignal.ReadAndLeft);

    public static TriageDecision Decide(TriageModel model, MailMessage message) =>
        TriageClassifier.Decide(
            message,
            MailboxHistory.Empty,
            [],
            Mails.Robin,
            Mails.Now,
            new LearnedTriage(model, model.Folders)
        );

    private static MailMessage At(MailMessage message, int day) =>
        message with
        {
            Received = Mails.Now.AddDays(day - 60),
        };
}
