using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization;
using MeshClaw.Cli;
using MeshClaw.Cli.Commands;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Connectors.Mail.Mbox;
using MeshClaw.Models.Triage.Evaluation;

namespace MeshClaw.Commands;

/// <summary><c>eval triage</c>: a labelled mailbox through triage, day by day, without a gateway, a home or a network.</summary>
internal sealed class EvalTriageCommand : CliCommand
{
    private static readonly Option<FileInfo> s_mbox = new("--mbox")
    {
        Description = "The mail, an mbox file (mboxo or mboxrd). The owner's own messages count as sent.",
        Required = true,
        HelpName = "FILE",
    };

    private static readonly Option<FileInfo> s_labels = new("--labels")
    {
        Description = "CSV: message-id,folder. INBOX is what stays.",
        Required = true,
        HelpName = "FILE.csv",
    };

    private static readonly Option<FileInfo?> s_truth = new("--truth")
    {
        Description =
            "CSV of where mail belongs, where that is known beside what the owner did. Learnt is from --labels.",
        HelpName = "FILE.csv",
    };

    private static readonly Option<double> s_split = new("--split")
    {
        Description = "The share of the messages, oldest first, that is learnt from before anything counts.",
        DefaultValueFactory = _ => 0.7,
        HelpName = "SHARE",
    };

    private static readonly Option<string[]> s_owner = new("--owner")
    {
        Description = "An address of the owner, as often as there are. Without it: who gets most of the mail.",
        AllowMultipleArgumentsPerToken = true,
        HelpName = "ADDRESS",
    };

    private static readonly Option<string[]> s_servers = new("--auth-server")
    {
        Description = "The server whose Authentication-Results are believed.",
        AllowMultipleArgumentsPerToken = true,
        HelpName = "NAME",
    };

    public EvalTriageCommand(CliContext context)
        : base(
            context,
            "triage",
            "Measures on a labelled mailbox how well triage learns where its owner puts mail.",
            "meshclaw eval triage --mbox mail.mbox --labels labels.csv",
            "meshclaw eval triage --mbox mail.mbox --labels labels.csv --split 0.5 --json",
            "meshclaw eval triage --mbox mail.mbox --labels labels.csv --owner me@example.com"
        )
    {
        Options.Add(s_mbox);
        Options.Add(s_labels);
        Options.Add(s_truth);
        Options.Add(s_split);
        Options.Add(s_owner);
        Options.Add(s_servers);
    }

    /// <inheritdoc />
    protected override Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var arguments = scope.Arguments;
        var split = arguments.GetValue(s_split);
        if (split is not (>= 0 and < 1))
        {
            throw new CommandFailedException(
                "split",
                string.Create(CultureInfo.InvariantCulture, $"--split {split} is not between 0 and 1."),
                "0.7 learns from the oldest seven tenths."
            );
        }

        var labels = TriageLabels.Read(arguments.GetValue(s_labels)!.FullName); // Required.
        var truth = arguments.GetValue(s_truth) is { } file ? TriageLabels.Read(file.FullName) : null;
        using var mbox = MboxFile.Open(arguments.GetValue(s_mbox)!.FullName, arguments.GetValue(s_servers) ?? []); // Required.
        var mailbox = LabelledMailbox.Of(
            Index(mbox, scope.Screen, cancellationToken),
            labels,
            truth,
            arguments.GetValue(s_owner) ?? [],
            mbox
        );
        var result = Play(mailbox, mbox, split, scope, cancellationToken);
        scope.Screen.EndProgress();
        var summary = TriageSummary.Of(mailbox, result);
        if (scope.Json)
        {
            scope.WriteJson(summary, EvalTriageJson.Default.TriageSummary);
        }
        else
        {
            TriageTable.Write(scope.Screen, summary);
        }

        return Task.FromResult(ExitCode.Done);
    }

    private static List<MboxEntry> Index(MboxFile mbox, Screen screen, CancellationToken cancellationToken)
    {
        try
        {
            var entries = new List<MboxEntry>();
            foreach (var entry in mbox.Index(cancellationToken))
            {
                entries.Add(entry);
                if (entries.Count % 1_000 == 0)
                {
                    screen.Progress("reading the mailbox", entries.Count, 0);
                }
            }

            return entries.Count > 0
                ? entries
                : throw new CommandFailedException("mbox", "The mailbox holds no messages.", null);
        }
        catch (FormatException e)
        {
            throw new CommandFailedException("mbox", e.Message, "Export the mail as an mbox file.");
        }
    }

    private static TriageEvaluationResult Play(
        LabelledMailbox mailbox,
        MboxFile mbox,
        double split,
        CommandScope scope,
        CancellationToken cancellationToken
    )
    {
        var evaluation = new TriageEvaluation(mailbox.Owner, mailbox.SplitAt(split));
        var done = 0;
        foreach (var (entry, folder, meant) in mailbox.InOrder)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var message = mbox.Read(entry);
            if (folder is null)
            {
                evaluation.AddSent(message);
            }
            else
            {
                evaluation.Add(new LabelledMail(message, folder, meant ?? folder));
            }

            if (++done % 500 == 0)
            {
                scope.Screen.Progress("learning and judging", done, mailbox.InOrder.Count);
            }
        }

        return evaluation.Finish();
    }
}

/// <summary>The one JSON document of <c>eval triage --json</c>.</summary>
internal sealed record TriageSummary(
    IReadOnlyList<string> Owner,
    int Messages,
    int Unlabelled,
    IReadOnlyList<string> UnknownIds,
    TriageEvaluationResult Result
)
{
    public static TriageSummary Of(LabelledMailbox mailbox, TriageEvaluationResult result) =>
        new(
            mailbox.Owner.Addresses,
            mailbox.InOrder.Count(i => i.Folder is not null),
            mailbox.Unlabelled,
            mailbox.UnknownIds,
            result
        );
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TriageSummary))]
internal sealed partial class EvalTriageJson : JsonSerializerContext;
