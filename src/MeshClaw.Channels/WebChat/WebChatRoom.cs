using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.WebChat;

/// <summary>
/// The one room of the web chat: where the owner's browsers and the agents meet, in this process. Kept in memory alone, the newest messages only; a room
/// begins with its gateway. Who may post is checked before: whoever posts here is the owner. Thread-safe.
/// </summary>
public sealed class WebChatRoom
{
    /// <summary>The most messages that are kept.</summary>
    public const int MostMessages = 500;

    /// <summary>Who speaks in it, as the platform's immutable id.</summary>
    public const string Owner = "owner";

    private const int MostText = 8 * 1024 * 1024;
    private const long MostFiles = 32 * 1024 * 1024;
    private const int MostReserved = 100;

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly string _epoch;
    private readonly DateTimeOffset _began;
    private readonly SortedDictionary<long, WebChatMessage> _messages = [];
    private readonly Dictionary<string, WebChatMessage> _reserved = new(StringComparer.Ordinal);
    private readonly List<(string Id, ImmutableArray<byte> Content)> _files = [];
    private TaskCompletionSource<Listener> _listener = NewSource<Listener>();
    private TaskCompletionSource<bool> _changed = NewSource<bool>();
    private long _numbers;
    private long _versions;
    private long _typing;
    private long _text;
    private DateTimeOffset? _droppedUntil;

    /// <summary>An empty one.</summary>
    public WebChatRoom(TimeProvider time)
    {
        _time = time;
        _began = time.GetUtcNow();
        // Not the time alone: a clock may be set back between two starts.
        var began = _began.ToUnixTimeSeconds().ToString("x", CultureInfo.InvariantCulture);
        _epoch = began + RandomNumberGenerator.GetHexString(6, lowercase: true);
    }

    /// <summary>The name of its channel.</summary>
    public static ChannelName Name { get; } = new("web");

    /// <summary>The one chat that it is.</summary>
    public static ChatPlace Place { get; } = new(Owner);

    /// <summary>Whether somebody takes what is posted.</summary>
    public bool IsListening
    {
        get
        {
            lock (_lock)
            {
                return _listener.Task.IsCompleted;
            }
        }
    }

    /// <summary>What is in it, oldest first.</summary>
    public IReadOnlyList<WebChatMessage> Messages
    {
        get
        {
            lock (_lock)
            {
                return [.. _messages.Values];
            }
        }
    }

    /// <summary>How often an agent was shown to write.</summary>
    public long Typings
    {
        get
        {
            lock (_lock)
            {
                return _typing;
            }
        }
    }

    /// <summary>
    /// The owner says something. When it returns, the inbox has it. Waits while nobody listens. Throws where it was not stored: the browser posts it
    /// again under the same key, and it is the same message.
    /// </summary>
    public async Task SayAsync(WebChatPost post, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(post);
        var listener = await ListenerAsync(cancellationToken).ConfigureAwait(false);
        var message = Reserve(post);
        var text = Cut(post.Text);
        var delivery = new Delivery
        {
            Id = post.Key,
            Place = Place,
            Sender = Owner,
            SenderName = Owner,
            Text = text,
            IsCut = text.Length < post.Text.Length,
            Message = message.Id,
            Files = [.. post.Files.Select(WebChatFiles.Carry)],
            Sent = message.Sent,
        };
        // Not the browser's token: what is stored half way would wait for the next start of the gateway.
        await listener.Inbox.AcceptAsync(Name, [delivery], null, listener.Ending).ConfigureAwait(false);
        Show(post, message);
    }

    /// <summary>The owner presses a button; false where there is no such button (any more). Throws as <see cref="SayAsync"/> does.</summary>
    public async Task<bool> PressAsync(string key, string message, string value, CancellationToken cancellationToken)
    {
        var listener = await ListenerAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            if (Find(message) is not { } found || !found.Buttons.Any(b => b.Value == value))
            {
                return false;
            }
        }

        var delivery = new Delivery
        {
            Id = key,
            Kind = DeliveryKind.Pressed,
            Place = Place,
            Sender = Owner,
            SenderName = Owner,
            Message = message,
            Button = value,
            Sent = _time.GetUtcNow(),
        };
        await listener.Inbox.AcceptAsync(Name, [delivery], null, listener.Ending).ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// What happens in the room, until cancelled: first what a browser missed. A browser that is slow sees each message as it is then, not every change.
    /// </summary>
    /// <param name="after">The id of the last event that the browser saw; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<WebChatEvent> WatchAsync(
        string? after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var seen = Seen(after);
        if (seen is null)
        {
            yield return new WebChatEvent.Reset();
        }

