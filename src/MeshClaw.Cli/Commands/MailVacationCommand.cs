using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using MeshClaw.Cli.Runs;

namespace MeshClaw.Cli.Commands;

/// <summary><c>mail vacation</c></summary>
internal sealed class MailVacationCommand : CliCommand
{
    private readonly Option<string> _for = new("--for")
    {
        Description = "The account whose server answers.",
        HelpName = "CONNECTION",
        Required = true,
    };
    private readonly Option<string?> _text = new("--text") { Description = "What the answer says.", HelpName = "TEXT" };
    private readonly Option<string?> _subject = new("--subject") { Description = "Its subject.", HelpName = "TEXT" };
    private readonly Option<DateOnly?> _since = new("--since")
    {
        Description = "The first day; at once where left out.",
        HelpName = "DAY",
    };
    private readonly Option<DateOnly?> _until = new("--until")
    {
        Description = "The last day; until you switch it off where left out.",
        HelpName = "DAY",
    };
    private readonly Option<bool> _off = new("--off") { Description = "Stop answering." };
    private readonly Option<bool> _yes = MailCalls.Yes();

    public MailVacationCommand(CliContext context)
        : base(
            context,
            "vacation",
            "Has the mail server answer while you are away, where it has filter scripts.",
            "meshclaw mail vacation --for mail/work --until 2027-01-03 --text \"Back on Monday.\"",
            "meshclaw mail vacation --for mail/work --off"
        )
    {
        foreach (var option in new Option[] { _for, _text, _subject, _since, _until, _off, _yes })
        {
            Add(option);
        }

        Validators.Add(result =>
        {
            if (result.GetValue(_off) == (result.GetValue(_text) is not null))
            {
                result.AddError("Give --text TEXT, or --off.");
            }
        });
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var request = MailCalls.Of(
            scope.Arguments.GetRequiredValue(_for),
            "mail.vacation",
            Read(scope),
            "mail vacation"
        );
        return await new OwnerCallDialog(scope, session.Client)
            .RunAsync(request, scope.Arguments.GetValue(_yes), wait: false, cancellationToken)
            .ConfigureAwait(false);
    }

    private JsonObject Read(CommandScope scope)
    {
        var arguments = new JsonObject();
        if (scope.Arguments.GetValue(_off))
        {
            arguments["off"] = true;
            return arguments;
        }

        Add("text", scope.Arguments.GetValue(_text));
        Add("subject", scope.Arguments.GetValue(_subject));
        var zone = scope.Context.Time.LocalTimeZone;
        Add("from", scope.Arguments.GetValue(_since) is { } since ? Moment(since, TimeOnly.MinValue, zone) : null);
        Add(
            "until",
            scope.Arguments.GetValue(_until) is { } until ? Moment(until, new TimeOnly(23, 59, 59), zone) : null
        );
        return arguments;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                arguments[name] = value;
            }
        }
    }

    private static string Moment(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(time);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToString(
            "yyyy-MM-dd'T'HH:mm:sszzz",
            CultureInfo.InvariantCulture
        );
    }
}
