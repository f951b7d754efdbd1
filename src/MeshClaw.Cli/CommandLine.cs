using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using MeshClaw.Cli.Commands;

namespace MeshClaw.Cli;

/// <summary>The whole command line: which commands there are, and how a line is run.</summary>
internal static class CommandLine
{
    /// <summary>All commands of this project and those that the executable adds.</summary>
    /// <param name="context">What commands get from the world.</param>
    /// <param name="hosted">Commands that hold a gateway's code.</param>
    /// <param name="hostedAudit">Those of them that belong to <c>audit</c>.</param>
    /// <param name="hostedPolicy">Those of them that belong to <c>policy</c>.</param>
    public static RootCommand Build(
        CliContext context,
        IReadOnlyList<Command> hosted,
        IReadOnlyList<Command> hostedAudit,
        IReadOnlyList<Command> hostedPolicy
    )
    {
        var root = new RootCommand("MeshClaw: agents that sort your mail, ask before they act, and can be undone.")
        {
            HelpName = "meshclaw",
        };
        root.Add(GlobalOptions.Home);
        root.Add(GlobalOptions.Json);
        foreach (var command in hosted.Concat(Own(context, hostedAudit, hostedPolicy)))
        {
            root.Add(command);
        }

        root.Options.OfType<HelpOption>().Single().Action = new ExamplesHelp();
        return root;
    }

    /// <summary>Runs one command line. A line that is not understood is explained on standard error and ends with 2.</summary>
    public static async Task<int> RunAsync(
        RootCommand root,
        IReadOnlyList<string> arguments,
        CliContext context,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(root);
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var refused = parsed.Action as ParseErrorAction;
        var configuration = new InvocationConfiguration
        {
            Output = refused is null ? context.Screen.Output : context.Screen.Error,
            Error = context.Screen.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // Signals are the executable's: the parser's own handling can end the process midway.
        };
        if (refused is null)
        {
            return await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        }

        refused.ShowHelp = false;
        await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        var scope = new CommandScope(parsed, context);
        context.Screen.Error.WriteLine($"See: {ExamplesHelp.PathOf(parsed.CommandResult)} --help");
        if (scope.Json)
        {
            var message = string.Join(" ", parsed.Errors.Select(e => e.Message));
            scope.WriteJson(new FailureOutput(message, "usage", null), CliJson.Default.FailureOutput);
        }

        return ExitCode.Usage;
    }

    private static IEnumerable<Command> Own(
        CliContext context,
        IReadOnlyList<Command> hostedAudit,
        IReadOnlyList<Command> hostedPolicy
    ) =>
        [
            new DownCommand(context),
            new StatusCommand(context),
            new ConnectCommand(context),
            new DisconnectCommand(context),
            new CommandGroup(
                "agents",
                "The agents, and what starts them.",
                new AgentsListCommand(context),
                new AgentsShowCommand(context),
                new AgentsCreateCommand(context),
                new AgentsTemplatesCommand(context),
                new AgentsTestCommand(context),
                new AgentsEditCommand(context),
                new AgentsPauseCommand(context),
                new AgentsResumeCommand(context)
            ),
            new ChannelsCommand(
                context,
                new ChannelsPairCommand(context),
                new ChannelsPeopleCommand(context),
                new ChannelsUnpairCommand(context),
                new ChannelsTotpCommand(context),
                new ChannelsPanicCommand(context),
                new ChannelsTestCommand(context)
            ),
            new CommandGroup(
                "skills",
                "Ways of working that agents can be given.",
                new SkillsListCommand(context),
                new SkillsShowCommand(context),
                new SkillsInstallCommand(context),
                new SkillsReviewCommand(context),
                new SkillsRemoveCommand(context)
            ),
            new RunCommand(context),
            new ChatCommand(context),
            new AskCommand(context),
            new ContinueCommand(context),
            new ConversationsCommand(context),
            new UsageCommand(context),
            new CommandGroup(
                "approvals",
                "What waits for your yes.",
                new ApprovalsListCommand(context),
                new ApprovalsShowCommand(context),
                new ApproveCommand(context, "approvals approve"),
                new DenyCommand(context, "approvals deny")
            ),
            new CommandGroup(
                "mail",
                "Find mail, write and send it yourself.",
                new MailSearchCommand(context),
                new MailSyncCommand(context),
                new MailStatusCommand(context),
                new MailSendCommand(context),
                new MailDraftCommand(context),
                new CommandGroup(
                    "drafts",
                    "Messages that are kept on this device.",
                    new MailDraftsListCommand(context),
                    new MailDraftsShowCommand(context),
                    new MailDraftsDeleteCommand(context),
                    new MailDraftsSendCommand(context)
                ),
                new MailFollowUpCommand(context),
                new MailFollowUpsCommand(context),
                new MailSnoozeCommand(context),
                new MailPinCommand(context),
                new MailUnpinCommand(context),
                new MailMuteCommand(context),
                new MailUnmuteCommand(context),
                new MailMutedCommand(context),
                new MailVacationCommand(context),
                new MailListsCommand(context),
                new MailUnsubscribeCommand(context)
            ),
            new CommandGroup(
                "mcp",
                "MCP servers that agents use, and MeshClaw as one.",
                new McpListCommand(context),
                new McpReviewCommand(context),
                new McpEffectsCommand(context),
                new McpServeCommand(context)
            ),
            new ApproveCommand(context, "approve"),
            new DenyCommand(context, "deny"),
            new OrderCommand(context),
            new CommandGroup(
                "orders",
                "The orders in force.",
                new OrdersListCommand(context),
                new OrdersRemoveCommand(context)
            ),
            new CommandGroup(
                "policy",
                "What agents may do, as you and your organisation state it.",
                [.. hostedPolicy, new PolicyExplainCommand(context), new PolicySimulateCommand(context)]
            ),
            new TimelineCommand(context),
            new UndoCommand(context),
            new StopCommand(context),
            new ResumeCommand(context),
            new UnlockCommand(context),
            new CommandGroup(
                "audit",
                "The log of every decision, chained so that a change shows.",
                [.. hostedAudit, new AuditExportCommand(context)]
            ),
            new BackupCommand(context),
            new CommandGroup(
                "service",
                "Starts the gateway when you log in.",
                new ServiceInstallCommand(context),
                new ServiceRemoveCommand(context)
            ),
        ];
}
