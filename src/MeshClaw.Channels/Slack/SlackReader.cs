using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.Slack;

/// <summary>
/// Makes deliveries of what Slack sends over the socket. Whatever comes, it throws nothing: a frame that cannot be read is skipped, under its envelope's id
/// where there is one. What is for another workspace or app, by a program, or not something that a person said is skipped as well.
/// </summary>
internal static class SlackReader
{
    /// <summary>Reads a frame.</summary>
    /// <param name="frame">Its bytes; only the beginning of one that was too large.</param>
    /// <param name="isWhole">False for one that was too large.</param>
    /// <param name="me">Who we are; null before <c>hello</c>.</param>
    /// <param name="now">The time, for what has none of its own.</param>
    public static SlackReading Read(ReadOnlySpan<byte> frame, bool isWhole, SlackIdentity? me, DateTimeOffset now)
    {
        SlackFrame? read;
        try
        {
            read = isWhole ? JsonSerializer.Deserialize(frame, SlackJson.Default.SlackFrame) : null;
        }
        catch (JsonException)
        {
            read = null;
        }

        return (read, me) switch
        {
            (null, _) => new SlackReading.Skipped(
                EnvelopeOf(frame),
                isWhole ? "is not what Slack documents" : "is too large"
            ),
            ({ Type: "hello", ConnectionInfo.AppId: { Length: > 0 } app }, _) => new SlackReading.Hello(app),
            ({ Type: "disconnect" }, _) => new SlackReading.Leaving(read.Reason ?? ""),
            (_, null) => new SlackReading.Skipped(null, "came before hello"),
            ({ EnvelopeId: { Length: > 0 } envelope, Payload: { } payload }, _) => Envelope(
                read.Type,
                envelope,
                payload,
                me,
                now
            ),
            _ => new SlackReading.Skipped(read.EnvelopeId, "is of no known kind"),
        };
    }

    /// <summary>The id of an envelope of which the rest may be anything, as far as it can be read.</summary>
    public static string? EnvelopeOf(ReadOnlySpan<byte> frame)
    {
        var reader = new Utf8JsonReader(frame, isFinalBlock: false, state: default);
        try
        {
            while (reader.Read())
            {
                if (
                    reader.TokenType == JsonTokenType.PropertyName
                    && reader.CurrentDepth == 1
                    && reader.ValueTextEquals("envelope_id"u8)
                )
                {
                    return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                }
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is no UTF-8.
        }

        return null;
    }

    private static SlackReading Envelope(
        string? type,
        string envelope,
        JsonElement payload,
        SlackIdentity me,
        DateTimeOffset now
    )
    {
        try
        {
            var (delivery, why) = type switch
            {
                "events_api" => Event(Payload(payload, SlackJson.Default.SlackCallback), me),
                "interactive" => Pressed(Payload(payload, SlackJson.Default.SlackInteraction), me),
                "slash_commands" => Command(Payload(payload, SlackJson.Default.SlackCommand), me, now),
                _ => (null, "is of no known kind"),
            };
            return delivery is null
                ? new SlackReading.Skipped(envelope, why)
                : new SlackReading.Delivered(envelope, delivery);
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException or InvalidOperationException)
        {
            return new SlackReading.Skipped(envelope, "is not what Slack documents");
        }
    }

    private static T Payload<T>(JsonElement payload, JsonTypeInfo<T> type)
        where T : class => payload.Deserialize(type) ?? throw new FormatException("It is null.");

    private static (Delivery?, string?) Event(SlackCallback callback, SlackIdentity me)
    {
        if (callback.Type != "event_callback" || callback.Event is not { } said)
        {
            return (null, null); // app_rate_limited, and what else Slack tells about itself.
        }

        // In a channel that is shared with another company team_id may be theirs; authorizations name the installation that this is for.
        var team = callback.Authorizations is [{ TeamId: { } mine }, ..] ? mine : callback.TeamId;
        return team != me.Team || callback.ApiAppId != me.App
            ? (null, "is for another workspace or app")
            : SlackMessages.Read(said, callback.IsExtSharedChannel, me);
    }

    private static (Delivery?, string?) Pressed(SlackInteraction pressed, SlackIdentity me)
    {
        if (pressed.Team?.Id != me.Team || pressed.ApiAppId != me.App)
        {
            return (null, "is for another workspace or app");
        }

        if (
            pressed
            is not { Type: "block_actions", Container.Type: "message", Actions: [{ Type: "button" } action, ..] }
        )
        {
            return (null, null); // Shortcuts and dialogs, of which the app has none.
        }

        var container = pressed.Container;
        var channel = Need(container.ChannelId);
        var message = Need(container.MessageTs);
        var user = Need(pressed.User?.Id);
        var at = Need(action.ActionTs);
        var value = Need(action.Value);
        return (
            new Delivery
            {
                Id = $"press:{channel}:{message}:{user}:{at}",
                Kind = DeliveryKind.Pressed,
                Place = new ChatPlace(channel, container.ThreadTs == message ? null : container.ThreadTs),
                Sender = SlackMessages.Sender(pressed.User?.TeamId ?? me.Team, user),
                SenderName = pressed.User?.Username ?? pressed.User?.Name ?? "",
                Message = message,
                IsGroup = !channel.StartsWith('D'),
                Button = value,
                Sent = SlackTime.Read(at),
            },
            null
        );
    }

    private static (Delivery?, string?) Command(SlackCommand command, SlackIdentity me, DateTimeOffset now)
    {
        // Not every command tells its app; all come by our app's own connection.
        if (command.TeamId != me.Team || (command.ApiAppId is { } app && app != me.App))
        {
            return (null, "is for another workspace or app");
        }

        var channel = Need(command.ChannelId);
        var (text, isCut) = SlackMessages.Cut(SlackText.Read(command.Text ?? "").Trim());
        return (
            new Delivery
            {
                Id = "command:" + Need(command.TriggerId),
                Kind = DeliveryKind.Command,
                Place = new ChatPlace(channel),
                Sender = SlackMessages.Sender(me.Team, Need(command.UserId)),
                SenderName = command.UserName ?? "",
                Text = text,
                IsCut = isCut,
                IsGroup = !channel.StartsWith('D'),
                Sent = now, // Slack gives no time for commands.
            },
            null
        );
    }

    private static string Need(string? value) =>
        value is { Length: > 0 } ? value : throw new FormatException("Something is missing.");
}
