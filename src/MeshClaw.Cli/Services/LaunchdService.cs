using System.Globalization;
using System.Security;

namespace MeshClaw.Cli.Services;

/// <summary>A launchd agent of the logged-in user on macOS. It ends with the login session.</summary>
internal sealed class LaunchdService(string userFolder, Func<uint> userId, SystemTool tool) : IServiceManager
{
    private const string Label = "meshclaw.gateway";

    /// <inheritdoc />
    public string Kind => "launchd agent";

    private string File => Path.Combine(userFolder, "Library", "LaunchAgents", Label + ".plist");

    private string Domain => string.Create(CultureInfo.InvariantCulture, $"gui/{userId()}");

    /// <summary>The property list.</summary>
    public static string Text(ServiceUnit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var settings = string.Join(
            '\n',
            RuntimeSettings.All.Select(s => $"    <key>{s.Key}</key>\n    <string>{s.Value}</string>")
        );
        return $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
            <plist version="1.0">
            <dict>
              <key>Label</key>
              <string>{Label}</string>
              <key>ProgramArguments</key>
              <array>
                <string>{Escape(unit.Executable)}</string>
                <string>up</string>
                <string>--home</string>
                <string>{Escape(unit.Home)}</string>
              </array>
              <key>EnvironmentVariables</key>
              <dict>
            {settings}
              </dict>
              <key>RunAtLoad</key>
              <true/>
              <key>KeepAlive</key>
              <dict>
                <key>SuccessfulExit</key>
                <false/>
              </dict>
              <key>ThrottleInterval</key>
              <integer>10</integer>
              <key>ProcessType</key>
              <string>Background</string>
            </dict>
            </plist>

            """.ReplaceLineEndings("\n");
    }

    /// <inheritdoc />
    public async Task<ServiceOutcome> InstallAsync(ServiceUnit unit, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await System.IO.File.WriteAllTextAsync(File, Text(unit), cancellationToken).ConfigureAwait(false);

        // An older one must be out before launchd reads the file again; where there is none this fails, and that is well.
        await tool("launchctl", ["bootout", $"{Domain}/{Label}"], cancellationToken).ConfigureAwait(false);
        var answer = await tool("launchctl", ["bootstrap", Domain, File], cancellationToken).ConfigureAwait(false);
        var notes = new List<string>
        {
            "It runs while you are logged in at the screen; launchd agents cannot run before.",
        };
        if (!answer.Good)
        {
            notes.Add($"launchctl could not start it now: {answer.Text}");
            notes.Add("It starts at your next login.");
        }

        return new ServiceOutcome(File, notes);
    }

    /// <inheritdoc />
    public async Task<ServiceOutcome> RemoveAsync(ServiceUnit unit, CancellationToken cancellationToken)
    {
        if (!System.IO.File.Exists(File))
        {
            return new ServiceOutcome(File, ["There was none."]);
        }

        await tool("launchctl", ["bootout", $"{Domain}/{Label}"], cancellationToken).ConfigureAwait(false);
        System.IO.File.Delete(File);
        return new ServiceOutcome(File, []);
    }

    private static string Escape(string value) => SecurityElement.Escape(value);
}
