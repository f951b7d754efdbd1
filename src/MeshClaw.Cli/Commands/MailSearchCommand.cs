using System.CommandLine;
using System.Globalization;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Commands;

/// <summary><c>mail search QUERY [--limit N]</c>: answers from the index, online or not.</summary>
internal sealed class MailSearchCommand : CliCommand
{
    // What the gateway answers at once.
    private const int MostAtOnce = 500;

    // Keys whose values are often of several words.
    private static readonly string[] s_phrases = ["subject:", "in:"];

    private readonly Argument<string[]> _query = new("QUERY")
    {
        Description =
            "Words, \"a phrase\", word*, from:, to:, subject:, in:, account:, before:, after:, is:, has:; -word after --.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<int> _limit = new("--limit")
    {
        Description = "At most so many.",
        HelpName = "N",
        DefaultValueFactory = _ => 20,
    };

    public MailSearchCommand(CliContext context)
        : base(
            context,
            "search",
            "Finds mail in the local index, newest first; works offline.",
            "meshclaw mail search invoice from:ana",
            "meshclaw mail search subject:budget is:unread --limit 5",
            "meshclaw mail search \"project plan\" --json",
            "meshclaw mail search -- budget -draft"
        )
    {
        _limit.Validators.Add(result =>
        {
            // What is no number at all is reported by the parser itself.
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var limit) && limit < 1)
            {
                result.AddError("--limit takes 1 or more.");
            }
        });
        Add(_query);
        Add(_limit);
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var found = await ReadAsync(scope, session.Client, cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(found, ProtocolJson.Default.MailSearchResponse);
        }
        else
        {
            Write(scope, found);
        }

        return ExitCode.Done;
    }

    private async Task<MailSearchResponse> ReadAsync(
        CommandScope scope,
        GatewayClient client,
        CancellationToken cancellationToken
    )
    {
        var query = QueryOf(scope.Arguments.GetValue(_query) ?? []);
        var limit = scope.Arguments.GetValue(_limit);
        var page = await client
            .SearchMailAsync(query, Math.Min(MostAtOnce, limit), null, cancellationToken)
            .ConfigureAwait(false);
        var hits = new List<MailHitResponse>(page.Hits);
        while (page.Next is { } next && hits.Count < limit)
        {
            page = await client
                .SearchMailAsync(query, Math.Min(MostAtOnce, limit - hits.Count), next, cancellationToken)
                .ConfigureAwait(false);
            hits.AddRange(page.Hits);
        }

        return page with
        {
            Hits = hits,
        };
    }

    /// <summary>What the arguments ask for.</summary>
    internal static string QueryOf(IEnumerable<string> arguments) =>
        string.Join(' ', arguments.Select(a => IsPhrase(a) ? Quote(a) : a));

    // A shell takes the quotes off "project plan" and in:"Sent Items": one argument with a blank in it is that phrase. But for a whole
    // query in quotes, such as "budget from:ana -draft".
    private static bool IsPhrase(string argument)
    {
        var words = argument.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var first = words.FirstOrDefault() ?? "";
        return words.Length > 1
            && !argument.Contains('"')
            && (!first.Contains(':') || s_phrases.Any(p => first.StartsWith(p, StringComparison.OrdinalIgnoreCase)))
            && !words.Skip(1).Any(w => w.Contains(':') || w.StartsWith('-'));
    }

    private static void Write(CommandScope scope, MailSearchResponse found)
    {
        var time = scope.Context.Time;
        Listing.Write(
            scope.Screen,
            ["id", "received", "from", "folder", "subject"],
            found.Hits.Select(h =>
                (IReadOnlyList<string>)
                    [
                        h.Mail,
                        LocalTime.Short(h.Received, time),
                        Columns.Cut(Sanitize.Line(h.FromName.Length > 0 ? h.FromName : h.From), 20),
                        Columns.Cut(Sanitize.Line(h.Folder), 16),
                        h.Subject.Length > 0 ? h.Subject : "(no subject)",
                    ]
            ),
            "Nothing was found."
        );
        if (found.Known < found.Total)
        {
            var (known, total) = (Number(found.Known), Number(found.Total));
            scope.Screen.Note($"The index holds {known} of {total} messages yet. See: meshclaw mail status");
        }
    }

    private static string Quote(string words) =>
        words.Split(':', 2) is [var key, var value] && key.All(char.IsAsciiLetter)
            ? $"{key}:\"{value}\""
            : $"\"{words}\"";

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
