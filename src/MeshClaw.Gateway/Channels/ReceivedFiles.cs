using System.Globalization;
using System.Text;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Files;

namespace MeshClaw.Gateway.Channels;

/// <summary>
/// Puts the files that a person sent where agents can read them: <c>received/</c> in the workspace. What is in them is labelled as others' words when it
/// is read: a person may pass on what somebody else wrote.
/// </summary>
internal sealed class ReceivedFiles(MeshClawHome home)
{
    private const long Largest = 20 * 1024 * 1024;
    private const int MostName = 60;
    private const string Folder = "received";

    /// <summary>The words with a line for each file that came with them.</summary>
    public async Task<string> AddAsync(ChatContext context, string text, CancellationToken cancellationToken)
    {
        var lines = new List<string>
        {
            context.Delivery is { IsForwarded: true, Text.Length: > 0 } forwarded
                ? $"(I pass on a message that somebody else wrote: {Put(context, 0, "forwarded.txt", Encoding.UTF8.GetBytes(forwarded.Text))})"
                : text,
        };
        foreach (var (file, i) in context.Delivery.Files.Select((f, i) => (f, i)))
        {
            lines.Add(await AddAsync(context, file, i + 1, cancellationToken).ConfigureAwait(false));
        }

        return string.Join('\n', lines.Where(l => l.Length > 0));
    }

    private async Task<string> AddAsync(
        ChatContext context,
        ChannelFile file,
        int number,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var content = await context.Channel.ReadFileAsync(file, Largest, cancellationToken).ConfigureAwait(false);
            return $"(A file came with it: {Put(context, number, file.Name, content)}, {content.Length} bytes.)";
        }
        catch (ChannelException failure)
        {
            return $"(A file that came with it could not be fetched: {failure.Message})";
        }
    }

    private string Put(ChatContext context, int number, string called, byte[] content)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"d{context.Stored.Id}-{number}-{Safe(called)}");
        var folder = Path.Join(home.WorkspaceFolder, Folder);
        if (new DirectoryInfo(folder).LinkTarget is not null)
        {
            return $"(not kept: {Folder} is a link to somewhere else)"; // Programs of agents can write to the workspace.
        }

        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Join(folder, name), content);
        return $"{Folder}/{name}";
    }

    // The sender's own name for it says nothing of where it goes: letters, digits, and one dot before the ending.
    private static string Safe(string name)
    {
        var kept = new string([.. name.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')]).TrimStart(
            '.'
        );
        kept = kept.Replace("..", ".", StringComparison.Ordinal);
        return kept.Length == 0 ? "file" : kept[^Math.Min(kept.Length, MostName)..];
    }
}
