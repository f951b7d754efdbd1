using System.Runtime.InteropServices;
using MeshClaw.Connectors.Sandbox;

namespace MeshClaw.Connectors.Tests.Sandbox;

/// <summary>What the kernel is asked for in the sandbox, and refuses.</summary>
public sealed class SandboxKernelTests
{
    private const string Call = """
        import ctypes, sys
        libc = ctypes.CDLL(None, use_errno=True)
        libc.syscall.restype = ctypes.c_long
        def call(number, *rest):
            r = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(x) for x in rest])
            return 0 if r >= 0 else ctypes.get_errno()

        """;

    private static SeccompCalls Calls => SeccompCalls.Of(RuntimeInformation.ProcessArchitecture)!;

    [Fact]
    public async Task Every_denied_call_is_denied()
    {
        await using var home = new SandboxHome();
        var numbers = string.Join(",", Calls.Denied);

        // All ones are nobody's process, memory or descriptor: without the filter each call fails for another reason, or does nothing.
        var output = await PythonAsync(
            home,
            $"print([n for n in [{numbers}] if call(n, -1, -1, -1, -1, -1, -1) != 1])"
        );

        Assert.Equal("[]\n", output);
    }

    [Fact]
    public async Task Without_the_filter_ptrace_would_be_allowed_and_with_it_is_not()
    {
        await using var home = new SandboxHome();
        var traceMe = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 101 : 117;

        Assert.Equal("1\n", await PythonAsync(home, $"print(call({traceMe}, 0, 0, 0, 0))"));
    }

    [Fact]
    public async Task No_namespace_is_made()
    {
        await using var home = new SandboxHome();
        const long NewUser = 0x10000000;

        Assert.Equal(
            "1 38\n",
            await PythonAsync(
                home,
                $"print(call({Calls.CloneCall}, {NewUser} | 17, 0, 0, 0, 0), call({Calls.Clone3Call}, 0, 0))"
            )
        );
        Assert.Contains("not permitted", await home.FailAsync("unshare -Ur id"), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(0x5412L)] // TIOCSTI
    [InlineData(0x541CL)] // TIOCLINUX
    [InlineData(0x700005412L)] // The kernel looks at the lower half alone.
    public async Task Nothing_is_typed_into_a_terminal(long request)
    {
        await using var home = new SandboxHome();

        Assert.Equal("1\n", await PythonAsync(home, $"print(call({Calls.Ioctl}, 0, {request}, 0))"));
    }

    [Theory]
    [InlineData(40, "97")] // AF_VSOCK: the hypervisor
    [InlineData(17, "97")] // AF_PACKET
    [InlineData(38, "97")] // AF_ALG
    [InlineData(2, "0")] // AF_INET: in a network of its own
    [InlineData(1, "0")] // AF_UNIX: likewise
    public async Task Sockets_are_of_few_families(int family, string error)
    {
        await using var home = new SandboxHome();

        Assert.Equal($"{error}\n", await PythonAsync(home, $"print(call({Calls.Socket}, {family}, 1, 0))"));
    }

    [Fact]
    public async Task It_has_no_powers_and_gets_none()
    {
        await using var home = new SandboxHome();

        var (_, output, _) = await home.RunAsync(
            "grep -E '^(CapInh|CapPrm|CapEff|CapBnd|CapAmb|NoNewPrivs|Seccomp):' /proc/self/status | tr -d '\\t'"
        );

        const string None = "0000000000000000";
        Assert.Equal(
            $"CapInh:{None}\nCapPrm:{None}\nCapEff:{None}\nCapBnd:{None}\nCapAmb:{None}\nNoNewPrivs:1\nSeccomp:2\n",
            output
        );
    }

    [Fact]
    public async Task A_program_that_takes_its_owners_rights_gets_none()
    {
        await using var home = new SandboxHome();

        // The bit may be set; what it promises does not come.
        var (_, output, _) = await home.RunAsync(
            "cp /usr/bin/id . && chmod u+s id && ./id -u; su -c id root 2>/dev/null; echo $?"
        );

        Assert.StartsWith("1000\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("uid=0", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_cannot_use_more_memory_than_it_may()
    {
        await using var home = new SandboxHome();
        var program = home.Bash("") with
        {
            File = "python3",
            Arguments = ["-c", "x = bytearray(300 << 20); print(len(x))"],
        };

        Assert.Equal(0, (await home.RunAsync(program)).Code);
        Assert.NotEqual(0, (await home.RunAsync(program with { MemoryLimit = 100 << 20 })).Code);
    }

    [Fact]
    public async Task It_cannot_start_processes_without_end()
    {
        await using var home = new SandboxHome();
        // Bounded by itself: where the sandbox fails, it ends all the same, with "all of them".
        var program = home.Bash("for ((i = 0; i < 600; i++)); do sleep 30 & done 2>/dev/null; echo all of them") with
        {
            ProcessLimit = 40,
            TimeLimit = TimeSpan.FromSeconds(20),
        };

        var (code, output, _) = await home.RunAsync(program);

        Assert.NotEqual(0, code);
        Assert.DoesNotContain("all of them", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Architecture.X64)]
    [InlineData(Architecture.Arm64)]
    public void The_filter_of_each_processor_ends_with_a_return_and_jumps_within_itself(Architecture processor)
    {
        var bytes = SeccompFilter.Build(SeccompCalls.Of(processor)!, unixSockets: true);

        var length = bytes.Length / 8;
        Assert.Equal(0x06, BitConverter.ToUInt16(bytes, (length - 1) * 8));
        Assert.All(
            Enumerable.Range(0, length),
            at => Assert.True(at + 1 + Math.Max(bytes[(at * 8) + 2], bytes[(at * 8) + 3]) < length + 1)
        );
    }

    private static async Task<string> PythonAsync(SandboxHome home, string script)
    {
        var (_, output, error) = await home.RunAsync(
            home.Bash("") with
            {
                File = "python3",
                Arguments = ["-c", Call + script],
            }
        );
        Assert.Empty(error);
        return output;
    }
}
