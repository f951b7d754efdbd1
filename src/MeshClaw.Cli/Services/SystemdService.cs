namespace MeshClaw.Cli.Services;

/// <summary>A systemd user unit. Runs while the owner is logged in; before that only with lingering, which an administrator may forbid.</summary>
internal sealed class SystemdService(string configFolder, SystemTool tool) : IServiceManager
{
    private const string Name = "meshclaw.service";

    /// <inheritdoc />
    public string Kind => "systemd user unit";

    private string File => Path.Combine(configFolder, "systemd", "user", Name);

    /// <summary>The unit's text.</summary>
    public static string Text(ServiceUnit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var settings = string.Join('\n', RuntimeSettings.All.Select(s => $"Environment={s.Key}={s.Value}"));
        return $"""
            [Unit]
            Description=MeshClaw gateway
            After=network-online.target

            [Service]
            {settings}
            ExecStart={Quote(unit.Executable)} up --home {Quote(unit.Home)}
            Restart=on-failure
            RestartSec=5
            TimeoutStopSec=30
            NoNewPrivileges=true

            [Install]
            WantedBy=default.target

            """.ReplaceLineEndings("\n");
    }

    /// <inheritdoc />
    public async Task<ServiceOutcome> InstallAsync(ServiceUnit unit, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await System.IO.File.WriteAllTextAsync(File, Text(unit), cancellationToken).ConfigureAwait(false);
        var notes = new List<string>();
        if (await UserManagerAnswersAsync(cancellationToken).ConfigureAwait(false))
        {
            await CallAsync(notes, cancellationToken, "daemon-reload").ConfigureAwait(false);
            await CallAsync(notes, cancellationToken, "enable", "--now", Name).ConfigureAwait(false);
            notes.Add("It runs while you are logged in. To have it run without a login: loginctl enable-linger");
        }
        else
        {
            notes.Add("systemd's user manager does not answer here, so the unit is written but not started.");
            notes.Add($"After your next login: systemctl --user enable --now {Name}");
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

        var notes = new List<string>();
        var answers = await UserManagerAnswersAsync(cancellationToken).ConfigureAwait(false);
        if (answers)
        {
            await CallAsync(notes, cancellationToken, "disable", "--now", Name).ConfigureAwait(false);
        }

        System.IO.File.Delete(File);
        if (answers)
        {
            await CallAsync(notes, cancellationToken, "daemon-reload").ConfigureAwait(false);
        }
        else
        {
            notes.Add(
                "systemd's user manager does not answer here; a gateway that still runs ends with: meshclaw down"
            );
        }

        return new ServiceOutcome(File, notes);
    }

    // "degraded" answers with 1: some other unit failed, which is no business of ours.
    private async Task<bool> UserManagerAnswersAsync(CancellationToken cancellationToken)
    {
        var answer = await tool("systemctl", ["--user", "is-system-running"], cancellationToken).ConfigureAwait(false);
        return answer.Found && answer.Text is "running" or "degraded" or "starting";
    }

    private async Task CallAsync(List<string> notes, CancellationToken cancellationToken, params string[] arguments)
    {
        var answer = await tool("systemctl", ["--user", .. arguments], cancellationToken).ConfigureAwait(false);
        if (!answer.Good)
        {
            notes.Add($"systemctl --user {string.Join(' ', arguments)} failed: {answer.Text}");
        }
    }

    // systemd.syntax(7): C-style quotes; % starts a specifier and $ a variable.
    private static string Quote(string value) =>
        "\""
        + value
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("%", "%%", StringComparison.Ordinal)
            .Replace("$", "$$", StringComparison.Ordinal)
        + "\"";
}
