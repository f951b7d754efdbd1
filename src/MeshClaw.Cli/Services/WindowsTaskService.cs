using System.Security;
using System.Text;
using MeshClaw.Cli.Sessions;

namespace MeshClaw.Cli.Services;

/// <summary>
/// A scheduled task of the owner that starts at logon, on Windows. Not a Windows service: one of those would need an administrator
/// and could not read the owner's keys.
/// </summary>
internal sealed class WindowsTaskService(string folder, string user, SystemTool tool) : IServiceManager
{
    private const string Name = "MeshClaw gateway";

    /// <inheritdoc />
    public string Kind => "scheduled task";

    private string File => Path.Combine(folder, "meshclaw-task.xml");

    /// <summary>The task's definition.</summary>
    public static string Text(ServiceUnit unit, string user)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return $"""
            <?xml version="1.0" encoding="UTF-16"?>
            <Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
              <RegistrationInfo>
                <Description>MeshClaw gateway</Description>
              </RegistrationInfo>
              <Triggers>
                <LogonTrigger>
                  <UserId>{Escape(user)}</UserId>
                </LogonTrigger>
              </Triggers>
              <Principals>
                <Principal id="Author">
                  <UserId>{Escape(user)}</UserId>
                  <LogonType>InteractiveToken</LogonType>
                  <RunLevel>LeastPrivilege</RunLevel>
                </Principal>
              </Principals>
              <Settings>
                <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
                <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
                <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
                <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
                <RestartOnFailure>
                  <Interval>PT1M</Interval>
                  <Count>3</Count>
                </RestartOnFailure>
              </Settings>
              <Actions Context="Author">
                <Exec>
                  <Command>{Escape(unit.Executable)}</Command>
                  <Arguments>up --home "{Escape(unit.Home)}"</Arguments>
                </Exec>
              </Actions>
            </Task>

            """.ReplaceLineEndings("\r\n");
    }

    /// <inheritdoc />
    public async Task<ServiceOutcome> InstallAsync(ServiceUnit unit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (unit.Home.Contains('"', StringComparison.Ordinal) || unit.Home.EndsWith('\\'))
        {
            throw new CommandFailedException(
                "usage",
                "A home with a quote in it, or a backslash at its end, cannot be passed on."
            );
        }

        Directory.CreateDirectory(folder);
        await System
            .IO.File.WriteAllTextAsync(File, Text(unit, user), Encoding.Unicode, cancellationToken)
            .ConfigureAwait(false);
        var created = await tool("schtasks", ["/Create", "/F", "/TN", Name, "/XML", File], cancellationToken)
            .ConfigureAwait(false);
        if (!created.Good)
        {
            return new ServiceOutcome(
                File,
                [
                    $"The task could not be registered: {created.Text}",
                    $"By hand: schtasks /Create /TN \"{Name}\" /XML \"{File}\"",
                ]
            );
        }

        var started = await tool("schtasks", ["/Run", "/TN", Name], cancellationToken).ConfigureAwait(false);
        var notes = new List<string> { "It runs while you are logged on; a task of yours cannot run before." };
        if (!started.Good)
        {
            notes.Add($"It could not be started now: {started.Text}");
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

        await tool("schtasks", ["/End", "/TN", Name], cancellationToken).ConfigureAwait(false);
        var deleted = await tool("schtasks", ["/Delete", "/F", "/TN", Name], cancellationToken).ConfigureAwait(false);
        if (!deleted.Good)
        {
            return new ServiceOutcome(File, [$"The task could not be removed: {deleted.Text}"]);
        }

        System.IO.File.Delete(File);
        return new ServiceOutcome(File, []);
    }

    private static string Escape(string value) => SecurityElement.Escape(value);
}
