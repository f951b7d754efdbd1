using MeshClaw.Core.Configuration;
using MeshClaw.Core.Connectors;
using MeshClaw.Gateway.Connections;
using MeshClaw.Policy;
using MeshClaw.Protocol;

namespace MeshClaw.Gateway.Tests.Connections;

/// <summary>Connecting an account again: for a new password, or another port of SMTP.</summary>
public sealed class ConnectAgainTests
{
    private static readonly ConnectionConfig.Imap s_before = new(
        new MailServer("imaps", "mail.corp.example", 993),
        "robin@corp.example"
    )
    {
        TrustedAuthServers = ["mx.corp.example"],
        From = "robin.vega@corp.example",
        FromName = "Robin Vega",
        Signature = "Robin",
        SaveSent = SaveSent.Never,
        Trust = new MailTrustFiles("/etc/ca.pem", "/home/robin/keys.asc"),
    };

    [Fact]
    public void What_the_owner_wrote_for_the_same_server_stays_and_what_the_request_says_counts()
    {
        var again = Plan(Request("imaps://mail.corp.example") with { Smtp = "smtps://mail.corp.example" });

        var kept = Assert.IsType<ConnectionConfig.Imap>(again.Keeping(s_before).Config);

        Assert.Equal(s_before with { Smtp = new MailServer("smtps", "mail.corp.example", 465) }, kept);
    }

    [Fact]
    public void File_of_a_signature_stays_too()
    {
        var before = s_before with { Signature = "", SignatureFile = "/home/robin/.signature" };

        Assert.Equal(before, Plan(Request("imaps://mail.corp.example")).Keeping(before).Config);
    }

    [Fact]
    public void Another_server_begins_anew()
    {
        var plan = Plan(Request("imaps://other.example"));

        Assert.Equal(plan, plan.Keeping(s_before));
        Assert.Equal(plan, plan.Keeping(null));
    }

    [Fact]
    public void Files_of_trust_stay_with_every_kind_of_account()
    {
        var trust = new MailTrustFiles("/etc/ca.pem", null);
        foreach (
            var request in new[]
            {
                new ConnectRequest { Connection = "mail/work", Maildir = "/m" },
                new ConnectRequest
                {
                    Connection = "mail/work",
                    Jmap = "https://h.example",
                    User = "ana",
                },
                new ConnectRequest
                {
                    Connection = "mail/work",
                    Gmail = "ana@x.example",
                    TokenCommand = ["pass"],
                },
            }
        )
        {
            var plan = Plan(request);

            Assert.Equal(trust, plan.Keeping(plan.Config with { Trust = trust }).Config.Trust);
            Assert.Equal(MailTrustFiles.None, plan.Keeping(s_before).Config.Trust);
        }
    }

    [Fact]
    public void Account_with_a_file_of_trust_that_is_not_there_is_refused_with_what_to_do()
    {
        var account = new ConnectionConfig.Maildir("/m") { Trust = new MailTrustFiles("/nowhere/ca.pem", null) };

        var refused = Assert.Throws<ConnectorException>(() =>
            MailAccounts.Of(new ConnectionName("mail/work"), account)
        );

        Assert.Contains("/nowhere/ca.pem cannot be read", refused.Message, StringComparison.Ordinal);
        Assert.Contains("change 'certificates' under 'trust'", refused.Message, StringComparison.Ordinal);
    }

    private static ConnectRequest Request(string server) =>
        new()
        {
            Connection = "mail/work",
            Imap = server,
            User = "robin@corp.example",
        };

    private static ConnectionPlan Plan(ConnectRequest request)
    {
        var (plan, refusal) = ConnectionPlan.Of(request);
        Assert.Null(refusal);
        return plan!; // It was not refused.
    }
}
