using System.Buffers.Binary;

namespace MeshClaw.Connectors.Sandbox;

/// <summary>
/// Builds the filter of system calls that a program runs under: classic BPF over <c>struct seccomp_data</c> (seccomp(2)), in the bytes that
/// bubblewrap reads. What it denies fails with an error, so that a program can say so; a call of a foreign architecture kills.
/// </summary>
internal sealed class SeccompFilter
{
    // Instructions: class, size and mode, or operation and operand (linux/bpf_common.h).
    private const ushort Load = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfAtLeast = 0x35;
    private const ushort JumpIfAnyBit = 0x45;
    private const ushort Return = 0x06;

    private const uint Allow = 0x7fff0000;
    private const uint KillProcess = 0x80000000;
    private const uint Fail = 0x00050000;
    private const uint NotPermitted = Fail | 1;
    private const uint NoSuchCall = Fail | 38;
    private const uint NoSuchFamily = Fail | 97;

    // Offsets in struct seccomp_data; the low half of an argument, on processors that store it first, as both do.
    private const uint CallNumber = 0;
    private const uint ArchitectureAt = 4;
    private const uint FirstArgument = 16;
    private const uint SecondArgument = 24;

    private const uint X32 = 0x40000000;
    private const uint PushInput = 0x5412; // TIOCSTI: types into the terminal that it was started from.
    private const uint LinuxConsole = 0x541C; // TIOCLINUX: pastes into a console.

    // CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET.
    private const uint NewNamespaces =
        0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000;

    private static readonly uint[] s_internet = [2, 10, 16]; // AF_INET, AF_INET6, AF_NETLINK
    private const uint UnixFamily = 1;

    private readonly List<Instruction> _program = [];

    private SeccompFilter() { }

    /// <summary>The filter's bytes.</summary>
    /// <param name="calls">The processor's numbers.</param>
    /// <param name="unixSockets">
    /// Whether sockets of this machine may be opened. Not with the network: the abstract ones of the whole machine come with it. Pairs of
    /// sockets, which programs use to talk with what they start, stay.
    /// </param>
    public static byte[] Build(SeccompCalls calls, bool unixSockets)
    {
        var filter = new SeccompFilter();
        filter.Add(Load, ArchitectureAt);
        filter.Add(JumpIfEqual, calls.Architecture, yes: 1);
        filter.Add(Return, KillProcess);
        filter.Add(Load, CallNumber);
        if (calls.HasX32)
        {
            filter.Unless(JumpIfAtLeast, X32, NoSuchCall);
        }

        // Its flags lie in memory, where no filter can look; C libraries then use clone.
        filter.Unless(JumpIfEqual, calls.Clone3Call, NoSuchCall);
        foreach (var call in calls.Denied)
        {
            filter.Unless(JumpIfEqual, call, NotPermitted);
        }

        filter.WhenCall(calls.CloneCall, FirstArgument, f => f.Unless(JumpIfAnyBit, NewNamespaces, NotPermitted));
        filter.WhenCall(
            calls.Ioctl,
            SecondArgument,
            f =>
            {
                f.Unless(JumpIfEqual, PushInput, NotPermitted);
                f.Unless(JumpIfEqual, LinuxConsole, NotPermitted);
            }
        );
        filter.WhenCall(
            calls.Socket,
            FirstArgument,
            f =>
            {
                foreach (var family in unixSockets ? [.. s_internet, UnixFamily] : s_internet)
                {
                    f.Unless(JumpIfEqual, family, Allow);
                }

                f.Add(Return, NoSuchFamily);
            }
        );
        filter.Add(Return, Allow);
        return filter.ToBytes();
    }

    /// <summary>Returns at once when the test holds of what is loaded.</summary>
    private void Unless(ushort test, uint value, uint result)
    {
        Add(test, value, yes: 0, no: 1);
        Add(Return, result);
    }

    /// <summary>Steps that look at an argument of one call; what they do not return from is allowed.</summary>
    private void WhenCall(uint call, uint argument, Action<SeccompFilter> steps)
    {
        var inner = new SeccompFilter();
        inner.Add(Load, argument);
        steps(inner);
        inner.Add(Return, Allow);
        Add(JumpIfEqual, call, yes: 0, no: checked((byte)inner._program.Count));
        _program.AddRange(inner._program);
    }

    private void Add(ushort code, uint value, byte yes = 0, byte no = 0) =>
        _program.Add(new Instruction(code, yes, no, value));

    private byte[] ToBytes()
    {
        const int Size = 8; // struct sock_filter
        var bytes = new byte[_program.Count * Size];
        foreach (var (index, step) in _program.Index())
        {
            var at = bytes.AsSpan(index * Size);
            BinaryPrimitives.WriteUInt16LittleEndian(at, step.Code);
            at[2] = step.Yes;
            at[3] = step.No;
            BinaryPrimitives.WriteUInt32LittleEndian(at[4..], step.Value);
        }

        return bytes;
    }

    private readonly record struct Instruction(ushort Code, byte Yes, byte No, uint Value);
}
