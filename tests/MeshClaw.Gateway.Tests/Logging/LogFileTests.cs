using MeshClaw.Core.Secrets;
using MeshClaw.Gateway.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Gateway.Tests.Logging;

public sealed class LogFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mcl-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_entry_is_one_line_whatever_is_logged()
    {
        var path = Write(log =>
            log.Log(LogLevel.Warning, 7, "a\r\n2026-01-01T00:00:00Z error Forged[1] b\u001b[31m", null, (s, _) => s)
        );

        var line = Assert.Single(File.ReadAllLines(path));
        Assert.Equal("2026-11-23T06:00:00.000Z warning Name[7] a  2026-01-01T00:00:00Z error Forged[1] b [31m", line);
    }

    [Fact]
    public void A_secret_is_not_written()
    {
        var secret = new Secret("hunter2");
        var path = Write(log => log.Log(LogLevel.Error, 1, secret, null, (s, _) => $"password {s}"));

        Assert.DoesNotContain("hunter2", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Old_files_are_kept_and_only_a_few()
    {
        var path = Path.Join(_folder, "gateway.log");
        using (var file = new LogFile(path, new FakeTimeProvider(), maxBytes: 200))
        {
            var log = file.CreateLogger("X");
            var line = new string('x', 100);
            for (var i = 0; i < 50; i++)
            {
                log.Log(LogLevel.Information, i, line, null, (s, _) => s);
            }
        }

        Assert.Equal(4, Directory.GetFiles(_folder).Length);
        Assert.Contains("[49]", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_written_disturbs_nobody()
    {
        using var file = new LogFile(Path.Join(_folder, "missing", "gateway.log"), new FakeTimeProvider());

        file.CreateLogger("X").Log(LogLevel.Information, 1, "text", null, (s, _) => s);
    }

    private string Write(Action<ILogger> write)
    {
        var path = Path.Join(_folder, "gateway.log");
        using var file = new LogFile(
            path,
            new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 6, 0, 0, TimeSpan.Zero))
        );
        write(file.CreateLogger("Some.Name"));
        return path;
    }
}
