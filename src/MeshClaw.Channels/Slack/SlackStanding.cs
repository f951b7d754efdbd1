using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.Slack;

/// <summary>How it stands with Slack: two things can be wrong at once, and the inbox is told the first. Thread-safe.</summary>
internal sealed class SlackStanding(ChannelName name, IChannelInbox inbox)
{
    private readonly Lock _lock = new();
    private string? _connection;
    private string? _store;
    private (string? Trouble, bool IsTold) _last;

    /// <summary>What is wrong with the connection; null for nothing.</summary>
    public string? Connection
    {
        set => Set(ref _connection, value);
    }

    /// <summary>What is wrong with storing; null for nothing.</summary>
    public string? Store
    {
        set => Set(ref _store, value);
    }

    private void Set(ref string? what, string? to)
    {
        lock (_lock)
        {
            what = to;
            var now = (_connection ?? _store, true);
            if (now != _last)
            {
                _last = now;
                inbox.Tell(name, now.Item1);
            }
        }
    }
}

/// <summary>How long to wait after failures.</summary>
internal static class SlackPause
{
    /// <summary>A second, two, four and so on up to <paramref name="longest"/>, of which chance takes away up to a half.</summary>
    public static TimeSpan Of(int failures, TimeSpan longest, Func<double> jitter)
    {
        var seconds = Math.Min(longest.TotalSeconds, Math.Pow(2, Math.Clamp(failures - 1, 0, 20)));
        return TimeSpan.FromSeconds(seconds * (1 - (jitter() / 2)));
    }
}

/// <summary>Why Slack ends a connection (docs.slack.dev/apis/events-api/using-socket-mode#disconnect).</summary>
internal static class SlackReasons
{
    /// <summary>One that is documented, else <c>unknown</c>: what a server wrote does not go to the log.</summary>
    public static string Known(string reason) =>
        reason is "warning" or "refresh_requested" or "link_disabled" or "too_many_websockets" ? reason : "unknown";

    /// <summary>What is wrong, for people; null where nothing is.</summary>
    public static string? Trouble(string reason) =>
        reason switch
        {
            "link_disabled" =>
                "Socket Mode is switched off for the Slack app: switch it on at https://api.slack.com/apps.",
            "too_many_websockets" => "The Slack app has more connections than Slack allows.",
            _ => null,
        };
}
