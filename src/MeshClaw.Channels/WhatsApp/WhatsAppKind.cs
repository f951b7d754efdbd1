using System.Text.RegularExpressions;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.WhatsApp;

/// <summary>WhatsApp, as something to connect.</summary>
internal static partial class WhatsAppKind
{
    public const string PhoneNumberId = "phone-number-id";
    public const string AccessToken = "access-token";
    public const string AppSecret = "app-secret";
    public const string VerifyToken = "verify-token";
    public const string Template = "template";

    public static ChannelKind Kind { get; } =
        new()
        {
            Name = "whatsapp",
            Title = "WhatsApp",
            Steps =
            [
                "Make an app of the type Business, and add WhatsApp to it: https://developers.facebook.com/apps",
                "Under WhatsApp > API Setup, add a phone number that no WhatsApp app uses, and copy its phone number ID.",
                "Make a system user with the permission whatsapp_business_messaging, and a token for it that never expires: "
                    + "https://business.facebook.com/latest/settings/system_users",
                "Under App settings > Basic, copy the app secret: https://developers.facebook.com/apps",
                "Make up a verify token: any word of 8 characters or more that you type here and at Meta.",
                "Let a tunnel of yours lead https://YOUR-NAME/hooks/whatsapp to the gateway's second listener "
                    + "(docs/channels/hooks.md); begin it before the next step.",
                "Under WhatsApp > Configuration, enter that URL and the verify token, and subscribe to the field messages.",
                "Optional, to be written to after 24 hours of silence: have a template with one body parameter approved: "
                    + "https://business.facebook.com/latest/whatsapp_manager/message_templates",
            ],
            Settings =
            [
                new(PhoneNumberId, "Phone number ID", false, true, CheckNumber),
                new(AccessToken, "Access token of the system user", true, true, CheckToken),
                new(AppSecret, "App secret", true, true, CheckAppSecret),
                new(VerifyToken, "Verify token, as you typed it at Meta", true, true, CheckVerifyToken),
                new(Template, "Template for after 24 hours, name:language", false, false, WhatsAppTemplate.Check),
            ],
            Create = parts => new WhatsAppChannel(parts),
        };

    private static string? CheckNumber(string text) =>
        Number().IsMatch(text)
            ? null
            : "A phone number ID has digits only, such as 106540352242922; it is not the number itself.";

    private static string? CheckToken(string text) =>
        Token().IsMatch(text) ? null : "An access token is long, without spaces, and mostly begins with EAA.";

    private static string? CheckAppSecret(string text) =>
        Hex().IsMatch(text) ? null : "An app secret has 32 characters of 0-9 and a-f.";

    private static string? CheckVerifyToken(string text) =>
        Word().IsMatch(text) ? null : "A verify token has 8 to 100 letters, digits, hyphens or underscores.";

    [GeneratedRegex(@"^[0-9]{5,20}\z")]
    private static partial Regex Number();

    [GeneratedRegex(@"^[\x21-\x7e]{20,1000}\z")]
    private static partial Regex Token();

    [GeneratedRegex(@"^[0-9a-f]{32}\z")]
    private static partial Regex Hex();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{8,100}\z")]
    private static partial Regex Word();
}
