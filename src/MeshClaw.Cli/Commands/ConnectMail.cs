using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MeshClaw.Cli.Runs;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Commands;

/// <summary><c>connect mail/NAME …</c>; offers a first dry run when somebody can answer.</summary>
internal sealed class ConnectMail(Argument<string> connection) : IConnectKind
{
    private readonly Option<string?> _imap = new("--imap")
    {
        Description = "imaps://host:993 or imap://host:143. Left out: found from the address.",
        HelpName = "URL",
    };
    private readonly Option<string?> _jmap = new("--jmap")
    {
        Description = "https://host, for a server that speaks JMAP.",
        HelpName = "URL",
    };
    private readonly Option<string?> _auth = new("--auth")
    {
        Description = "For --jmap: password (where left out) or token.",
        HelpName = "KIND",
    };
    private readonly Option<string?> _smtp = new("--smtp")
    {
        Description = "smtps://host:465 or smtp://host:587.",
        HelpName = "URL",
    };
    private readonly Option<string?> _user = new("--user")
    {
        Description = "The login, mostly your address.",
        HelpName = "U",
    };
    private readonly Option<bool> _password = new("--password-stdin")
    {
        Description = "Read the password from standard input. It is kept encrypted.",
    };
    private readonly Option<string?> _maildir = new("--maildir")
    {
        Description = "A Maildir on this machine instead.",
        HelpName = "PATH",
    };
    private readonly Option<string?> _gmail = new("--gmail")
    {
        Description = "A Gmail account, through Gmail's own interface.",
        HelpName = "ADDRESS",
    };
    private readonly Option<string?> _oauth = new("--oauth")
    {
        Description = "Sign in at google or microsoft; by itself: again.",
        HelpName = "PROVIDER",
    };
    private readonly Option<string?> _clientId = new("--client-id")
    {
        Description = "Your own client there: docs/connect-gmail-outlook.md.",
        HelpName = "ID",
    };
    private readonly Option<bool> _clientSecret = new("--client-secret-stdin")
    {
        Description = "Read the client's secret from standard input.",
    };
    private readonly Option<string[]> _tokenCommand = new("--token-command")
    {
        Description = "A program that prints an access token, and its arguments.",
        HelpName = "WORD",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string?> _caFile = new("--ca-file")
    {
        Description = "A CA certificate (PEM) to trust for this server.",
        HelpName = "F",
    };

    /// <inheritdoc />
    public string Prefix => "mail/";

    /// <inheritdoc />
    public IReadOnlyList<Option> Options =>
        [
            _imap,
            _jmap,
            _auth,
            _smtp,
            _user,
            _password,
            _gmail,
            _oauth,
            _clientId,
            _clientSecret,
            _tokenCommand,
            _maildir,
            _caFile,
        ];

    /// <inheritdoc />
    public async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var request = await RequestAsync(scope, cancellationToken).ConfigureAwait(false);
        await using var session = await scope.OpenAsync(true, cancellationToken).ConfigureAwait(false);
        var connected = request.OAuth is null
            ? await ConnectAsync(scope, session.Client, request, cancellationToken).ConfigureAwait(false)
            : await SignInDialog.RunAsync(scope, session.Client, request, cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(connected, ProtocolJson.Default.ConnectResponse);
            return ExitCode.Done;
        }

        Write(scope.Screen, connected);
        return scope.Interactive
            ? await OfferFirstRunAsync(scope, session.Client, connected, cancellationToken).ConfigureAwait(false)
            : ExitCode.Done;
    }

    /// <inheritdoc />
    public void Validate(CommandResult result)
    {
        var maildir = result.GetValue(_maildir) is not null;
        var jmap = result.GetValue(_jmap) is not null;
        if (jmap && (result.GetValue(_imap) ?? result.GetValue(_smtp)) is not null)
        {
            result.AddError("--jmap is a server by itself: it takes no --imap and no --smtp.");
        }

        if (result.GetValue(_auth) is { } auth && (!jmap || auth is not ("password" or "token")))
        {
            result.AddError("--auth goes with --jmap, and is password or token.");
        }

        var server =
            result.GetValue(_jmap) ?? result.GetValue(_imap) ?? result.GetValue(_smtp) ?? result.GetValue(_caFile);
        if (maildir && (server is not null || result.GetValue(_password)))
        {
            result.AddError("--maildir is a folder on this machine: it takes no server and no password.");
        }

        if (!maildir && (result.GetValue(_user) ?? result.GetValue(_gmail) ?? result.GetValue(_oauth)) is null)
        {
            result.AddError("Give --user with your address, --gmail with a Gmail address, or --maildir with a folder.");
        }

        ValidateSignIn(result);
    }

    private static async Task<ConnectResponse> ConnectAsync(
        CommandScope scope,
        GatewayClient client,
        ConnectRequest request,
        CancellationToken cancellationToken
    )
    {
        scope.Screen.Progress("connecting", 0, 0);
        try
        {
            return await client.ConnectAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            scope.Screen.EndProgress();
        }
    }

