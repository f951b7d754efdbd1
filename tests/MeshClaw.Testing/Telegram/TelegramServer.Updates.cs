using System.Text.Json.Nodes;

namespace MeshClaw.Testing.Telegram;

/// <content>What comes to the bot: "Getting updates".</content>
public sealed partial class TelegramServer
{
    private readonly CancellationTokenSource _end = new();
    private readonly List<JsonObject> _updates = [];
    private TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _polling;
    private Task _calling = Task.CompletedTask;
    private string[] _allowed = [];
    private JsonObject? _lastPut;
    private (string Url, string? Secret)? _webhook;
    private (long Date, string Message)? _lastError;
    private long _lastUpdate = 75_641_300;

    /// <summary>How many updates were confirmed, or taken with 2xx by the webhook.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>How many wait.</summary>
    public int Pending
    {
        get
        {
            lock (_lock)
            {
                return _updates.Count;
            }
        }
    }

    /// <summary>The address that is to be called; null for none.</summary>
    public string? Webhook => _webhook?.Url;

    /// <summary>Whether a getUpdates waits now.</summary>
    public bool IsPolled => _polling is not null;

    /// <summary>How the webhook's address is called: the body and the secret; gives the status. Set it before somebody sets the webhook.</summary>
    public Func<byte[], string?, Task<int>>? Caller { get; set; }

    private bool IsBroken { get; set; }

    /// <summary>Puts an Update in the queue as it is; numbers it where it has none. One of a kind that is not asked for is dropped.</summary>
    public void Put(JsonObject update)
    {
        lock (_lock)
        {
            if (!update.ContainsKey("update_id"))
            {
                update.Insert(0, "update_id", ++_lastUpdate);
            }

            if (_allowed.Length == 0 || update.Any(f => _allowed.Contains(f.Key)))
            {
                _updates.Add(update);
                _lastPut = (JsonObject)update.DeepClone();
                Wake();
            }
        }
    }

    /// <summary>The last update comes once more, as it would where its confirmation was lost.</summary>
    public void Again() => Put(_lastPut ?? throw new InvalidOperationException("Nothing has come yet."));

    private void Wake()
    {
        Interlocked
            .Exchange(ref _woken, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))
            .TrySetResult();
    }

    private async Task<JsonNode?> GetUpdatesAsync(TelegramRequest call, CancellationToken gone)
    {
        var fields = new TelegramFields(call, "offset", "limit", "timeout", "allowed_updates");
        var limit = fields.Number("limit") ?? 100;
        var wait = fields.Number("timeout") ?? 0;
        if (limit is < 1 or > 100 || wait is < 0 or > 50)
        {
            throw TelegramFields.Bad("limit is 1-100, timeout at most 50");
        }

        if (_webhook is not null)
        {
            throw new TelegramError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            );
        }

        // A later one ends the one that waits.
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _polling, mine)?.TrySetResult();
        try
        {
            return await PollAsync(fields, (int)limit, TimeSpan.FromSeconds(wait), mine.Task, gone);
        }
        finally
        {
            Interlocked.CompareExchange(ref _polling, null, mine);
        }
    }

    private async Task<JsonArray> PollAsync(
        TelegramFields fields,
        int limit,
        TimeSpan wait,
        Task other,
        CancellationToken gone
    )
    {
        Remember(fields.List("allowed_updates"));
        Confirm(fields.Number("offset") ?? 0);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(gone);
        over.CancelAfter(wait);
        while (true)
        {
            var woken = _woken.Task;
            lock (_lock)
            {
                if (_updates.Count > 0 || over.IsCancellationRequested)
                {
                    return [.. _updates.Take(limit).Select(u => u.DeepClone())];
                }
            }

            if (await Task.WhenAny(woken, other, Cancelled(over.Token)) == other)
            {
                throw new TelegramError(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
                );
            }
        }
    }

    private static Task Cancelled(CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        token.Register(cancelled.SetResult);
        return cancelled.Task;
    }

    private void Remember(JsonArray? allowed)
    {
        if (allowed is not null) // "If not specified, the previous setting will be used."
        {
            _allowed = [.. allowed.Select(a => a!.GetValue<string>())];
        }
    }

    // "An update is considered confirmed as soon as getUpdates is called with an offset higher than its update_id"; a negative one is counted
    // from the end, and "all previous updates will be forgotten".
    private void Confirm(long offset)
    {
        lock (_lock)
        {
            var count =
                offset < 0
                    ? Math.Max(0, _updates.Count + (int)offset)
                    : _updates.TakeWhile(u => u["update_id"]!.GetValue<long>() < offset).Count();
            _updates.RemoveRange(0, count);
            Acknowledged += offset < 0 ? 0 : count;
        }
    }

    private JsonValue SetWebhook(TelegramRequest call)
    {
        var fields = new TelegramFields(
            call,
            ["url", "ip_address", "max_connections", "allowed_updates", "drop_pending_updates", "secret_token"]
        );
        var url = fields.Text("url") ?? "";
        var secret = fields.Text("secret_token");
        if (url.Length == 0)
        {
            _webhook = null;
            return JsonValue.Create(true);
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var to) || to.Scheme != "https")
        {
            throw TelegramFields.Bad("bad webhook: An HTTPS URL must be provided for webhook");
        }

        if (to.Port is not (443 or 80 or 88 or 8443))
        {
            throw TelegramFields.Bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443");
        }

        if (
            secret is not null
            && (secret.Length is 0 or > 256 || !secret.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        )
        {
            throw TelegramFields.Bad("secret token contains unallowed characters");
        }

        Remember(fields.List("allowed_updates"));
        Drop(fields);
        (_webhook, _lastError) = ((url, secret), null);
        _polling?.TrySetResult();
        if (_calling.IsCompleted && Caller is { } caller)
        {
            _calling = Task.Run(() => CallBackAsync(caller));
        }

        return JsonValue.Create(true);
    }

    private JsonValue DeleteWebhook(TelegramRequest call)
    {
        Drop(new TelegramFields(call, "drop_pending_updates"));
        _webhook = null;
        return JsonValue.Create(true);
    }

    private void Drop(TelegramFields fields)
    {
        if (fields.Flag("drop_pending_updates"))
        {
            _updates.Clear();
        }
    }

    private JsonObject GetWebhookInfo(TelegramRequest call)
    {
        _ = new TelegramFields(call);
        var info = new JsonObject
        {
            ["url"] = _webhook?.Url ?? "",
            ["has_custom_certificate"] = false,
            ["pending_update_count"] = _updates.Count,
        };
        if (_lastError is { } error)
        {
            (info["last_error_date"], info["last_error_message"]) = (error.Date, error.Message);
        }

        return info;
    }

    // "In case of an unsuccessful request (a request with response HTTP status code different from 2XY), we will repeat the request".
    private async Task CallBackAsync(Func<byte[], string?, Task<int>> caller)
    {
        while (!_end.IsCancellationRequested)
        {
            var woken = _woken.Task;
            JsonObject? next;
            lock (_lock)
            {
                next = IsBroken || _webhook is null ? null : _updates.FirstOrDefault();
            }

            if (next is null)
            {
                await Task.WhenAny(woken, Cancelled(_end.Token));
                continue;
            }

            var status = await caller(System.Text.Encoding.UTF8.GetBytes(next.ToJsonString()), _webhook?.Secret);
            lock (_lock)
            {
                if (status is >= 200 and < 300)
                {
                    _updates.Remove(next);
                    Acknowledged++;
                }
                else
                {
                    _lastError = (_clock, $"Wrong response from the webhook: {status}");
                }
            }

            await Task.Yield();
        }
    }
}
