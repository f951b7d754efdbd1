using System.Collections.Immutable;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Files;
using MeshClaw.Gateway.Logging;
using MeshClaw.Policy.Grants;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Configuration;

/// <summary>
/// config.yaml and the ceiling files, read anew when they change. A file that became invalid is reported, and what it said before still
/// holds. Looked at with every request and every round of the scheduler: a look costs a few file times. Thread-safe.
/// </summary>
internal sealed class LiveFiles
{
    private readonly Lock _gate = new();
    private readonly IReadOnlyList<string> _ceilingPaths;
    private readonly ILogger<LiveFiles> _logger;
    private volatile Ceiling _ceiling;
    private ImmutableArray<(DateTime, long)> _configStamp;
    private ImmutableArray<(DateTime, long)> _ceilingStamp;
    private ImmutableArray<string> _configProblems = [];
    private ImmutableArray<string> _ceilingProblems = [];

    private LiveFiles(LiveConfig config, Ceiling ceiling, IReadOnlyList<string> ceilings, ILogger<LiveFiles> logger)
    {
        Config = config;
        _ceiling = ceiling;
        _ceilingPaths = ceilings;
        _logger = logger;
    }

    /// <summary>The configuration in force.</summary>
    public LiveConfig Config { get; }

    /// <summary>The ceiling in force.</summary>
    public Ceiling Ceiling => _ceiling;

    /// <summary>Problems of the files as they are now, warnings too.</summary>
    public ImmutableArray<string> Problems
    {
        get
        {
            lock (_gate)
            {
                return [.. _configProblems, .. _ceilingProblems];
            }
        }
    }

    /// <summary>Reads all of them.</summary>
    /// <exception cref="GatewayStartException">One of them has errors; all errors are named.</exception>
    public static LiveFiles Open(GatewayOptions options, ILogger<LiveFiles> logger)
    {
        var path = options.Home.ConfigFile;
        var (configStamp, ceilingStamp) = (StampOf([path]), StampOf(options.Ceilings));
        var config = ConfigFile.Load(path);
        var ceiling = CeilingFiles.Load(options.Ceilings);
        if (config.Value is null)
        {
            throw new GatewayStartException("config", $"{path} has errors:\n{Lines(config.Errors)}");
        }

        if (ceiling.Value is null)
        {
            throw new GatewayStartException(
                "ceiling",
                $"The organisation's limits cannot be read, so nothing is started:\n{Lines(ceiling.Errors)}"
            );
        }

        return new LiveFiles(new LiveConfig(path, config.Value), ceiling.Value, options.Ceilings, logger)
        {
            _configStamp = configStamp,
            _ceilingStamp = ceilingStamp,
            _configProblems = Texts(config),
            _ceilingProblems = Texts(ceiling),
        };
    }

    /// <summary>Looks whether a file changed, and reads it.</summary>
    public void Refresh()
    {
        lock (_gate)
        {
            if (StampOf([Config.Path]) is var configStamp && !configStamp.SequenceEqual(_configStamp))
            {
                var result = Config.TryReload();
                (_configStamp, _configProblems) = (configStamp, Texts(result));
                Tell(Config.Path, result.Value is not null);
            }

            if (StampOf(_ceilingPaths) is var ceilingStamp && !ceilingStamp.SequenceEqual(_ceilingStamp))
            {
                var result = CeilingFiles.Load(_ceilingPaths);
                (_ceilingStamp, _ceilingProblems) = (ceilingStamp, Texts(result));
                _ceiling = result.Value ?? _ceiling;
                Tell(string.Join(", ", _ceilingPaths), result.Value is not null);
            }
        }
    }

    /// <summary>Edits config.yaml: the edit gets the text as it is now. Returns why it was refused; null where it was done.</summary>
    public string? EditConfig(Func<string, FileEdit> edit)
    {
        lock (_gate)
        {
            var before = File.Exists(Config.Path) ? File.ReadAllText(Config.Path) : "";
            var result = edit(before);
            if (result.Text is null)
            {
                return result.Refusal;
            }

            if (result.Text != before)
            {
                AtomicFile.Write(Config.Path, result.Text);
            }

            Refresh();
            return null;
        }
    }

    private void Tell(string file, bool taken)
    {
        if (taken)
        {
            Log.FileReloaded(_logger, file);
        }
        else
        {
            Log.FileKept(_logger, file);
        }
    }

    private static string Lines(IEnumerable<FileProblem> problems) => string.Join('\n', problems);

    private static ImmutableArray<string> Texts<T>(FileResult<T> result)
        where T : class => [.. result.Problems.Select(p => p.ToString())];

    private static ImmutableArray<(DateTime, long)> StampOf(IReadOnlyList<string> paths) =>
        [
            .. paths.Select(p =>
            {
                var file = new FileInfo(p);
                return file.Exists ? (file.LastWriteTimeUtc, file.Length) : (default, -1L);
            }),
        ];
}
