using MeshClaw.Connectors.Mail;
using MeshClaw.Connectors.OAuth;
using MeshClaw.Core.Secrets;
using MeshClaw.Testing;

namespace MeshClaw.Connectors.Tests.Mail.Gmail;

/// <summary>How the tests open a store of Gmail.</summary>
internal static class GmailStores
{
    public static MailAccount Account(string address) => new() { Connection = Driver.Connection, Gmail = address };

    public static MailConnector Connect(GmailMailbox mailbox, HttpClient http, TimeProvider? time = null) =>
        MailConnectorFactory.Create(
            Account(mailbox.Address),
            new FixedTokens(mailbox.Token),
            http,
            time ?? TimeProvider.System,
            mailbox.Root
        );
}

/// <summary>One access token after the other; the last stays.</summary>
internal sealed class FixedTokens(params string[] tokens) : IAccessTokens
{
    private int _next;

    public int Asked { get; private set; }

    public Task<Secret> GetAsync(Secret? refused, CancellationToken cancellationToken)
    {
        Asked++;
        _next = refused is null ? _next : Math.Min(_next + 1, tokens.Length - 1);
        return Task.FromResult(new Secret(tokens[_next]));
    }
}

/// <summary>The contract at @emulators/google.</summary>
[Collection<SharedGmail>]
public sealed class GmailStoreTests(GmailEmulator gmail) : MailStoreContract
{
    private static readonly HttpClient s_http = new();

    private protected override bool Copies => false;

    private protected override bool TwinsWait => false;

    private protected override async Task<(TestMailbox, MailConnector)> OpenAsync()
    {
        var mailbox = await gmail.NewMailboxAsync();
        return (mailbox, GmailStores.Connect(mailbox, s_http));
    }
}

[CollectionDefinition]
public sealed class SharedGmail : ICollectionFixture<GmailEmulator>;
