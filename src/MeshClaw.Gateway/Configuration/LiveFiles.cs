using System.Collections.Immutable;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Files;
using MeshClaw.Gateway.Logging;
using MeshClaw.Policy.Statements;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Configuration;

/// <summary>
/// config.yaml, policy.yaml and the ceiling files, read anew when they change. A file that became invalid is reported, and what it said before still
/// holds. Looked at with every request and every round of the scheduler: a look costs a few file times. Thread-safe.
/// </summary>
internal sealed class LiveFiles
{
    private readonly Lock _gate = new();
    private readonly IReadOnlyList<PolicyPath> _policyPaths;
    private readonly TimeProvider _time;
    private readonly ILogger<LiveFiles> _logger;
    private volatile PolicyInForce _policy;
    private ImmutableArray<(DateTime, long)> _configStamp;
    private ImmutableArray<(DateTime, long)> _policyStamp;
    private ImmutableArray<string> _configProblems = [];
    private ImmutableArray<string> _policyProblems = [];

    private LiveFiles(
        LiveConfig config,
        PolicyInForce policy,
        IReadOnlyList<PolicyPath> policies,
        TimeProvider time,
        ILogger<LiveFiles> logger
    )
    {
        Config = config;
        _time = time;
        config.FollowSystemZone(SystemZone.Of(time));
        _policy = policy;
        _policyPaths = policies;
        _logger = logger;
    }

    /// <summary>The configuration in force.</summary>
    public LiveConfig Config { get; }

    /// <summary>Policy and ceilings in force: always a whole, never half of an old and half of a new one.</summary>
    public PolicyInForce Policy => _policy;

    /// <summary>Problems of the files as they are now, warnings too.</summary>
    public ImmutableArray<string> Problems
    {
        get
        {
            lock (_gate)
            {
                return [.. _configProblems, .. _policyProblems];
            }
        }
    }

    /// <summary>Reads all of them.</summary>
    /// <exception cref="GatewayStartException">One of them has errors; all errors are named.</exception>
    public static LiveFiles Open(GatewayOptions options, ILogger<LiveFiles> logger)
    {
        var path = options.Home.ConfigFile;
        var (configStamp, policyStamp) = (StampOf([path]), StampOf(options.Policies));
        var config = ConfigFile.Load(path, options.ChannelKinds);
        var policy = PolicyFiles.Load(options.Policies);
        if (config.Value is null)
        {
            throw new GatewayStartException("config", $"{path} has errors:\n{Lines(config.Errors)}");
        }

        if (policy.Value is null)
        {
            var organisation = options
                .Policies.Where(p => p.Source == StatementSource.Organisation)
                .Select(p => p.Path);
            throw policy.Errors.Any(e => organisation.Contains(e.File))
                ? new GatewayStartException(
                    "ceiling",
                    $"The organisation's limits cannot be read, so nothing is started:\n{Lines(policy.Errors)}"
                )
                : new GatewayStartException(
                    "policy",
                    $"Your policy cannot be read, so nothing is started:\n{Lines(policy.Errors)}\n"
                        + "Look at it again with: meshclaw policy check"
                );
        }

        var live = new LiveConfig(path, config.Value, options.ChannelKinds);
        return new LiveFiles(live, policy.Value, options.Policies, options.Time, logger)
        {
            _configStamp = configStamp,
            _policyStamp = policyStamp,
            _configProblems = Texts(config),
            _policyProblems = Texts(policy),
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

            if (Config.FollowSystemZone(SystemZone.Of(_time)))
            {
                Log.ZoneFollowed(_logger, Config.Current.Zone.Id);
            }

            if (StampOf(_policyPaths) is var policyStamp && !policyStamp.SequenceEqual(_policyStamp))
            {
                var result = ReloadPolicy();
                (_policyStamp, _policyProblems) = (policyStamp, Texts(result));
                _policy = result.Value ?? _policy;
                Tell(string.Join(", ", _policyPaths.Select(p => p.Path)), result.Value is not null);
            }
        }
    }

    /// <summary>Edits config.yaml: the edit gets the text as it is now. Returns why it was refused; null where it was done.</summary>
    public string? EditConfig(Func<string, FileEdit> edit) => Edit(Config.Path, edit);

    /// <summary>Edits the owner's policy.yaml, in the same way.</summary>
    public string? EditPolicy(Func<string, FileEdit> edit) =>
        Edit(_policyPaths.Single(p => p.Source == StatementSource.Owner).Path, edit);

    private string? Edit(string path, Func<string, FileEdit> edit)
    {
        lock (_gate)
        {
            var before = File.Exists(path) ? File.ReadAllText(path) : "";
            var result = edit(before);
            if (result.Text is null)
            {
                return result.Refusal;
            }

            if (result.Text != before)
            {
                if (path == Config.Path && Config.Try(result.Text) is { Value: null } wrong)
                {
                    return $"The file has an error: {wrong.Errors.First()}"; // Of a channel's kind: the editor does not know those.
                }

                AtomicFile.Write(path, result.Text);
            }

            Refresh();
            return null;
        }
    }

    // A file that is gone may be on its way back from an editor: its loss must not lift what it forbade.
    private FileResult<PolicyInForce> ReloadPolicy()
    {
        var gone = _policy.Parts.Select(p => p.File.Path).Where(p => !File.Exists(p)).ToList();
        const string Why = "The file is gone. What it said before still holds until the gateway starts again.";
        return gone.Count == 0
            ? PolicyFiles.Load(_policyPaths)
            : new FileResult<PolicyInForce>(
                null,
                [.. gone.Select(p => new FileProblem(p, 1, 1, IsWarning: false, Why))]
            );
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

    private static ImmutableArray<(DateTime, long)> StampOf(IReadOnlyList<PolicyPath> files) =>
        StampOf([.. files.Select(f => f.Path)]);

    private static ImmutableArray<(DateTime, long)> StampOf(IReadOnlyList<string> paths) =>
        [
            .. paths.Select(p =>
            {
                var file = new FileInfo(p);
                return file.Exists ? (file.LastWriteTimeUtc, file.Length) : (default, -1L);
            }),
        ];
}