    private async Task<ConnectRequest> RequestAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var arguments = scope.Arguments;
        var maildir = arguments.GetValue(_maildir);
        return new ConnectRequest
        {
            Connection = arguments.GetRequiredValue(connection),
            Imap = arguments.GetValue(_imap),
            Jmap = arguments.GetValue(_jmap),
            Auth = arguments.GetValue(_auth),
            Smtp = arguments.GetValue(_smtp),
            User = arguments.GetValue(_user),
            Maildir = maildir is null ? null : Path.GetFullPath(maildir),
            CaFile = arguments.GetValue(_caFile) is { } file ? Path.GetFullPath(file) : null,
            Gmail = arguments.GetValue(_gmail),
            OAuth = arguments.GetValue(_oauth),
            ClientId = arguments.GetValue(_clientId),
            ClientSecret = arguments.GetValue(_clientSecret)
                ? await scope.Screen.ReadAllAsync(cancellationToken).ConfigureAwait(false)
                : null,
            TokenCommand = arguments.GetValue(_tokenCommand) is { Length: > 0 } command ? command : null,
            Password = TakesPassword(arguments)
                ? await PasswordAsync(scope, cancellationToken).ConfigureAwait(false)
                : null,
        };
    }

    private async Task<string> PasswordAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        string? password;
        if (scope.Arguments.GetValue(_password))
        {
            password = await scope.Screen.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (scope.Interactive)
        {
            password = await scope.Screen.ReadHiddenAsync("Password: ", cancellationToken).ConfigureAwait(false);
        }
        else
        {
            throw new CommandFailedException(
                "usage",
                "There is nobody to ask for the password.",
                "Give it on standard input, with --password-stdin."
            );
        }

        return string.IsNullOrEmpty(password)
            ? throw new CommandFailedException("usage", "The password is empty.", "Nothing was stored.")
            : password;
    }

    private static void Write(Screen screen, ConnectResponse connected)
    {
        screen.Markup(
            $"[green]{Screen.Safe(connected.Connection)}[/] works: "
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $"{connected.Folders:N0} folders, {connected.Messages:N0} messages in the inbox."
                )
        );
        if (connected.Agent is { } agent)
        {
            screen.Markup($"The agent {Screen.Safe(agent)} was made for it. It asks before it does anything.");
        }

        foreach (var note in connected.Notes)
        {
            screen.Markup($"  [dim]{Screen.Safe(note)}[/]");
        }
    }

    private static async Task<int> OfferFirstRunAsync(
        CommandScope scope,
        GatewayClient client,
        ConnectResponse connected,
        CancellationToken cancellationToken
    )
    {
        if (connected.Agent is not { } agent)
        {
            return ExitCode.Done;
        }

        var prompt = $"See what {Screen.Safe(agent)} would do? Newest first; nothing is done without your yes. [[y/n]]";
        if (await scope.Screen.AskAsync(prompt, "yn", cancellationToken).ConfigureAwait(false) != 'y')
        {
            scope.Screen.Output.WriteLine($"Whenever you like: meshclaw run {Sanitize.Line(agent)}");
            return ExitCode.Done;
        }

        var started = await client.StartRunAsync(agent, cancellationToken).ConfigureAwait(false);
        var follower = new RunFollower(client, scope.Screen);
        var run = await follower.SettleAsync(started.Run, cancellationToken).ConfigureAwait(false);
        var dialog = new ApplyDialog(client, scope.Screen);
        dialog.Show(run);
        return RunAnswer.Write(scope, await dialog.AskAsync(run, cancellationToken).ConfigureAwait(false));
    }

    private void ValidateSignIn(CommandResult result)
    {
        var oauth = result.GetValue(_oauth);
        var command = result.GetValue(_tokenCommand) is { Length: > 0 };
        if (oauth is not (null or "google" or "microsoft"))
        {
            result.AddError($"'{Sanitize.Line(oauth)}' is nobody to sign in at: it is google or microsoft.");
        }

        if ((oauth is not null && command) || (result.GetValue(_password) && (oauth is not null || command)))
        {
            result.AddError("Give one of --password-stdin, --oauth and --token-command.");
        }

        if (result.GetValue(_gmail) is not null && oauth is null && !command)
        {
            result.AddError("Gmail takes no password here: give --oauth google or --token-command.");
        }

        if (oauth is null && (result.GetValue(_clientId) is not null || result.GetValue(_clientSecret)))
        {
            result.AddError("--client-id and --client-secret-stdin belong to --oauth.");
        }
    }

    private bool TakesPassword(ParseResult arguments) =>
        arguments.GetValue(_maildir) is null
        && arguments.GetValue(_oauth) is null
        && arguments.GetValue(_tokenCommand) is not { Length: > 0 };
}
