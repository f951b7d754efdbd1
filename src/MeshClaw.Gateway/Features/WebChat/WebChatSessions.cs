using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace MeshClaw.Gateway.Features.WebChat;

/// <summary>
/// Who may use the web chat: a browser that showed a code, which the owner got on the device. In memory alone: the next gateway knows none of them. Kept
/// as hashes. Does not protect against programs that run as the same user. Thread-safe.
/// </summary>
internal sealed class WebChatSessions(TimeProvider time) : IDisposable
{
    /// <summary>How long a code serves.</summary>
    public static readonly TimeSpan CodeServes = TimeSpan.FromMinutes(2);

    /// <summary>How long a session serves in which nothing is done.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(12);

    private const int Most = 16;
    private const int TokenBytes = 32;
    private const string Scheme = "Bearer ";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WebChatSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>A new code. This is the one time that it is seen.</summary>
    public (string Code, DateTimeOffset Expires) NewCode()
    {
        var code = NewToken();
        var now = time.GetUtcNow();
        lock (_lock)
        {
            Sweep(now);
            if (_codes.Count >= Most)
            {
                _codes.Remove(_codes.MinBy(c => c.Value).Key);
            }

            _codes[HashOf(code)] = now + CodeServes;
            return (code, now + CodeServes);
        }
    }

    /// <summary>Takes a code, which serves once; null where it is none, or was used, or ran out.</summary>
    public bool Take(string code)
    {
        lock (_lock)
        {
            Sweep(time.GetUtcNow());
            return _codes.Remove(HashOf(code));
        }
    }

    /// <summary>The token of a new session. This is the one time that it is seen. Where there are many, the one that rested longest ends.</summary>
    public string Open()
    {
        var token = NewToken();
        lock (_lock)
        {
            Sweep(time.GetUtcNow());
            if (_sessions.Count >= Most)
            {
                End(_sessions.Values.MinBy(s => s.Used)!); // There are some.
            }

            var hash = HashOf(token);
            _sessions[hash] = new WebChatSession(hash, time.GetUtcNow());
            return token;
        }
    }

    /// <summary>The session that an Authorization header shows; null for none.</summary>
    /// <param name="authorization">The header.</param>
    /// <param name="isUse">Whether the owner does something: looking on does not keep it alive.</param>
    public WebChatSession? Find(StringValues authorization, bool isUse)
    {
        if (authorization is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        lock (_lock)
        {
            var now = time.GetUtcNow();
            Sweep(now);
            if (_sessions.GetValueOrDefault(HashOf(header[Scheme.Length..])) is not { } found)
            {
                return null;
            }

            found.Used = isUse ? now : found.Used;
            return found;
        }
    }

    /// <summary>Whether a session serves still.</summary>
    public bool IsOpen(WebChatSession session)
    {
        lock (_lock)
        {
            Sweep(time.GetUtcNow());
            return _sessions.ContainsKey(session.Hash);
        }
    }

    /// <summary>Ends a session, and what it watches.</summary>
    public void Revoke(WebChatSession session)
    {
        lock (_lock)
        {
            End(session);
        }
    }

    /// <summary>Ends all sessions, and voids all codes.</summary>
    public void RevokeAll()
    {
        lock (_lock)
        {
            _codes.Clear();
            foreach (var session in _sessions.Values.ToList())
            {
                End(session);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => RevokeAll();

    private void Sweep(DateTimeOffset now)
    {
        foreach (var (code, _) in _codes.Where(c => c.Value <= now).ToList())
        {
            _codes.Remove(code);
        }

        foreach (var session in _sessions.Values.Where(s => s.Used + Idle <= now).ToList())
        {
            End(session);
        }
    }

    private void End(WebChatSession session)
    {
        if (_sessions.Remove(session.Hash))
        {
            session.End();
        }
    }

    private static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    private static string HashOf(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}

/// <summary>A browser that the owner let in.</summary>
internal sealed class WebChatSession(string hash, DateTimeOffset opened)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>By what it is known.</summary>
    public string Hash { get; } = hash;

    /// <summary>When the owner last did something in it, UTC.</summary>
    public DateTimeOffset Used { get; set; } = opened;

    /// <summary>Completes when it ends.</summary>
    public Task Ended => _ended.Task;

    public void End() => _ended.TrySetResult();
}
