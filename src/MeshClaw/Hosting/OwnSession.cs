using System.Runtime.InteropServices;

namespace MeshClaw.Hosting;

/// <summary>
/// Leaves the terminal that a detached gateway was started from: a session of its own, so that closing the terminal does not end it, and
/// nothing of the starter's standard streams kept open, so that nobody waits for their end. On Windows a process without a console
/// has left already, and neither call does anything.
/// </summary>
internal static partial class OwnSession
{
    private const int ReadWrite = 2; // O_RDWR, the same on Linux and macOS.

    /// <summary>Begins a session of its own. To be called before anything else.</summary>
    public static void Begin()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetSid(); // Fails only for a group leader: then it has a session of its own already.
        }
    }

    /// <summary>Lets go of the standard streams; what is written to them from now on is lost.</summary>
    public static void CloseStreams()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Console.Out.Flush();
        Console.Error.Flush();
        var nothing = Open("/dev/null", ReadWrite);
        if (nothing < 0)
        {
            return; // The pipes stay, and writing to them fails without harm once the starter is gone.
        }

        for (var stream = 0; stream <= 2; stream++)
        {
            _ = Dup2(nothing, stream);
        }
    }

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int SetSid();

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Dup2(int from, int to);
}
