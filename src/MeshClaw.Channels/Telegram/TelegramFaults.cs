using System.Globalization;
using System.Net;
using MeshClaw.Core.Channels;
using Telegram.Bot.Exceptions;

namespace MeshClaw.Channels.Telegram;

/// <summary>
/// What Telegram's refusals mean: <see href="https://core.telegram.org/bots/api#making-requests"/>. The descriptions are Telegram's words; the
/// numbers are documented as "subject to change", yet nothing else tells the cases apart.
/// </summary>
internal static class TelegramFaults
{
    public static ChannelException Explain(RequestException e, bool isOnce) =>
        e switch
        {
            ApiRequestException api => Explain(api),
            { InnerException: ChannelException own } => own,
            { InnerException: HttpRequestException { HttpRequestError: var error } } when IsBefore(error) =>
                new ChannelException(ChannelFault.Unreachable, "Telegram cannot be reached.", e),
            { HttpStatusCode: null } => Broken(isOnce, e),
            { HttpStatusCode: >= HttpStatusCode.InternalServerError } => Broken(isOnce, e),
            _ => Undocumented(e),
        };

    /// <summary>The token is no good: Telegram's answer, or none that could be asked with.</summary>
    public static ChannelException Refused(Exception? e) =>
        new(
            ChannelFault.Refused,
            "Telegram does not accept the bot's token. Send /token to https://t.me/BotFather, and connect again with what it answers.",
            e
        );

    /// <summary>The connection ended, or the time was over, after the call had left.</summary>
    public static ChannelException Broken(bool isOnce, Exception e) =>
        isOnce
            ? new(
                ChannelFault.Unexpected,
                "The connection to Telegram broke before it answered; it may have been sent.",
                e
            )
            : new(ChannelFault.Unreachable, "The connection to Telegram broke before it answered.", e);

    public static ChannelException Undocumented(Exception? e = null) =>
        new(ChannelFault.Unexpected, "Telegram answered with something that it does not document.", e);

    public static ChannelException Invalid(string message, Exception? e = null) =>
        new(ChannelFault.Invalid, message, e);

    public static ChannelException TooLarge(long atMost) =>
        Invalid(string.Create(CultureInfo.InvariantCulture, $"The file is larger than {atMost:N0} bytes."));

    /// <summary>Whether Telegram says that a message is already as it should become.</summary>
    public static bool IsUnchanged(ChannelException e) => Says(e, "message is not modified");

    /// <summary>Whether Telegram says that a message is a file with a caption.</summary>
    public static bool IsCaption(ChannelException e) => Says(e, "there is no text in the message to edit");

    /// <summary>Whether Telegram says that nobody waits for the answer to a press any more.</summary>
    public static bool IsTooOld(ChannelException e) => Says(e, "query is too old");

    private static ChannelException Explain(ApiRequestException e) =>
        e.ErrorCode switch
        {
            // A token that is not even spelled as one is answered 404, as an unknown method is; we know our methods.
            401 or 404 => Refused(e),
            409 => new ChannelException(
                ChannelFault.Unreachable,
                "Another program reads this bot's messages. Stop it, or send /revoke to https://t.me/BotFather and connect with the new token.",
                e
            ),
            429 => new ChannelException(ChannelFault.RateLimited, "Telegram asks to send less.", e)
            {
                RetryAfter = e.Parameters?.RetryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            },
            400 or 403 or 413 when e.Parameters?.MigrateToChatId is { } moved => Invalid(
                $"The group has become a supergroup, which is another chat ({moved}): write to the bot there once.",
                e
            ),
            400 or 403 or 413 => Invalid($"Telegram refused it: {e.Message}", e),
            >= 500 => new ChannelException(ChannelFault.Unreachable, $"Telegram is in trouble: {e.Message}", e),
            _ => Undocumented(e),
        };

    // Nothing of the call had left when these came about.
    private static bool IsBefore(HttpRequestError error) =>
        error
            is HttpRequestError.NameResolutionError
                or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError;

    private static bool Says(ChannelException e, string words) =>
        e is { Fault: ChannelFault.Invalid, InnerException: ApiRequestException { ErrorCode: 400 } api }
        && api.Message.Contains(words, StringComparison.OrdinalIgnoreCase);
}
