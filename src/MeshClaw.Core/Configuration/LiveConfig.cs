using MeshClaw.Core.Channels;
using MeshClaw.Core.Files;

namespace MeshClaw.Core.Configuration;

/// <summary>
/// The configuration in force. Readers take <see cref="Current"/> once for what they do, and work with that. Safe for many threads.
/// </summary>
public sealed class LiveConfig
{
    private readonly Lock _gate = new();
    private readonly IReadOnlyList<ChannelKind>? _kinds;
    private volatile MeshClawConfig _current;
    private bool _written;

    /// <summary>Starts with a configuration that was read from the path (<see cref="ConfigFile.Load"/>) with the same kinds of channels.</summary>
    public LiveConfig(string path, MeshClawConfig initial, IReadOnlyList<ChannelKind>? kinds = null)
    {
        Path = path;
        _kinds = kinds;
        _current = initial;
        _written = !ReferenceEquals(initial, ConfigFile.Default);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>A whole configuration: never half of an old and half of a new one.</summary>
    public MeshClawConfig Current => _current;

    /// <summary>
    /// Reads the file again. With errors, which the result lists, the old configuration stays. A file that is gone is an error too,
    /// unless what it said were the defaults: it may be on its way back from an editor, and its loss should not empty the address book.
    /// </summary>
    public FileResult<MeshClawConfig> TryReload()
    {
        lock (_gate)
        {
            if (!File.Exists(Path) && _written)
            {
                var problem = new FileProblem(
                    Path,
                    1,
                    1,
                    IsWarning: false,
                    "The file is gone. What it said before still holds."
                );
                return new FileResult<MeshClawConfig>(null, [problem]);
            }

            var result = ConfigFile.Load(Path, _kinds);
            if (result.Value is { } value)
            {
                _current = value;
                _written = !ReferenceEquals(value, ConfigFile.Default);
            }

            return result;
        }
    }

    /// <summary>What a text would mean in place of the file's; nothing changes.</summary>
    public FileResult<MeshClawConfig> Try(string text) => ConfigFile.Parse(Path, text, _kinds);

    /// <summary>Takes the system's zone as it is now, where the file names none. True where it had changed.</summary>
    public bool FollowSystemZone(TimeZoneInfo zone)
    {
        lock (_gate)
        {
            if (!_current.FollowsSystemZone || _current.Zone.Equals(zone))
            {
                return false;
            }

            _current = _current with { Zone = zone };
            return true;
        }
    }
}
