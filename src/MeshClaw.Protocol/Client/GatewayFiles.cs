using System.Text.Json;

namespace MeshClaw.Protocol.Client;

/// <summary>Where a gateway leaves word of itself within its home. Gateway and clients agree on these names.</summary>
public static class GatewayFiles
{
    /// <summary>The folder of what lives only while a gateway runs.</summary>
    public static string RunFolder(string home) => Path.Combine(home, "run");

    /// <summary><see cref="GatewayReady"/> of the gateway that runs; it may be left over from one that was killed.</summary>
    public static string Ready(string home) => Path.Combine(RunFolder(home), "gateway.json");

    /// <summary>The bearer token, new at each start.</summary>
    public static string Token(string home) => Path.Combine(RunFolder(home), "token");

    /// <summary>The Unix socket, where its path is not too long for one.</summary>
    public static string Socket(string home) => Path.Combine(RunFolder(home), "gateway.sock");

    /// <summary>Held locked by the one gateway of a home; holds its process id.</summary>
    public static string Lock(string home) => Path.Combine(RunFolder(home), "lock");

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
