using System.Collections.Concurrent;
using System.Collections.Immutable;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.WhatsApp;

/// <summary>
/// WhatsApp, over Meta's Cloud API: webhooks in, the Graph API out. Direct chats alone. Each person is known by their WhatsApp id (or, where they hide
/// their number, by their id for this business), never by a name.
/// </summary>
internal sealed class WhatsAppChannel : IHookChannel
{
    // Of messages in several parts: which parts are out, so that the next attempt goes on behind them.
    private const int MaxUnderWay = 500;

    private readonly ConcurrentDictionary<string, ImmutableArray<string>> _underWay = new(StringComparer.Ordinal);
    private readonly ChannelParts _parts;
    private readonly GraphClient _graph;
    private readonly WebhookReader _reader;
    private readonly WhatsAppTemplate? _template;
    private readonly WhatsAppChats _chats = new();

    public WhatsAppChannel(ChannelParts parts)
    {
        _parts = parts;
        var number = parts.Settings[WhatsAppKind.PhoneNumberId];
        _graph = new GraphClient(parts.Root, number, () => parts.Secrets(WhatsAppKind.AccessToken));
        _reader = new WebhookReader(number);
        _template = parts.Settings.TryGetValue(WhatsAppKind.Template, out var template)
            ? WhatsAppTemplate.Parse(template)
            : null;
    }

    public ChannelName Name => _parts.Name;

    public ChannelTraits Traits { get; } =
        new()
        {
            MaxText = WhatsAppParts.MaxText,
            MaxFile = WhatsAppFiles.MaxDocument,
            MaxButtons = 3,
            MaxButtonLabel = 20,
            CanEdit = false,
            CanFind = false,
            FreeWindow = WhatsAppChats.Window,
        };

    public async Task<ChannelAccount> CheckAsync(CancellationToken cancellationToken)
    {
        var number = await _graph.ReadNumberAsync(cancellationToken);
        if (number is not { Id: { Length: > 0 } id, DisplayPhoneNumber: { Length: > 0 } display })
        {
            throw new ChannelException(ChannelFault.Unexpected, "WhatsApp does not tell what the number is.");
        }

        var digits = string.Concat(display.Where(char.IsAsciiDigit));
        var name = number.VerifiedName is { Length: > 0 } verified ? $"{verified} ({display})" : display;
        return new ChannelAccount(id, name, digits.Length > 0 ? new Uri($"https://wa.me/{digits}") : null);
    }

    // The platform calls us.
    public Task ListenAsync(IChannelInbox inbox, CancellationToken cancellationToken) =>
        new TaskCompletionSource().Task.WaitAsync(cancellationToken);

    public async Task<HookAnswer> ReceiveAsync(
        HookRequest request,
        IChannelInbox inbox,
        CancellationToken cancellationToken
    )
    {
        if (request.Method == "GET")
        {
            return Greet(request);
        }

        var signature = request.Headers.FirstOrDefault(h =>
            h.Key.Equals("X-Hub-Signature-256", StringComparison.OrdinalIgnoreCase)
        );
        if (!WebhookSignature.IsGood(signature.Value, request.Body.Span, _parts.Secrets(WhatsAppKind.AppSecret)))
        {
            WhatsAppLog.Unsigned(_parts.Log, Name.Value);
            return new HookAnswer(401);
        }

        if (_reader.Read(request.Body) is not { } content)
        {
            WhatsAppLog.Unreadable(_parts.Log, Name.Value, request.Body.Length);
            return new HookAnswer(400);
        }

        // An app may have several numbers, whose webhooks all come here; a batch with one of ours in it is ours as well.
        if (content is { IsAnothers: true, IsOurs: false })
        {
            WhatsAppLog.AnotherNumber(_parts.Log, Name.Value);
            return new HookAnswer(403);
        }

        if (content.Unreadable > 0)
        {
            WhatsAppLog.LeftOut(_parts.Log, Name.Value, content.Unreadable);
        }

        await HandOverAsync(content, inbox, cancellationToken);
        return new HookAnswer(200);
    }

    public async Task<string> SendAsync(Outbound message, CancellationToken cancellationToken)
    {
        Check(message);
        if (_chats.IsOver(message.Place.Chat, _parts.Time.GetUtcNow()))
        {
            return await SendTemplateAsync(message, cancellationToken);
        }

        var parts = WhatsAppParts.Of(message);
        var sent = _underWay.TryGetValue(message.Key, out var before) ? before : [];
        for (var i = sent.Length; i < parts.Length; i++)
        {
            try
            {
                var request = await RequestAsync(message, parts[i], cancellationToken);
                var replyTo = sent is [var first, ..] ? first : message.ReplyTo;
                sent = sent.Add(
                    await _graph.SendAsync(
                        request with
                        {
                            Context = replyTo is null ? null : new ReplyContext(replyTo),
                            BizOpaqueCallbackData = WebhookStatus.Key(message.Key, i, i == parts.Length - 1),
                        },
                        cancellationToken
                    )
                );
            }
            catch (ChannelException closed) when (closed.Fault == ChannelFault.WindowClosed && _template is not null)
            {
                return await SendTemplateAsync(message, cancellationToken);
            }

            Remember(message.Key, sent, parts.Length);
        }

        return sent[^1];
    }

    public Task EditAsync(string message, Outbound to, CancellationToken cancellationToken) =>
        throw new ChannelException(ChannelFault.Invalid, "WhatsApp cannot change a message of a business.");

    // The platform tells of what went out in statuses alone, which come by themselves.
    public Task<SentState> FindAsync(Outbound message, DateTimeOffset since, CancellationToken cancellationToken) =>
        Task.FromResult<SentState>(new SentState.Unknown());

