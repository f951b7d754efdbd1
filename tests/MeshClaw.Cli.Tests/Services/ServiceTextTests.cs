using MeshClaw.Cli.Services;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Tests.Support;

namespace MeshClaw.Cli.Tests.Services;

public sealed class ServiceTextTests : IDisposable
{
    private static readonly ServiceUnit s_unit = new("/opt/mesh claw/meshclaw", "/home/robin/50% \"mine\" & $HOME");
    private readonly string _folder = Directory.CreateTempSubdirectory("meshclaw-service-").FullName;
    private readonly List<string> _called = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_systemd_unit_quotes_what_systemd_would_interpret() =>
        Snapshot.Match("Services/systemd", SystemdService.Text(s_unit));

    [Fact]
    public void The_launchd_agent_is_well_formed_xml()
    {
        var text = LaunchdService.Text(s_unit);
        Snapshot.Match("Services/launchd", text);
        Assert.Contains("50% \"mine\" & $HOME", Parse(text).Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_windows_task_is_well_formed_xml()
    {
        var text = WindowsTaskService.Text(new("C:\\Apps\\meshclaw.exe", "C:\\Users\\R & V\\.meshclaw"), "PC\\robin");
        Snapshot.Match("Services/windows", text);
        Assert.Contains("up --home \"C:\\Users\\R & V\\.meshclaw\"", Parse(text).Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Systemd_is_told_when_its_user_manager_answers()
    {
        var service = new SystemdService(_folder, Tool("running", 0));
        var outcome = await service.InstallAsync(s_unit, CancellationToken.None);
        Assert.Equal(SystemdService.Text(s_unit), await File.ReadAllTextAsync(outcome.File));
        Assert.Equal(
            [
                "systemctl --user is-system-running",
                "systemctl --user daemon-reload",
                "systemctl --user enable --now meshclaw.service",
            ],
            _called
        );
    }

    [Fact]
    public async Task Without_a_user_manager_the_unit_is_written_and_it_says_what_is_left()
    {
        var service = new SystemdService(_folder, (_, _, _) => Task.FromResult(new ToolAnswer(false, -1, "")));
        var outcome = await service.InstallAsync(s_unit, CancellationToken.None);
        Assert.True(File.Exists(outcome.File));
        Assert.Contains(outcome.Notes, n => n.Contains("not started", StringComparison.Ordinal));
        Assert.Contains(outcome.Notes, n => n.Contains("systemctl --user enable --now", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Removing_takes_the_unit_away_and_a_second_time_says_there_was_none()
    {
        var service = new SystemdService(_folder, Tool("degraded", 1));
        var file = (await service.InstallAsync(s_unit, CancellationToken.None)).File;
        await service.RemoveAsync(s_unit, CancellationToken.None);
        Assert.False(File.Exists(file));
        Assert.Equal(["There was none."], (await service.RemoveAsync(s_unit, CancellationToken.None)).Notes);
    }

    [Fact]
    public async Task Launchd_gets_the_agent_of_the_user_and_a_failure_is_told()
    {
        var service = new LaunchdService(_folder, () => 501, Tool("Bootstrap failed: 5", 5));
        var outcome = await service.InstallAsync(s_unit, CancellationToken.None);
        Assert.Equal(
            ["launchctl bootout gui/501/meshclaw.gateway", $"launchctl bootstrap gui/501 {outcome.File}"],
            _called
        );
        Assert.Contains(outcome.Notes, n => n.Contains("Bootstrap failed: 5", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Windows_registers_and_starts_the_task()
    {
        var service = new WindowsTaskService(_folder, "PC\\robin", Tool("", 0));
        var outcome = await service.InstallAsync(new("C:\\meshclaw.exe", "C:\\home"), CancellationToken.None);
        Assert.Equal(
            [$"schtasks /Create /F /TN MeshClaw gateway /XML {outcome.File}", "schtasks /Run /TN MeshClaw gateway"],
            _called
        );
    }

    [Fact]
    public async Task A_system_without_any_says_so()
    {
        var failure = await Assert.ThrowsAsync<CommandFailedException>(() =>
            new DisabledService().InstallAsync(s_unit, CancellationToken.None)
        );
        Assert.Equal("unsupported", failure.Code);
    }

    private static System.Xml.Linq.XDocument Parse(string text)
    {
        var settings = new System.Xml.XmlReaderSettings { DtdProcessing = System.Xml.DtdProcessing.Ignore };
        using var reader = System.Xml.XmlReader.Create(new StringReader(text), settings);
        return System.Xml.Linq.XDocument.Load(reader);
    }

    private SystemTool Tool(string text, int code) =>
        (program, arguments, _) =>
        {
            _called.Add($"{program} {string.Join(' ', arguments)}");
            return Task.FromResult(new ToolAnswer(true, code, text));
        };
}
