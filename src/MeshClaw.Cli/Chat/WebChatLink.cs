using System.Globalization;
using MeshClaw.Cli.Commands;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Chat;

/// <summary>Gives the owner a link that lets one browser into the web chat.</summary>
internal static class WebChatLink
{
    public static async Task<int> ShowAsync(CommandScope scope, bool mayOpen, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var link = await session.Client.OpenWebChatAsync(cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(link, ProtocolJson.Default.WebChatCodeResponse);
            return ExitCode.Done;
        }

        scope.Screen.Output.WriteLine(Sanitize.Line(link.Url));
        if (
            mayOpen
            && scope.Interactive
            && Browsing.HasDisplay(scope.Context.Environment)
            && scope.Context.Browser(new Uri(link.Url))
        )
        {
            return ExitCode.Done;
        }

        var until = link.Expires.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        scope.Screen.Note($"Open it in a browser on this device. It serves once, until {until}.");
        return ExitCode.Done;
    }
}
