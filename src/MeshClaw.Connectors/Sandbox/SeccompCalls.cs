using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace MeshClaw.Connectors.Sandbox;

/// <summary>
/// The system calls that no program of an agent may make, by their numbers. After Docker's and Flatpak's lists: what looks into other
/// processes, the kernel's own interfaces with a history of holes, and what builds namespaces and mounts.
/// </summary>
internal sealed record SeccompCalls(
    uint Architecture,
    uint Ioctl,
    uint CloneCall,
    uint Clone3Call,
    uint Socket,
    bool HasX32,
    ImmutableArray<uint> Denied
)
{
    // Numbers from 424 on are the same everywhere: io_uring, the calls of the new mount interface, pidfd_getfd, …
    private static readonly uint[] s_everywhere =
    [
        425, // io_uring_setup
        426, // io_uring_enter
        427, // io_uring_register
        428, // open_tree
        429, // move_mount
        430, // fsopen
        431, // fsconfig
        432, // fsmount
        433, // fspick
        438, // pidfd_getfd
        442, // mount_setattr
        443, // quotactl_fd
        467, // open_tree_attr
    ];

    private static readonly uint[] s_x64 =
    [
        101, // ptrace
        103, // syslog
        153, // vhangup
        154, // modify_ldt
        155, // pivot_root
        159, // adjtimex
        161, // chroot
        163, // acct
        164, // settimeofday
        165, // mount
        166, // umount2
        167, // swapon
        168, // swapoff
        169, // reboot
        170, // sethostname
        171, // setdomainname
        172, // iopl
        173, // ioperm
        175, // init_module
        176, // delete_module
        179, // quotactl
        212, // lookup_dcookie
        227, // clock_settime
        246, // kexec_load
        248, // add_key
        249, // request_key
        250, // keyctl
        256, // migrate_pages
        272, // unshare
        279, // move_pages
        298, // perf_event_open
        300, // fanotify_init
        303, // name_to_handle_at
        304, // open_by_handle_at
        305, // clock_adjtime
        308, // setns
        310, // process_vm_readv
        311, // process_vm_writev
        312, // kcmp
        313, // finit_module
        320, // kexec_file_load
        321, // bpf
        323, // userfaultfd
    ];

    private static readonly uint[] s_arm64 =
    [
        18, // lookup_dcookie
        39, // umount2
        40, // mount
        41, // pivot_root
        51, // chroot
        58, // vhangup
        60, // quotactl
        89, // acct
        97, // unshare
        104, // kexec_load
        105, // init_module
        106, // delete_module
        112, // clock_settime
        116, // syslog
        117, // ptrace
        142, // reboot
        161, // sethostname
        162, // setdomainname
        170, // settimeofday
        171, // adjtimex
        217, // add_key
        218, // request_key
        219, // keyctl
        224, // swapon
        225, // swapoff
        238, // migrate_pages
        239, // move_pages
        241, // perf_event_open
        262, // fanotify_init
        264, // name_to_handle_at
        265, // open_by_handle_at
        266, // clock_adjtime
        268, // setns
        270, // process_vm_readv
        271, // process_vm_writev
        272, // kcmp
        273, // finit_module
        280, // bpf
        282, // userfaultfd
        294, // kexec_file_load
    ];

    /// <summary>Those of a processor; null where there is no list for it.</summary>
    public static SeccompCalls? Of(Architecture processor) =>
        processor switch
        {
            System.Runtime.InteropServices.Architecture.X64 => new(
                0xC000003E,
                Ioctl: 16,
                CloneCall: 56,
                Clone3Call: 435,
                Socket: 41,
                HasX32: true,
                [.. s_x64, .. s_everywhere]
            ),
            System.Runtime.InteropServices.Architecture.Arm64 => new(
                0xC00000B7,
                Ioctl: 29,
                CloneCall: 220,
                Clone3Call: 435,
                Socket: 198,
                HasX32: false,
                [.. s_arm64, .. s_everywhere]
            ),
            _ => null,
        };
}
