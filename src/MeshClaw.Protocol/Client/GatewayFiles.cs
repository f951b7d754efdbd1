using System.Text.Json;

namespace MeshClaw.Protocol.Client;

/// <summary>Where a gateway leaves word of itself within its home; all else is named in there.</summary>
public static class GatewayFiles
{
    /// <summary><see cref="GatewayReady"/> of the gateway that runs; it may be left over from one that was killed.</summary>
    public static string Ready(string home) => Path.Join(home, "run", "gateway.json");

    /// <summary>What a gateway said of itself; null where none did, or where its words are cut off.</summary>
    public static GatewayReady? ReadReady(string home)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(Ready(home)), ProtocolJson.Default.GatewayReady);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }
}
