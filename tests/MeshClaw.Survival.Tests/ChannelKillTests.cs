using MeshClaw.Testing;
using MeshClaw.Testing.ModelServers;
using MeshClaw.Testing.Telegram;

namespace MeshClaw.Survival.Tests;

/// <summary>Kills the shipped program between the steps of a talk on Telegram: no message is lost, and none is answered twice.</summary>
public sealed class ChannelKillTests
{
    [Theory]
    [InlineData("channel.stored:1")]
    [InlineData("channel.asked:1")]
    [InlineData("channel.answered:1")]
    [InlineData("channel.sending:1")]
    [InlineData("channel.sent:1")]
    public async Task A_message_is_answered_once_wherever_the_process_ends(string point)
    {
        using var home = new Home();
        await using var telegram = new TelegramServer();
        await using var models = new ModelServer();
        var ana = telegram.Add(
            new TelegramChat
            {
                Id = 1001,
                Type = "private",
                Name = "Ana",
            }
        );
        await PrepareAsync(home, telegram, models, ana);

        // A turn that was cut off asks its model again: that costs tokens, not a second answer.
        models.Then([.. Enumerable.Repeat(OpenAIScript.Reply("The answer."), 4)]);
        using (var dying = Shipped.Start(home, "up", point))
        {
            telegram.Say(ana, 1001, new TelegramSaying("The question?"));
            var killed = await dying.EndAsync();
            Assert.True(killed.ExitCode == Shipped.Killed, $"{point}: {killed.ExitCode}\n{killed.Errors}");
        }

        await Shipped.JsonAsync(home, "up --detach");
        await SeesAsync(telegram, ana, "The answer.");
        telegram.Say(ana, 1001, new TelegramSaying("/status"));
        await SeesAsync(telegram, ana, "Running.");
        await Shipped.JsonAsync(home, "down");

        Assert.Single(telegram.PostsIn(ana), p => p.Text == "The answer.");
        Assert.Equal(0, telegram.Pending);
        Assert.True(telegram.PostsIn(ana).Count(p => p.Text == "…") <= 1, "More than one beginning was left.");
    }

    private static async Task PrepareAsync(Home home, TelegramServer telegram, ModelServer models, TelegramChat ana)
    {
        models.Then(OpenAIScript.Models("m"), OpenAIScript.Reply("yes"));
        await Shipped.JsonAsync(home, "up --detach");
        await Shipped.JsonAsync(home, $"connect model/test --openai-compatible {models.Root} --model m");
        var assistant = Path.Join(home.Path, "agents", "assistant");
        Directory.CreateDirectory(assistant);
        await File.WriteAllTextAsync(
            Path.Join(assistant, "AGENT.md"),
            "---\nname: assistant\ndescription: Helps.\nconnections: []\ntools: []\n---\nHelp.\n"
        );
        await Shipped.JsonAsync(
            home,
            $"connect telegram --root {telegram.Root} --secrets-stdin",
            input: $"token={telegram.Token}\n"
        );
        var code = await Shipped.JsonAsync(home, "channels pair telegram --no-wait");
        telegram.Say(ana, 1001, new TelegramSaying(code.GetProperty("code").GetString()!)); // The contract of the command.
        await SeesAsync(telegram, ana, "Paired.");
        await Shipped.JsonAsync(home, "down");
    }

    private static Task SeesAsync(TelegramServer telegram, TelegramChat chat, string text) =>
        Eventually.HoldsAsync(
            () => telegram.PostsIn(chat).Any(p => p.Text.Contains(text, StringComparison.Ordinal)),
            text
        );
}
