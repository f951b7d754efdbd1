using MeshClaw.Core.Configuration;
using MeshClaw.Core.Models;
using MeshClaw.Policy;

namespace MeshClaw.Core.Tests.Configuration;

public sealed class ModelConfigTests
{
    private const string Text = """
        connections:
          model/home:
            openai-compatible: http://localhost:11434
            model: qwen3:8b
            local: true
            context-window: 32768
            images: false
          model/work:
            anthropic: https://api.anthropic.com
            model: claude-sonnet-4-5
        """;

    [Fact]
    public void Models_are_read_in_the_order_of_the_file_and_are_no_connections()
    {
        var config = Read(Text);

        Assert.Empty(config.Connections);
        Assert.Equal(
            [
                new ModelConfig(
                    new ConnectionName("model/home"),
                    ModelProvider.OpenAICompatible,
                    new Uri("http://localhost:11434"),
                    "qwen3:8b"
                )
                {
                    Local = true,
                    ContextWindow = 32768,
                    Images = false,
                },
                new ModelConfig(
                    new ConnectionName("model/work"),
                    ModelProvider.Anthropic,
                    new Uri("https://api.anthropic.com"),
                    "claude-sonnet-4-5"
                ),
            ],
            config.Models
        );
        Assert.Equal(["model/home", "model/work"], config.ModelChain.Select(m => m.Value));
    }

    [Theory]
    [InlineData("models: [model/work, model/home]", "model/work model/home")]
    [InlineData("models: [model/work]", "model/work")]
    [InlineData("models: []", "")]
    public void The_chain_is_what_the_file_says(string line, string chain) =>
        Assert.Equal(chain, string.Join(" ", Read($"{Text}\n{line}\n").ModelChain));

    [Theory]
    [InlineData("models: [model/wrok]", "No model is connected as \"model/wrok\". Did you mean \"model/work\"?")]
    [InlineData("models: [model/work, model/work]", "is there twice")]
    public void A_chain_of_what_is_not_there_is_an_error(string line, string message) =>
        Assert.Contains(message, Error($"{Text}\n{line}\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("anthropic: https://a.example\n    azure: https://b.example\n    model: m", "A model has one of")]
    [InlineData("model: m", "A model has one of")]
    [InlineData("anthropic: https://a.example", "The key \"model\" is missing")]
    [InlineData("anthropic: http://a.example\n    model: m", "http:// is not encrypted")]
    [InlineData("anthropic: https://a.example\n    model: m\n    api-key: sk", "Secrets are not kept in this file")]
    [InlineData("anthropic: https://a.example\n    model: m\n    temprature: 1", "Unknown key \"temprature\"")]
    [InlineData("anthropic: https://a.example\n    model: m\n    local: maybe", "\"local\" takes one of: true, false.")]
    public void What_is_wrong_is_said(string entry, string message) =>
        Assert.Contains(message, Error($"connections:\n  model/a:\n    {entry}\n"), StringComparison.Ordinal);

    [Fact]
    public void A_model_is_written_so_that_it_is_read_back()
    {
        foreach (var model in Read(Text).Models)
        {
            var edit = ConfigEditor.SetModel("# mine\nzone: Etc/UTC\n", model);

            Assert.Equal(model, Assert.Single(Read(edit.Text!).Models));
            Assert.StartsWith("# mine", edit.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_chain_is_written_and_a_model_in_it_is_not_removed_alone()
    {
        var edit = ConfigEditor.SetModelChain(Text + "\n", [new ConnectionName("model/work")]);

        Assert.Equal(["model/work"], Read(edit.Text!).ModelChain.Select(m => m.Value));
        Assert.Null(ConfigEditor.RemoveConnection(edit.Text!, new ConnectionName("model/work")).Text);
        Assert.NotNull(ConfigEditor.RemoveConnection(edit.Text!, new ConnectionName("model/home")).Text);
    }

    private static MeshClawConfig Read(string text) => ConfigFile.Parse("config.yaml", text).Value!;

    private static string Error(string text)
    {
        var result = ConfigFile.Parse("config.yaml", text);
        Assert.Null(result.Value);
        return string.Join("\n", result.Problems);
    }
}
