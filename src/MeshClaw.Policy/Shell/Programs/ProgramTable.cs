using System.Collections.Frozen;
using static MeshClaw.Policy.Calls.EffectTraits;
using static MeshClaw.Policy.Shell.Programs.PathOperands;
using static MeshClaw.Policy.Shell.Programs.ProgramKind;

namespace MeshClaw.Policy.Shell.Programs;

/// <summary>
/// The programs that are known, after the manuals of GNU coreutils, util-linux, curl, OpenSSH, git and bash, and GTFOBins for what
/// “harmless” ones can be made to run. A program that is not here is never taken for harmless.
/// </summary>
internal static class ProgramTable
{
    private static readonly ProgramRule[] s_rules =
    [
        // Read and print.
        new(
            "cat ls dir vdir head tail wc cut tr tac rev nl fold fmt paste join comm cmp expand unexpand od hexdump strings basename dirname realpath "
                + "readlink pwd whoami id groups uname arch nproc uptime df du free echo printenv true false test [ seq sleep which type stat "
                + "md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum cksum sum base64 base32 basenc locale getconf tty logname users who w last "
                + "lsblk lscpu lsof pidof pgrep vmstat cal column look zcat bzcat xzcat zstdcat zgrep pr tsort factor numfmt jq diff grep egrep fgrep "
                + "whereis ps pstree",
            Reads
        ),
        new("date", Reads)
        {
            Values = new("-d -f -r --date --file --reference"),
            Writes = new("-s --set"),
            MostOperands = 0,
        },
        new("hostname", Reads) { Writes = new("-F -b --file --boot"), MostOperands = 0 },
        new("uniq", Reads) { Values = new("-f -s -w"), MostOperands = 1 },
        new("xxd", Reads)
        {
            Values = new("-l -s -c -g -o -n"),
            Writes = new("-r"),
            MostOperands = 1,
        },
        new("sort", Reads)
        {
            Writes = new("-o --output -T --temporary-directory"),
            Runs = new("--compress-program --files0-from"),
        },
        new("tree", Reads) { Writes = new("-o -R --output") },
        new("file", Reads) { Writes = new("-C --compile"), Runs = new("-m --magic-file -z -Z --uncompress") },
        new("rg", Reads) { Runs = new("--pre --pre-glob --hostname-bin -z --search-zip") },
        new("printf", Reads) { Runs = new("-v") },
        new("yes", Reads),
        new("tput stty clear", Reads) { Runs = new("-T -F") },
        new("shasum md5", Reads) { Runs = new("-M") },
        // The shell's own state.
        new(
            "cd pushd popd dirs : return exit break continue shift getopts wait jobs umask ulimit times logout help suspend disown",
            State
        ),
        new("hash", State) { Runs = new("-p") },
        new("shopt", State) { Runs = new("-s") },
        new("set", Special),
        new("export declare typeset local readonly let read mapfile readarray unset", Declares) { Runs = new("-C") },
        new("eval . source trap alias unalias", Special),
        // Files and devices.
        new("rm rmdir unlink shred truncate wipe srm", Acts)
        {
            Traits = Destroys,
            Paths = All,
            Values = new("-s -r -n --size --reference --iterations --random-source"),
        },
        new("mv rename", Acts)
        {
            Traits = Destroys,
            Paths = Moved,
            Values = new("-t -S --target-directory --suffix"),
        },
        new("cp install link ln", Acts)
        {
            Traits = Destroys,
            Paths = Last,
            Values = new("-t -S -m -o -g --target-directory --suffix --mode --owner --group"),
            Runs = new("--strip-program"),
        },
        new("tee", Acts) { Traits = Destroys, Paths = All },
        new("touch mkdir mkfifo mknod", Acts) { Paths = All, Values = new("-d -t -r -m --date --reference --mode") },
        new(
            "dd mkfs mkfs.ext2 mkfs.ext3 mkfs.ext4 mkfs.xfs mkfs.btrfs mkfs.vfat mke2fs mkswap fdisk sfdisk cfdisk parted gdisk sgdisk wipefs blkdiscard hdparm lvremove vgremove pvremove cryptsetup",
            Acts
        )
        {
            Traits = Destroys,
            Paths = All,
        },
        new("kill killall pkill shutdown reboot halt poweroff init systemctl service", Acts) { Traits = Destroys },
        new("gzip gunzip bzip2 bunzip2 xz unxz zstd unzstd lz4 compress uncompress unzip split csplit patch", Acts)
        {
            Traits = Destroys,
            Paths = All,
            Values = new("-d -o -b -l -n -a -i -p"),
        },
        new("zip", Acts)
        {
            Traits = Destroys,
            Paths = All,
            Runs = new("-T -TT --unzip-command"),
        },
        new("tar bsdtar", Acts)
        {
            Traits = Destroys,
            Runs = new(
                "-I -F --checkpoint-action --use-compress-program --to-command --rsh-command --rmt-command --info-script --new-volume-script --files-from -T"
            ),
        },
        new("sync mount umount swapoff swapon losetup", Acts) { Traits = Destroys },
        // Who may do what.
        new("chmod chown chgrp setfacl chattr setcap chcon", Acts)
        {
            Traits = ChangesAccess,
            Paths = AllButFirst,
            Values = new("-m -M -x -X --reference --modify --remove"),
        },
        new(
            "useradd userdel usermod groupadd groupdel groupmod adduser deluser passwd chpasswd gpasswd visudo ssh-keygen ssh-add iptables ip6tables nft ufw firewall-cmd setenforce loginctl newgrp",
            Acts
        )
        {
            Traits = ChangesAccess,
        },
        new("crontab at batch", Acts) { Traits = ChangesAccess, Runs = new("-e") },
        // The network.
        new("curl", SendsToUrls)
        {
            Values = new(
                "-o -d -H -X -u -A -e -b -c -D -F -T -x -m -w -K -E -C -r -y -Y -z -Q -P -t -U --output --data --data-raw --data-binary --data-urlencode --json --header --request --user --user-agent --referer --cookie --cookie-jar --dump-header --form --form-string --upload-file --proxy --max-time --connect-timeout --write-out --config --cert --key --cacert --capath --continue-at --range --retry --retry-delay --retry-max-time --url --resolve --connect-to --interface --output-dir --unix-socket --abstract-unix-socket --limit-rate --max-redirs --preproxy --socks5 --socks5-hostname --socks4 --socks4a --noproxy --proxy-user --oauth2-bearer --aws-sigv4 --ciphers --tlsv1 --engine --doh-url --dns-servers --mail-from --mail-rcpt --netrc-file --trace --trace-ascii --stderr --hsts --alt-svc --etag-save --etag-compare --libcurl --url-query"
            ),
            Writes = new(
                "-o -O -J -c -D --output --remote-name --remote-header-name --remote-name-all --cookie-jar --dump-header --trace --trace-ascii --stderr --hsts --alt-svc --etag-save --libcurl --output-dir"
            ),
            Runs = new(
                "-K --config --engine --resolve --connect-to --unix-socket --abstract-unix-socket --doh-url --dns-servers"
            ),
        },
        new("wget", SendsToUrls)
        {
            Values = new(
                "-O -P -o -a -i -e -U -t -T -w -B -D -A -R -I -X -l -Q --output-document --directory-prefix --output-file --append-output --input-file --execute --user-agent --header --post-data --post-file --body-data --body-file --method --tries --timeout --wait --user --password --config --use-askpass --base --load-cookies --save-cookies --referer"
            ),
            Writes = new("-O -P -o -a --output-document --output-file"),
            Runs = new("-e -i --execute --input-file --use-askpass --config"),
        },
        new("http https httpie xh lynx links w3m aria2c", SendsToUrls)
        {
            Runs = new("--on-download-complete --conf-path -i --input-file"),
        },
        new("ssh", Special),
        new("nc ncat netcat telnet ftp tftp ping ping6 traceroute mtr dig nslookup host whois nmap", SendsToHost)
        {
            Values = new("-p -s -w -i -c -W -I -q -x -X -T -m -n"),
            Runs = new("-e -c --exec --sh-exec --lua-exec --script -f"),
        },
        new("scp sftp rsync", Copies)
        {
            Values = new(
                "-P -i -F -o -l -c -J -S -e -f -T --rsh --exclude --include --exclude-from --include-from --files-from --rsync-path --bwlimit --password-file --log-file --partial-dir --temp-dir --backup-dir --port"
            ),
            Runs = new("-S -e -F -o -J -b -D --rsh --rsync-path --files-from --daemon --config"),
        },
        new(
            "socat openssl gh hub glab aws gcloud gsutil az kubectl helm docker podman nerdctl mail mailx sendmail mutt msmtp swaks ssh-copy-id ssh-keyscan rclone s3cmd smbclient psql mysql redis-cli mongosh ldapsearch snmpwalk tailscale wg adb terraform pulumi flyctl heroku vercel netlify twine gem apt apt-get dpkg snap flatpak dnf yum apk pacman brew pip pip3 pipx uv poetry conda npm npx pnpm pnpx yarn yarnpkg bunx cargo go mvn gradle composer nuget dotnet",
            SendsSomewhere
        ),
        // What runs the rest of its words.
        new("env", Special),
        new("xargs", Wraps)
        {
            Values = new(
                "-I -n -L -P -s -d -E -a --max-args --max-lines --max-procs --max-chars --delimiter --arg-file --replace"
            ),
            Flags = new("-0 -r -t -p -x -o --null --no-run-if-empty --verbose --interactive --exit --open-tty"),
        },
        new("sudo doas", Wraps)
        {
            Traits = ChangesAccess,
            Values = new("-u -g -h -p -C -D -R -T -r -t -U --user --group --host --prompt --chdir"),
            Flags = new("-n -b -H -S -k -K -E -P -A --non-interactive --preserve-env --stdin --background"),
        },
        new("nohup setsid command builtin exec time", Wraps)
        {
            Values = new("-a -f -o --format --output"),
            Flags = new("-p -v -V -c -l -f -w --fork --wait --ctty --portability --verbose"),
        },
        new("timeout", Wraps)
        {
            Skip = 1,
            Values = new("-s -k --signal --kill-after"),
            Flags = new("-v --foreground --preserve-status --verbose"),
        },
        new("nice", Wraps) { Values = new("-n --adjustment"), Flags = new("-0 -1 -2 -3 -4 -5 -6 -7 -8 -9") },
        new("ionice", Wraps) { Values = new("-c -n --class --classdata"), Flags = new("-t --ignore") },
        new("stdbuf", Wraps) { Values = new("-i -o -e --input --output --error") },
        new("chroot", Wraps)
        {
            Skip = 1,
            Traits = ChangesAccess,
            Values = new("--userspec --groups"),
            Flags = new("--skip-chdir"),
        },
        new("taskset chrt", Wraps) { Skip = 1, Flags = new("-a -b -f -i -o -r -c --all-tasks --cpu-list") },
        new("flock", Wraps)
        {
            Skip = 1,
            Values = new("-w -E --timeout --conflict-exit-code"),
            Flags = new("-s -x -e -n -u -o -F --shared --exclusive --nonblock --unlock --close"),
        },
        new("unshare", Wraps)
        {
            Flags = new("-m -u -i -n -p -U -f -r --mount --net --pid --user --fork --map-root-user"),
            Traits = ChangesAccess,
        },
        new(
            "setarch linux32 linux64 catchsegv unbuffer proxychains proxychains4 torsocks dbus-run-session caffeinate",
            Wraps
        ),
        new("busybox toybox", Wraps),
        // Code.
        new("sh bash dash zsh ksh mksh ash rbash", ShellCode)
        {
            Values = new("-o -O --rcfile --init-file"),
            Flags = new(
                "-c -e -u -x -v -n -l -i -s -f -h -m -p -r -a -b -k -t --norc --noprofile --login --posix --verbose --restricted"
            ),
        },
        new(
            "python python2 python3 pypy pypy3 ipython perl ruby irb node nodejs deno bun php lua luajit tclsh wish expect Rscript R osascript powershell pwsh fish csh tcsh nu java "
                + "scala groovy kotlin ghci runghc julia elixir erl iex clojure guile racket sbcl swift ocaml m4 bc dc gdb lldb strace ltrace perf valgrind make gmake cmake ninja "
                + "bazel just task rake ant vi vim nvim view ex ed red emacs nano pico less more man info most sqlite3 screen tmux script watch parallel entr run-parts start-stop-daemon "
                + "systemd-run runuser su machinectl nsenter docker-compose ansible ansible-playbook vagrant puppet chef-client gcc g++ cc c++ clang ld as rustc javac tsc npm-run "
                + "open xdg-open dbus-send gdbus qdbus xdotool wall write logger coproc enable bind complete compgen compopt fc history caller insmod modprobe rmmod ldconfig update-alternatives",
            Code
        ),
        new("awk gawk mawk nawk sed find git", Special),
    ];

    private static readonly FrozenDictionary<string, ProgramRule> s_byName = s_rules
        .SelectMany(r => r.Names.Split(' ').Select(n => (Name: n, Rule: r)))
        .ToFrozenDictionary(p => p.Name, p => p.Rule, StringComparer.Ordinal);

    // Where programs live that are what their name says.
    private static readonly string[] s_folders = ["/bin/", "/usr/bin/", "/usr/local/bin/", "/sbin/", "/usr/sbin/"];

    /// <summary>The name under which a program is known: without a folder that programs usually live in.</summary>
    public static string NameOf(string program)
    {
        var folder = Array.Find(s_folders, f => program.StartsWith(f, StringComparison.Ordinal));
        var name = folder is null ? program : program[folder.Length..];
        var isVersioned =
            name.StartsWith("python3.", StringComparison.Ordinal) || name.StartsWith("perl5", StringComparison.Ordinal);
        return isVersioned ? "python" : name;
    }

    /// <summary>What is known of a program; null where nothing is.</summary>
    public static ProgramRule? Find(string name) => s_byName.GetValueOrDefault(name);
}
