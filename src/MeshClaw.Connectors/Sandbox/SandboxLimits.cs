using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MeshClaw.Core.Sandbox;

namespace MeshClaw.Connectors.Sandbox;

/// <summary>What a program may use up. Set from outside, before it exists; it can lower them and not raise them.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe class SandboxLimits
{
    private const int FileSize = 1;
    private const int Data = 2;
    private const int Core = 4;
    private const int Processes = 6;
    private const int OpenFiles = 7;
    private const int MessageQueues = 12;
    private const ulong LargestFile = 2UL << 30;
    private const ulong MostOpenFiles = 4096;

    /// <summary>
    /// Limits a process that waits to be told what to do, and what it will start. Memory is what a process can write to and shares with
    /// nobody: programs reserve far more addresses than they ever use, so that those say nothing.
    /// </summary>
    /// <exception cref="SandboxException">They cannot be set.</exception>
    public static void Apply(int process, SandboxedProgram program)
    {
        Set(process, Data, (ulong)program.MemoryLimit);
        Set(process, FileSize, LargestFile);
        Set(process, Core, 0);
        Set(process, OpenFiles, MostOpenFiles);
        Set(process, MessageQueues, 0);
        // When memory runs out, these go first, and not the gateway.
        WriteIfThere($"/proc/{process}/oom_score_adj", "1000");
    }

    /// <summary>
    /// How many processes the shell that starts the program should allow. Not set from outside: counted there, the owner's own programs
    /// would use it up.
    /// </summary>
    public static int ProcessesFor(SandboxedProgram program)
    {
        ulong* now = stackalloc ulong[2];
        var most = Native.prlimit(0, Processes, null, now) == 0 ? now[1] : ulong.MaxValue;
        return (int)Math.Min((ulong)program.ProcessLimit, most);
    }

    /// <summary>Linux counts no processes for root: somebody else has to.</summary>
    public static bool NeedsCounting => Native.geteuid() == 0;

    private static void Set(int process, int resource, ulong most)
    {
        ulong* now = stackalloc ulong[2];
        if (Native.prlimit(process, resource, null, now) == 0)
        {
            ulong* wanted = stackalloc ulong[2];
            wanted[0] = wanted[1] = Math.Min(most, now[1]);
            if (Native.prlimit(process, resource, wanted, null) == 0)
            {
                return;
            }
        }

        throw new SandboxException(
            $"A program's limits cannot be set: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}."
        );
    }

    private static void WriteIfThere(FormattableString path, string text)
    {
        try
        {
            File.WriteAllText(path.ToString(CultureInfo.InvariantCulture), text);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            // A kernel without it, or a process that is gone: its exit is seen elsewhere.
        }
    }
}