        var last = seen ?? 0;
        var typed = Typings;
        while (true)
        {
            WebChatMessage[] fresh;
            Task changed;
            bool types;
            lock (_lock)
            {
                fresh = [.. _messages.Values.Where(m => m.Version > last).OrderBy(m => m.Version)];
                (types, typed) = (_typing > typed, _typing);
                changed = _changed.Task;
            }

            foreach (var message in fresh)
            {
                last = message.Version;
                yield return new WebChatEvent.Said($"{_epoch}.{last.ToString(CultureInfo.InvariantCulture)}", message);
            }

            if (types)
            {
                yield return new WebChatEvent.Typing();
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What is in a file; null where it is not kept any more, or never was.</summary>
    public (ChannelFile File, ImmutableArray<byte> Content)? FileOf(string id)
    {
        lock (_lock)
        {
            return
                _messages.Values.SelectMany(m => m.Files).FirstOrDefault(f => f.Id == id) is { } file
                && _files.FirstOrDefault(f => f.Id == id) is { Content.IsDefault: false } kept
                ? (file, kept.Content)
                : null;
        }
    }

    internal IDisposable Listen(IChannelInbox inbox, CancellationToken ending)
    {
        var listener = new Listener(this, inbox, ending);
        lock (_lock)
        {
            if (_listener.Task.IsCompleted)
            {
                _listener = NewSource<Listener>();
            }

            _listener.SetResult(listener);
        }

        return listener;
    }

    internal string Put(Outbound message)
    {
        lock (_lock)
        {
            var number = ++_numbers;
            var id = IdOf(number);
            Add(WebChatMessage.Of(id, number, message, _time.GetUtcNow(), 0), message.File is { } file ? [file] : []);
            return id;
        }
    }

    // One that is not here was shown by the room of an earlier process, or before the last 500: as it is now it is shown again.
    internal void Change(string id, Outbound to)
    {
        lock (_lock)
        {
            var before = Find(id);
            if (before is { IsOwner: true })
            {
                throw new ChannelException(ChannelFault.Invalid, "What the owner said is not ours to change.");
            }

            var next = WebChatMessage.Of(
                id,
                before?.Number ?? ++_numbers,
                to,
                before?.Sent ?? _time.GetUtcNow(),
                before?.Edits + 1 ?? 1
            );
            if (before is not null && before.Text == next.Text && before.Buttons.SequenceEqual(next.Buttons))
            {
                return;
            }

            Add(next with { Files = before?.Files ?? next.Files }, before is null && to.File is { } file ? [file] : []);
        }
    }

    // A room ends with its process, and nobody can see it then: what was going out at that time is nowhere, and goes out once more.
    internal SentState Find(Outbound message, DateTimeOffset since)
    {
        lock (_lock)
        {
            return _messages.Values.LastOrDefault(m => !m.IsOwner && m.Key == message.Key) is { } found
                    ? new SentState.Sent(found.Id)
                : since >= _began && since <= _droppedUntil ? new SentState.Unknown()
                : new SentState.NotSent();
        }
    }

    internal void ShowTyping()
    {
        lock (_lock)
        {
            _typing++;
            Ring();
        }
    }

    private Task<Listener> ListenerAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _listener.Task.WaitAsync(cancellationToken);
        }
    }

    // Its number is taken before the inbox has it, so that no answer can stand before what it answers.
    private WebChatMessage Reserve(WebChatPost post)
    {
        lock (_lock)
        {
            var known =
                _reserved.GetValueOrDefault(post.Key)
                ?? _messages.Values.LastOrDefault(m => m.IsOwner && m.Key == post.Key);
            if (known is not null)
            {
                return known;
            }

            if (_reserved.Count >= MostReserved)
            {
                _reserved.Remove(_reserved.MinBy(r => r.Value.Number).Key);
            }

            return _reserved[post.Key] = new WebChatMessage
            {
                Id = post.Key,
                Number = ++_numbers,
                IsOwner = true,
                Key = post.Key,
                Text = post.IsSecret ? "•••" : Cut(post.Text),
                Files = [.. post.Files.Select((f, i) => WebChatFiles.Shown(post.Key, i, f))],
                Sent = _time.GetUtcNow(),
            };
        }
    }

    private void Show(WebChatPost post, WebChatMessage message)
    {
        lock (_lock)
        {
            if (_reserved.Remove(post.Key))
            {
                Add(message, post.Files);
            }
        }
    }

    private void Add(WebChatMessage message, ImmutableArray<OutboundFile> files)
    {
        _text += message.Text.Length - (_messages.GetValueOrDefault(message.Number)?.Text.Length ?? 0);
        _messages[message.Number] = message with { Version = ++_versions };
        _files.AddRange(files.Select((f, i) => (message.Files[i].Id, f.Content)));
        while (_messages.Count > MostMessages || (_text > MostText && _messages.Count > 1))
        {
            var (number, oldest) = _messages.First();
            _messages.Remove(number);
            _text -= oldest.Text.Length;
            _files.RemoveAll(f => oldest.Files.Any(o => o.Id == f.Id));
            _droppedUntil = oldest.Sent;
        }

        while (_files.Sum(f => (long)f.Content.Length) > MostFiles)
        {
            _files.RemoveAt(0);
        }

        Ring();
    }

    private void Ring()
    {
        var changed = _changed;
        _changed = NewSource<bool>();
        changed.SetResult(true);
    }

    private long? Seen(string? after)
    {
        lock (_lock)
        {
            return
                after?.Split('.') is [var epoch, var version]
                && epoch == _epoch
                && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var seen)
                && seen <= _versions
                ? seen
                : null;
        }
    }

    private static string Cut(string text) =>
        text.Length <= Delivery.MaxText ? text
        : char.IsHighSurrogate(text[Delivery.MaxText - 1]) ? text[..(Delivery.MaxText - 1)]
        : text[..Delivery.MaxText];

    private WebChatMessage? Find(string id) => _messages.Values.FirstOrDefault(m => m.Id == id);

    private string IdOf(long number) => $"{_epoch}-{number.ToString(CultureInfo.InvariantCulture)}";

    private static TaskCompletionSource<T> NewSource<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Listener(WebChatRoom room, IChannelInbox inbox, CancellationToken ending) : IDisposable
    {
        public IChannelInbox Inbox { get; } = inbox;

        public CancellationToken Ending { get; } = ending;

        public void Dispose()
        {
            lock (room._lock)
            {
                if (room._listener.Task is { IsCompletedSuccessfully: true } task && task.Result == this)
                {
                    room._listener = NewSource<Listener>();
                }
            }
        }
    }
}
