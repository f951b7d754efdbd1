using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MeshClaw.Core.Files;

namespace MeshClaw.Connectors.Mail.Writing.Sending;

/// <summary>How far a message is on its way out. Only ever grows, but for <see cref="Refused"/>.</summary>
internal enum OutboxStage
{
    /// <summary>Written down; no server was spoken to.</summary>
    Composed,

    /// <summary>Logged in; the server has nothing of it.</summary>
    Connected,

    /// <summary>The server waits for it or has heard some or all of it, and has not answered.</summary>
    DataBegun,

    /// <summary>The server has taken it.</summary>
    Accepted,

    /// <summary>And the own copy lies in the folder of sent mail, or need not.</summary>
    Filed,

    /// <summary>The server said no.</summary>
    Refused,
}

/// <summary>A message in the outbox.</summary>
/// <param name="MessageId">Without brackets.</param>
/// <param name="Stage">How far it is.</param>
/// <param name="Said">What the server answered; empty before it did.</param>
/// <param name="Updated">When it came there, UTC.</param>
internal sealed record OutboxEntry(string MessageId, OutboxStage Stage, string Said, DateTimeOffset Updated);

/// <summary>
/// A folder that remembers, on the disk, how far each message is. What it says survives the process; with it a cut-off send is told
/// apart: not sent, sent, or not to be told. A message's bytes stay until its own copy is filed; what is over stays some weeks.
/// </summary>
internal sealed class Outbox(string folder, TimeProvider time)
{
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(60);

    /// <summary>Puts a message in.</summary>
    public void Add(string messageId, byte[] message)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(
                folder,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
        }

        Forget();
        AtomicFile.Write(MailFile(messageId), message);
        Move(messageId, OutboxStage.Composed);
    }

    /// <summary>Writes down how far it came; on the disk when this returns.</summary>
    public void Move(string messageId, OutboxStage stage, string said = "")
    {
        var entry = new OutboxEntry(messageId, stage, said, time.GetUtcNow());
        AtomicFile.Write(StateFile(messageId), JsonSerializer.Serialize(entry, OutboxJson.Default.OutboxEntry));
        if (stage is OutboxStage.Filed or OutboxStage.Refused)
        {
            File.Delete(MailFile(messageId));
        }
    }

    /// <summary>How far a message is; null where it was never put in, or is long over.</summary>
    public OutboxEntry? Find(string messageId)
    {
        try
        {
            var json = File.ReadAllText(StateFile(messageId));
            return JsonSerializer.Deserialize(json, OutboxJson.Default.OutboxEntry);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Its bytes; null once they are no longer needed.</summary>
    public byte[]? Read(string messageId)
    {
        try
        {
            return File.ReadAllBytes(MailFile(messageId));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private void Forget()
    {
        var before = time.GetUtcNow() - s_kept;
        foreach (var file in Directory.EnumerateFiles(folder).Where(f => File.GetLastWriteTimeUtc(f) < before))
        {
            File.Delete(file);
        }
    }

    private string StateFile(string messageId) => Path.Join(folder, $"{NameOf(messageId)}.json");

    private string MailFile(string messageId) => Path.Join(folder, $"{NameOf(messageId)}.eml");

    private static string NameOf(string messageId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(messageId)))[..40];
}

/// <summary>JSON of the outbox.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(OutboxEntry))]
internal sealed partial class OutboxJson : JsonSerializerContext;
