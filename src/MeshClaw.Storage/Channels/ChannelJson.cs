using System.Text.Json.Serialization;
using MeshClaw.Core.Channels;

namespace MeshClaw.Storage.Channels;

/// <summary>How deliveries and messages are stored.</summary>
[JsonSerializable(typeof(Delivery))]
[JsonSerializable(typeof(Outbound))]
[JsonSerializable(typeof(PlaceQuestion))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
internal sealed partial class ChannelJson : JsonSerializerContext;
