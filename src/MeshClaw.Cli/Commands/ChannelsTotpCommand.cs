using System.CommandLine;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Commands;

/// <summary><c>channels totp</c>: the second factor of what is approved through channels.</summary>
internal sealed class ChannelsTotpCommand : CliCommand
{
    private const int MostTries = 3;

    private readonly Option<bool> _off = new("--off") { Description = "There is no second factor any more." };

    public ChannelsTotpCommand(CliContext context)
        : base(
            context,
            "totp",
            "Sets up an authenticator app as the second factor for what is at stake most.",
            "meshclaw channels totp",
            "meshclaw channels totp --off"
        ) => Add(_off);

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(true, cancellationToken).ConfigureAwait(false);
        if (scope.Arguments.GetValue(_off))
        {
            await session.Client.RemoveSecondFactorAsync(cancellationToken).ConfigureAwait(false);
            SafetyOutput.Write(scope, "second-factor", isSet: false, "There is no second factor any more.");
            return ExitCode.Done;
        }

        if (!scope.Interactive)
        {
            throw new CommandFailedException(
                "usage",
                "There is nobody to read the code of the app.",
                "Set it up on a terminal: meshclaw channels totp"
            );
        }

        var made = await session.Client.NewSecondFactorAsync(cancellationToken).ConfigureAwait(false);
        QrArt.Write(scope.Screen, made.Address);
        scope.Screen.Markup("Take this picture with an authenticator app, or type the secret into it by hand:");
        scope.Screen.Markup(
            $"  [bold]{Screen.Safe(ChannelsPairCommand.Grouped(made.Secret).Replace("-", " ", StringComparison.Ordinal))}[/]"
        );
        await ConfirmAsync(scope, session.Client, made.Secret, cancellationToken).ConfigureAwait(false);
        SafetyOutput.Write(
            scope,
            "second-factor",
            isSet: true,
            "It serves from now on. Where it counts most, a yes through a channel asks for a code of the app."
        );
        return ExitCode.Done;
    }

    private static async Task ConfirmAsync(
        CommandScope scope,
        GatewayClient client,
        string secret,
        CancellationToken cancellationToken
    )
    {
        for (var left = MostTries - 1; ; left--)
        {
            scope.Screen.Error.Write("The code that the app shows: ");
            var code =
                await scope.Screen.ReadLineAsync(cancellationToken).ConfigureAwait(false)
                ?? throw new CommandFailedException("interrupted", "You gave no code.", "Nothing was stored.");
            try
            {
                var request = new ConfirmSecondFactorRequest(secret, code.Trim());
                await client.ConfirmSecondFactorAsync(request, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (GatewayException refused) when (refused.Code == "invalid" && left > 0)
            {
                scope.Screen.Note(refused.Message);
            }
        }
    }
}

/// <summary>How the commands that set or remove a safety answer.</summary>
internal static class SafetyOutput
{
    public static void Write(CommandScope scope, string what, bool isSet, string words)
    {
        if (scope.Json)
        {
            scope.WriteJson(new SafetyChangeOutput(what, isSet), CliJson.Default.SafetyChangeOutput);
        }
        else
        {
            scope.Screen.Output.WriteLine(words);
        }
    }
}