    // It is shown for a message that came; where none came since the start, there is nothing to answer.
    public Task ShowTypingAsync(ChatPlace place, CancellationToken cancellationToken) =>
        _chats.LastIn(place.Chat) is { } message
            ? _graph.ShowTypingAsync(message, cancellationToken)
            : Task.CompletedTask;

    // The phone shows a press by itself.
    public Task AnswerPressAsync(Delivery pressed, string words, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public Task<byte[]> ReadFileAsync(ChannelFile file, long atMost, CancellationToken cancellationToken) =>
        _graph.DownloadAsync(file.Id, atMost, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _graph.Dispose();
        return ValueTask.CompletedTask;
    }

    // https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint#get-requests
    private HookAnswer Greet(HookRequest request)
    {
        if (
            request.Query.GetValueOrDefault("hub.mode") != "subscribe"
            || !WebhookSignature.IsSame(
                request.Query.GetValueOrDefault("hub.verify_token"),
                _parts.Secrets(WhatsAppKind.VerifyToken)
            )
        )
        {
            return new HookAnswer(403);
        }

        // A number, says the documentation; letters do no harm, and nothing else is echoed.
        var challenge = request.Query.GetValueOrDefault("hub.challenge");
        return challenge is { Length: > 0 and <= 200 } && challenge.All(char.IsAsciiLetterOrDigit)
            ? new HookAnswer(200, challenge)
            : new HookAnswer(400);
    }

    private async Task HandOverAsync(WebhookContent content, IChannelInbox inbox, CancellationToken cancellationToken)
    {
        if (!content.Deliveries.IsEmpty)
        {
            foreach (var delivery in content.Deliveries)
            {
                _chats.Heard(delivery);
            }

            await inbox.AcceptAsync(Name, content.Deliveries, cursor: null, cancellationToken);
        }

        foreach (var receipt in content.Receipts)
        {
            await inbox.AcceptReceiptAsync(Name, receipt, cancellationToken);
        }
    }

    private void Check(Outbound message)
    {
        var wrong =
            message.Text.Length > Traits.MaxText ? "The text is too long for WhatsApp."
            : message.Text.Length == 0 && message.File is null ? "WhatsApp sends no empty message."
            : message.Buttons.Length > Traits.MaxButtons ? "WhatsApp shows three buttons at most."
            : message.Buttons.Any(b => b.Label.Length is 0 or > 20) ? "A button's label has 1 to 20 characters."
            : message.Buttons.Select(b => b.Label).Distinct(StringComparer.Ordinal).Count() < message.Buttons.Length
                ? "Two buttons have the same label."
            : message.Place.Thread is not null ? "WhatsApp has no threads."
            : null;
        if (wrong is not null)
        {
            throw new ChannelException(ChannelFault.Invalid, wrong);
        }
    }

    private async Task<SendRequest> RequestAsync(
        Outbound message,
        WhatsAppPart part,
        CancellationToken cancellationToken
    )
    {
        if (part.File is { } file)
        {
            var type = WhatsAppFiles.TypeOf(file);
            var media = await _graph.UploadAsync(file.Name, type, file.Content.AsMemory(), cancellationToken);
            var caption = part.Text.Length > 0 ? part.Text : null;
            return WhatsAppFiles.IsImage(file)
                ? To(message, "image") with
                {
                    Image = new MediaBody(media, caption, null),
                }
                : To(message, "document") with
                {
                    Document = new MediaBody(media, caption, file.Name),
                };
        }

        return part.Buttons.IsEmpty
            ? To(message, "text") with
            {
                Text = new TextBody(part.Text),
            }
            : To(message, "interactive") with
            {
                Interactive = new InteractiveBody(
                    new InteractiveText(part.Text),
                    new InteractiveAction([
                        .. part.Buttons.Select(b => new ReplyButton(new ReplyButtonLabel(b.Value, b.Label))),
                    ])
                ),
            };
    }

    // A message that fits into the template is sent with it. Of any other the template tells, and it waits: the outbox keeps what is refused
    // for the window until the person writes.
    private async Task<string> SendTemplateAsync(Outbound message, CancellationToken cancellationToken)
    {
        const string Closed =
            "The person's last message is older than 24 hours; WhatsApp then delivers approved templates alone";
        if (_template is null)
        {
            throw new ChannelException(ChannelFault.WindowClosed, $"{Closed}, and none is set.");
        }

        var (body, isWhole) = _template.Fill(message);
        var sent = await _graph.SendAsync(
            To(message, "template") with
            {
                Template = body,
                BizOpaqueCallbackData = isWhole ? message.Key : WebhookStatus.NoticeKey(message.Key),
            },
            cancellationToken
        );
        return isWhole
            ? sent
            : throw new ChannelException(ChannelFault.WindowClosed, $"{Closed}: one told them that there is more.");
    }

    // A business-scoped id has a dot (US.13491208655302741918), a phone number has none.
    // https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
    private static SendRequest To(Outbound message, string type) =>
        message.Place.Chat.Contains('.', StringComparison.Ordinal)
            ? new SendRequest { Type = type, Recipient = message.Place.Chat }
            : new SendRequest { Type = type, To = message.Place.Chat };

    private void Remember(string key, ImmutableArray<string> sent, int parts)
    {
        if (sent.Length == parts)
        {
            _underWay.TryRemove(key, out _);
            return;
        }

        if (_underWay.Count >= MaxUnderWay)
        {
            _underWay.Clear(); // Hundreds that failed midway: their first parts may come twice, their buttons do not.
        }

        _underWay[key] = sent;
    }
}
