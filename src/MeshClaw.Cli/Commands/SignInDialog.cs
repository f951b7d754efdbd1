using System.Globalization;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Commands;

/// <summary>Shows what the owner opens to sign in, and waits for it. Works without a browser on this machine.</summary>
internal static class SignInDialog
{
    public static async Task<ConnectResponse> RunAsync(
        CommandScope scope,
        GatewayClient client,
        ConnectRequest request,
        CancellationToken cancellationToken
    )
    {
        var started = await client.StartSignInAsync(request, cancellationToken).ConfigureAwait(false);
        Show(scope.Screen, started);
        try
        {
            while (true)
            {
                scope.Screen.Progress("waiting for you to sign in", 0, 0);
                var now = await client.WaitForSignInAsync(started.Id, cancellationToken).ConfigureAwait(false);
                if (now.Failure is { } failure)
                {
                    throw new CommandFailedException("sign-in-failed", failure, "Nothing was stored.");
                }

                if (now.Connected is { } connected)
                {
                    return connected;
                }
            }
        }
        finally
        {
            scope.Screen.EndProgress();
        }
    }

    // On standard error: what a script reads is the result alone.
    private static void Show(Screen screen, SignInResponse started)
    {
        screen.Error.WriteLine("Open this page and sign in:");
        screen.Error.WriteLine();
        screen.Error.WriteLine("  " + Sanitize.Line(started.Address));
        screen.Error.WriteLine();
        if (started.Code is { } code)
        {
            screen.Error.WriteLine($"It asks for this code: {Sanitize.Line(code)}");
            screen.Error.WriteLine("Any browser on any device will do.");
        }
        else
        {
            screen.Error.WriteLine(
                "A browser on this machine comes back by itself. With one on another machine, copy the address that it ends at "
                    + "(http://127.0.0.1:…, \"cannot be reached\") and run here, in another terminal: curl 'THAT ADDRESS'"
            );
        }

        var until = started.Expires.ToLocalTime().ToString("HH:mm", CultureInfo.InvariantCulture);
        screen.Error.WriteLine($"Until {until}. Ctrl-C ends the waiting.");
        screen.Error.WriteLine();
    }
}
