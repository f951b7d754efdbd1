using MeshClaw.Core.Channels;
using MeshClaw.Gateway.Tests.Turns;
using MeshClaw.Testing;
using Microsoft.Extensions.AI;
using OtpNet;

namespace MeshClaw.Gateway.Tests.Channels;

/// <summary>Approvals on a phone: cards, forged and stale presses, the second factor, and rules that are made of a yes.</summary>
public sealed class ChannelApprovalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_yes_on_the_card_does_it_and_the_turn_goes_on_in_the_same_place()
    {
        await using var home = await StartAsync();
        var card = await AskToArchiveAsync(home);

        Assert.Contains("mail.archive", card.Text, StringComparison.Ordinal);
        Assert.Equal(["Approve", "Deny", "Change", "Always"], card.Buttons.Select(b => b.Label));
        await home.Chat.DeliverAsync(home.Chat.Presses(card, "Approve"));
        await home.Chat.SeesAsync("It is archived.");

        Assert.Contains(home.Home.Mail, m => m.StartsWith(".Archive", StringComparison.Ordinal));
        await Eventually.HoldsAsync(() => card.Text.Contains("approved", StringComparison.Ordinal));
        Assert.Empty(card.Buttons);
    }

    [Fact]
    public async Task A_no_does_nothing()
    {
        await using var home = await StartAsync();
        var card = await AskToArchiveAsync(home);

        await home.Chat.DeliverAsync(home.Chat.Presses(card, "Deny"));
        await home.Chat.SeesAsync(": denied.");

        Assert.DoesNotContain(home.Home.Mail, m => m.StartsWith(".Archive", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_card_serves_its_person_once_and_nobody_else()
    {
        await using var home = await StartAsync();
        await home.PairAsync(home.Chat, "2002");
        var card = await AskToArchiveAsync(home);
        var value = card.Buttons[0].Value;
        Delivery Forged(string button, string by) =>
            home.Chat.Says("", by) with
            {
                Kind = DeliveryKind.Pressed,
                Button = button,
                Message = card.Id,
            };

        await home.Chat.DeliverAsync(
            Forged(value, "666"),
            Forged(value, "2002"),
            Forged("y.AAAAAAAAAAAAAAAA", "1001"),
            Forged("y.", "1001"),
            Forged("", "1001")
        );
        await home.Chat.SayAsync("/status");
        await home.Chat.SeesAsync("1 approvals wait");
        var press = home.Chat.Presses(card, "Deny");
        await home.Chat.DeliverAsync(press);
        await home.Chat.SeesAsync(": denied.");
        await home.Chat.DeliverAsync(press, Forged(value, "1001"));
        await home.Chat.SeesAsync("was answered before");

        Assert.DoesNotContain(home.Home.Mail, m => m.StartsWith(".Archive", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Words_bind_to_what_was_shown()
    {
        await using var home = await StartAsync();
        var card = await AskToArchiveAsync(home);
        var check = card.Text[^6..];

        await home.Chat.SayAsync("approve p1");
        await home.Chat.SeesAsync("Write the check");
        await home.Chat.SayAsync("approve p1 000000");
        await Eventually.HoldsAsync(() =>
            home.Chat.Messages.Count(m => m.Text.Contains("Write the check", StringComparison.Ordinal)) == 2
        );
        await home.Chat.SayAsync($"approve p1 {check}");

        await home.Chat.SeesAsync("It is archived.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_yes_can_be_said_only_to_what_was_shown_whole(int buttons)
    {
        await using var home = await StartAsync();
        home.Chat.Traits = home.Chat.Traits with { MaxButtons = buttons, MaxText = 400 }; // Too little for the values.

        var card = await AskToArchiveAsync(home);

        Assert.Contains("values are not shown here", card.Text, StringComparison.Ordinal);
        Assert.DoesNotMatch("[0-9a-f]{6}$", card.Text);
        Assert.DoesNotContain("approve p1", card.Text, StringComparison.Ordinal);
        Assert.Equal(buttons == 0 ? [] : ["Show all", "Deny"], card.Buttons.Select(b => b.Label));
        await home.Chat.SayAsync("/show p1");
        await home.Chat.SeesAsync("All of p1 is in the file above. Check:");
        Assert.DoesNotContain(home.Home.Mail, m => m.StartsWith(".Archive", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_should_be_different_is_a_no_and_goes_to_the_agent()
    {
        await using var home = await StartAsync();
        var card = await AskToArchiveAsync(home);

        await home.Chat.DeliverAsync(home.Chat.Presses(card, "Change"));
        await home.Chat.SeesAsync("What should be different");
        await home.Chat.SayAsync("star it instead");
        await home.Chat.SeesAsync("As you like.");

        Assert.Contains(
            "I said no to p1, since it should be different: star it instead",
            home.Model.LastPrompt,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(home.Home.Mail, m => m.StartsWith(".Archive", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Always_writes_a_rule_that_can_be_read_and_taken_back()
    {
        await using var home = await StartAsync();
        var card = await AskToArchiveAsync(home);

        await home.Chat.DeliverAsync(home.Chat.Presses(card, "Always"));
        var told = await home.Chat.SeesAsync("This rule stands in policy.yaml now");
        await home.Chat.SeesAsync("It is archived.");
        var policy = await File.ReadAllTextAsync(home.Home.Home.PolicyFile, Token);
        Assert.Contains("tool: mail.archive", policy, StringComparison.Ordinal);
        Assert.Contains("agent: inbox", policy, StringComparison.Ordinal);
        Assert.Empty(home.Host.Services.Files.Problems);
        Assert.Single(home.Host.Services.Files.Policy.Statements.Statements);
        await home.Chat.DeliverAsync(home.Chat.Presses(told, "Take it back"));
        await home.Chat.SeesAsync("The rule is gone.");

        Assert.Empty(home.Host.Services.Files.Policy.Statements.Statements);
        Assert.Empty(home.Host.Services.Files.Problems);
    }

    [Fact]
    public async Task Nothing_is_approved_while_everything_is_stopped()
    {
        await using var home = await StartAsync();
        var card = await AskToArchiveAsync(home);
        await home.Chat.SayAsync("stop");
        await home.Chat.SeesAsync("Everything is stopped.");

        await home.Chat.DeliverAsync(home.Chat.Presses(card, "Approve"));
        await home.Chat.SeesAsync("Everything is stopped. Go on with: /resume");

        Assert.DoesNotContain(home.Home.Mail, m => m.StartsWith(".Archive", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_scheduled_runs_approval_goes_to_everybody_who_may_answer_it()
    {
        await using var home = new ChatHome(new ChatPlatform("one"), new ChatPlatform("two"));
        home.Home.AddMail(2);
        await home.StartPairedAsync();
        var client = TestHome.Client(home.Host);

        await client.StartRunAsync("inbox", Token);
        var first = await home.Platforms[0].SeesAsync("asks for your yes");
        var second = await home.Platforms[1].SeesAsync("asks for your yes");
        await home.Platforms[1].DeliverAsync(home.Platforms[1].Presses(second, "Deny"));

        await Eventually.HoldsAsync(() => first.Text.Contains("denied through two", StringComparison.Ordinal));
        Assert.Empty(first.Buttons);
    }

    [Fact]
    public async Task A_code_serves_once_and_a_wrong_one_not_at_all()
    {
        await using var home = await StartAsync();
        var second = home.Host.Services.Channels.Second;
        var secret = Base32Encoding.ToString(KeyGeneration.GenerateRandomKey(20));
        string CodeAt(int steps) =>
            new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(
                TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30 * steps)
            );

        Assert.False(await second.SetAsync(secret, "000000x", Token));
        Assert.True(await second.SetAsync(secret, CodeAt(-1), Token));
        Assert.False(await second.UseAsync(CodeAt(-1), Token));
        var code = CodeAt(1);
        Assert.True(await second.UseAsync(code, Token));
        Assert.False(await second.UseAsync(code, Token));
        Assert.False(await second.UseAsync(CodeAt(40), Token));
    }

    private static async Task<ChatHome> StartAsync()
    {
        var home = new ChatHome();
        home.Home.AddMail(1);
        return await home.StartPairedAsync();
    }

    private static async Task<ChatPlatform.Shown> AskToArchiveAsync(ChatHome home)
    {
        home.Model.Calls(
                ("open_tools", new { tools = new[] { new { name = "mail_list" }, new { name = "mail_archive" } } })
            )
            .Calls(("mail_list", new { limit = 1 }));
        home.Model.Rule = (messages, _) => Next(home.Model, messages);
        await home.Chat.SayAsync("Archive the latest letter of the list");
        return await home.Chat.SeesAsync("asks for your yes");
    }

    private static ChatMessage Next(ScriptedModel model, IReadOnlyList<ChatMessage> messages)
    {
        var said = ScriptedModel.TextOf(messages);
        if (said.Contains("should be different", StringComparison.Ordinal))
        {
            return new ChatMessage(ChatRole.Assistant, "As you like.");
        }

        if (said.Contains("Done (a1).", StringComparison.Ordinal))
        {
            return new ChatMessage(ChatRole.Assistant, "It is archived.");
        }

        if (said.Contains("mail_archive {", StringComparison.Ordinal))
        {
            return new ChatMessage(ChatRole.Assistant, "Then not.");
        }

        string Field(string name) =>
            said.Split('\n')
                .LastOrDefault(l => l.StartsWith(name + ": ", StringComparison.Ordinal))
                ?[(name.Length + 2)..]
            ?? "";
        return model.Calling(
            (
                "mail_archive",
                new
                {
                    folder = Field("folder"),
                    id = Field("id"),
                    version = Field("version"),
                }
            )
        );
    }
}
