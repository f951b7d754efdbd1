using System.Security.Cryptography;
using System.Text;

namespace MeshClaw.Models.Triage.Learning;

/// <summary>
/// The bytes of a <see cref="TriageModel"/>: a mark, a version, the parts, and a SHA-256 of it all, which finds damage and no forgery. The same model
/// gives the same bytes; at most <see cref="MaxBytes"/>.
/// </summary>
public static class TriageModelFile
{
    /// <summary>The most that a model takes.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>The version that is written, and the only one that is read: features of another version mean other things.</summary>
    public const int Version = 1;

    private const int Check = 32;
    private static readonly byte[] s_mark = "MCTRIAGE"u8.ToArray();

    /// <summary>Writes a model.</summary>
    public static byte[] Save(TriageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var bytes = new MemoryStream();
        using (var to = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            to.Write(s_mark);
            to.Write(Version);
            to.Write(model.Folders.Count);
            foreach (var folder in model.Folders)
            {
                to.Write(folder);
            }

            model.Calibration.Write(to);
            model.Stays.Write(to);
            model.Habits.Write(to);
            model.Learner.Write(to);
            model.Acts.Write(to);
        }

        bytes.Write(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        return bytes.ToArray();
    }

    /// <summary>Reads a model; null with the problem in words where the bytes are none of this version, or damaged.</summary>
    public static TriageModel? Load(ReadOnlyMemory<byte> bytes, out string problem)
    {
        problem = "";
        var length = bytes.Length - Check;
        if (length < s_mark.Length + 4 || bytes.Length > MaxBytes || !bytes.Span.StartsWith(s_mark))
        {
            problem = "it is no model of triage";
            return null;
        }

        var version = BitConverter.ToInt32(bytes.Span[s_mark.Length..]);
        if (version != Version)
        {
            problem = $"it is of version {version}, not {Version}";
            return null;
        }

        if (!SHA256.HashData(bytes.Span[..length]).AsSpan().SequenceEqual(bytes.Span[length..]))
        {
            problem = "it is damaged";
            return null;
        }

        try
        {
            using var from = new BinaryReader(
                new MemoryStream(bytes[(s_mark.Length + 4)..^Check].ToArray()),
                Encoding.UTF8
            );
            return Read(from);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or FormatException or ArgumentException)
        {
            problem = $"it cannot be read: {e.Message}";
            return null;
        }
    }

    private static TriageModel Read(BinaryReader from)
    {
        var count = from.ReadInt32();
        if (count is < 1 or > TriageModel.MaxFolders)
        {
            throw new InvalidDataException($"{count} folders");
        }

        var folders = new List<string>(count);
        for (var i = 0; i < count; i++)
        {
            folders.Add(from.ReadString());
        }

        var (calibration, stays) = (Calibration.Read(from), Calibration.Read(from));
        var habits = OwnerHabits.Read(from);
        var learner = LinearLearner.Read(from);
        var acts = LearntActs.Read(from);
        return learner.Classes == count
            ? new TriageModel(folders, learner, habits, calibration, stays) { Acts = acts }
            : throw new InvalidDataException($"{learner.Classes} folders of {count} have weights");
    }
}
