using System.Collections.Immutable;
using System.Net;
using CsCheck;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Files;
using MeshClaw.Policy;

namespace MeshClaw.Core.Tests.Configuration;

public sealed class ChannelConfigTests
{
    private static readonly ChannelName s_telegram = new("telegram");

    private static readonly ImmutableArray<ChannelKind> s_kinds =
    [
        Kind("telegram", Setting("token", isSecret: true), Setting("mode", isRequired: false)),
        Kind("whatsapp", Setting("access", isSecret: true), Setting("phone-number-id")),
    ];

    private const string Good = """
        channels:
          telegram: {}
          whatsapp/work:
            phone-number-id: 12345
            agent: helper
            root: http://127.0.0.1:9000/v1
        notify: telegram
        hooks: { listen: "127.0.0.1:8787" }
        """;

    [Fact]
    public void Channels_are_read_with_their_settings_and_what_all_have()
    {
        var config = Parse(Good).Value!;

        Assert.Equal(
            [
                new ChannelConfig { Name = s_telegram },
                new ChannelConfig
                {
                    Name = new ChannelName("whatsapp/work"),
                    Settings = ChannelConfig.NoSettings.Add("phone-number-id", "12345"),
                    Agent = new AgentName("helper"),
                    Root = new Uri("http://127.0.0.1:9000/v1"),
                },
            ],
            config.Channels.Values.OrderBy(c => c.Name.Value, StringComparer.Ordinal)
        );
        Assert.Equal(s_telegram, config.Notify);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 8787), config.Hooks);
    }

    [Fact]
    public void Without_any_there_are_none_and_nothing_listens()
    {
        var config = Parse("channels:\n").Value!;

        Assert.Empty(config.Channels);
        Assert.Null(config.Notify);
        Assert.Null(config.Hooks);
    }

    [Fact]
    public void All_errors_are_told_at_once_each_with_its_place()
    {
        var result = Parse(
            """
            channels:
              telegramm: {}
              tele gram: {}
              telegram: { token: "123456:hunter2", mode: bad }
              telegram/b: { mod: x, password: hunter2 }
              whatsapp: { agent: No Body, root: "http://wa.example/hunter2" }
              whatsapp/b:
              whatsapp/c: { phone-number-id: [1] }
            notify: telegrm
            hooks: { listen: "0.0.0.0:8787", port: 1 }
            """
        );

        Assert.Null(result.Value);
        Assert.Equal(
            [
                "2:3: There is no kind of channel \"telegramm\". Did you mean \"telegram\"? There are: telegram, whatsapp.",
                "3:3: A channel is called KIND, such as telegram, or KIND/NAME, such as slack/acme; each part takes 1 to 40 lower-case letters, digits and hyphens, the first a letter.",
                "4:15: Secrets are not kept in this file. Remove \"token\"; \"meshclaw connect telegram\" asks for it and encrypts it.",
                "4:46: \"mode\": It is good or fine.",
                "5:17: Unknown key \"mod\". Did you mean \"mode\"? Allowed: mode, agent, root.",
                "5:25: Secrets are not kept in this file. Remove \"password\"; \"meshclaw connect telegram/b\" asks for it and encrypts it.",
                "6:3: The key \"phone-number-id\" is missing: The phone-number-id.",
                "6:22: \"agent\" takes an agent's name: 1 to 40 lower-case letters, digits and hyphens, the first a letter.",
                "6:37: \"root\": http:// is not encrypted, and this host is not on this machine or a private network. Use https://.",
                "7:14: \"whatsapp/b\" takes keys with values.",
                "8:34: \"phone-number-id\" takes one text, not a list or keys.",
                "9:9: \"notify\" takes a name under \"channels\". Did you mean \"telegram\"? There are: telegramm, tele gram, telegram, telegram/b, whatsapp, whatsapp/b, whatsapp/c.",
                "10:18: \"listen\" takes 127.0.0.1:PORT, localhost:PORT or [::1]:PORT: platforms come in through a tunnel of yours that ends there.",
                "10:34: Unknown key \"port\". Allowed: listen.",
            ],
            result.Problems.Select(p => p.ToString().Replace("config.yaml:", "", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData("127.0.0.1:0", true)]
    [InlineData("localhost:8787", true)]
    [InlineData("[::1]:8787", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.0.0.1:65536", false)]
    [InlineData("127.0.0.1:-1", false)]
    [InlineData("10.0.0.1:8787", false)]
    [InlineData("*:8787", false)]
    public void Hooks_listen_on_this_device_alone(string listen, bool isGood) =>
        Assert.Equal(isGood, Parse($"hooks: {{ listen: \"{listen}\" }}\n").Value?.Hooks is not null);

    [Fact]
    public void A_reload_that_is_wrong_for_its_kind_keeps_what_was()
    {
        using var folder = new Folder();
        var path = folder.File("config.yaml");
        File.WriteAllText(path, Good);
        var live = new LiveConfig(path, ConfigFile.Load(path, s_kinds).Value!, s_kinds);
        var before = live.Current;

        File.WriteAllText(path, "channels:\n  telegram: { mode: bad }\n");

        Assert.Contains("It is good", Assert.Single(live.TryReload().Errors).Message, StringComparison.Ordinal);
        Assert.Same(before, live.Current);
    }

    [Theory]
    [InlineData("", "channels:\n  telegram:\n    mode: good\n")]
    [InlineData("# c\nchannels: {} # d\n", "# c\nchannels: # d\n  telegram:\n    mode: good\n")]
    [InlineData(
        "channels:\n  telegram: {} # old\n  # b\n  slack/a: {}\n",
        "channels:\n  telegram:\n    mode: good\n  # b\n  slack/a: {}\n"
    )]
    public void A_channel_is_set_and_all_else_stays(string before, string after)
    {
        var channel = new ChannelConfig { Name = s_telegram, Settings = ChannelConfig.NoSettings.Add("mode", "good") };

        Assert.Equal(new FileEdit(after, null), ConfigEditor.SetChannel(before, channel));
    }

    [Theory]
    [InlineData("notify: telegram\nchannels:\n  telegram: {}\n  slack: {}\n", "channels:\n  slack: {}\n")]
    [InlineData("channels:\n  telegram: {}\n  slack: {}\nnotify: slack\n", "channels:\n  slack: {}\nnotify: slack\n")]
    public void A_channel_is_removed_and_notify_with_it_where_it_names_that(string before, string after) =>
        Assert.Equal(new FileEdit(after, null), ConfigEditor.RemoveChannel(before, s_telegram));

    [Fact]
    public void What_cannot_be_done_is_refused_and_takes_nothing_away()
    {
        const string Channels = "channels:\n  telegram: {}\n";

        Assert.Equal("There is no \"telegram\" in config.yaml.", ConfigEditor.RemoveChannel("", s_telegram).Refusal);
        Assert.Contains("\"notify\" takes", ConfigEditor.SetNotify("", s_telegram).Refusal, StringComparison.Ordinal);
        Assert.Contains(
            "by hand",
            ConfigEditor.RemoveChannel("channels: { telegram: {} }\n", s_telegram).Refusal,
            StringComparison.Ordinal
        );
        Assert.Equal(new FileEdit(Channels, null), ConfigEditor.SetNotify(Channels, null));
        Assert.Equal(
            new FileEdit(Channels, null),
            ConfigEditor.SetNotify(ConfigEditor.SetNotify(Channels, s_telegram).Text!, null)
        );
    }

    [Fact]
    public void What_is_written_is_read_back_to_the_same()
    {
        var word = Gen.Char['a', 'z'].Array[1, 6].Select(c => new string(c));
        var value = Gen.String.Where(s => !string.IsNullOrWhiteSpace(s) && !s.AsSpan().ContainsAny('\n', '\r'));
        var channels = Gen.Select(
                word,
                word.Null(),
                Gen.Select(word.Select(w => "x-" + w), value).Array[0, 4],
                word.Null(),
                Gen.Bool
            )
            .Select(
                (kind, name, settings, agent, hasRoot) =>
                    new ChannelConfig
                    {
                        Name = new ChannelName(name is null ? kind : $"{kind}/{name}"),
                        Settings = ChannelConfig.NoSettings.SetItems(
                            settings.Select(s => KeyValuePair.Create(s.Item1, s.Item2))
                        ),
                        Agent = agent is null ? null : new AgentName(agent),
                        Root = hasRoot ? new Uri("https://h.example/p?"[..^1]) : null,
                    }
            );
        var written = 0;
        Gen.Select(channels, channels)
            .Sample(
                (first, second) =>
                {
                    var one = ConfigEditor.SetChannel("# mine\nzone: UTC\n", first);
                    if (one.Text is null)
                    {
                        Assert.NotNull(one.Refusal); // A value that no file holds (a lone surrogate, a control character).
                        return;
                    }

                    if (ConfigEditor.SetChannel(one.Text, second).Text is not { } two)
                    {
                        return;
                    }

                    written++;
                    var wanted = new Dictionary<ChannelName, ChannelConfig> { [first.Name] = first };
                    wanted[second.Name] = second;
                    var notified = ConfigEditor.SetNotify(two, second.Name).Text!;
                    var config = ConfigFile.Parse("c", notified).Value!;
                    Assert.Equal(wanted.OrderBy(w => w.Key.Value), config.Channels.OrderBy(c => c.Key.Value));
                    Assert.Equal(second.Name, config.Notify);
                    Assert.StartsWith("# mine\nzone: UTC\n", notified, StringComparison.Ordinal);

                    var rest = ConfigFile.Parse("c", ConfigEditor.RemoveChannel(notified, second.Name).Text!).Value!;
                    wanted.Remove(second.Name);
                    Assert.Equal(wanted, rest.Channels);
                    Assert.Null(rest.Notify);
                },
                iter: 500,
                threads: 1
            );
        Assert.True(written > 100, $"Only {written} could be written.");
    }

    private static FileResult<MeshClawConfig> Parse(string text) => ConfigFile.Parse("config.yaml", text, s_kinds);

    private static ChannelKind Kind(string name, params ImmutableArray<ChannelSetting> settings) =>
        new()
        {
            Name = name,
            Title = name,
            Steps = [],
            Settings = settings,
            Create = _ => throw new InvalidOperationException("No test of files makes a channel."),
        };

    private static ChannelSetting Setting(string key, bool isSecret = false, bool isRequired = true) =>
        new(key, $"The {key}?", isSecret, isRequired, v => v == "bad" ? "It is good or fine." : null);
}
