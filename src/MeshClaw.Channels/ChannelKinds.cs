using System.Collections.Immutable;
using MeshClaw.Channels.Slack;
using MeshClaw.Channels.Telegram;
using MeshClaw.Channels.WhatsApp;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels;

/// <summary>Every kind of channel that there is.</summary>
public static class ChannelKinds
{
    /// <summary>In the order that people are shown them.</summary>
    public static ImmutableArray<ChannelKind> All { get; } = [TelegramKind.Kind, SlackKind.Kind, WhatsAppKind.Kind];

    /// <summary>The kind of that name; null where there is none.</summary>
    public static ChannelKind? Find(string name) => All.FirstOrDefault(k => k.Name == name);
}
