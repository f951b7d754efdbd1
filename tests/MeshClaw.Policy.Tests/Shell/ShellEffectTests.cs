using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Shell;

namespace MeshClaw.Policy.Tests.Shell;

public sealed class ShellEffectTests
{
    private static readonly Effect s_reads = new(EffectClass.Read, EffectTraits.Executes);

    [Theory]
    [InlineData("ls -la /tmp")]
    [InlineData("cat 'a b' | grep -i x | sort -u | head -5")]
    [InlineData("cd src && ls")]
    [InlineData("ls *.txt 2>/dev/null >&2")]
    [InlineData("X=a; echo $X")]
    [InlineData("for f in a; do wc -l $f; done")]
    [InlineData("find . -name '*.cs' -type f")]
    [InlineData("find . -name x -exec grep -l y z \\;")]
    [InlineData("git status")]
    [InlineData("git --no-pager log --oneline -5")]
    [InlineData("git branch -a")]
    [InlineData("sed -n '1,5p' a")]
    [InlineData("sed 's/a/b/g; $d' a")]
    [InlineData("awk '{print $1}' a")]
    [InlineData("LC_ALL=C sort a")]
    [InlineData("timeout 5 ls")]
    [InlineData("sh -c 'ls; id'")]
    [InlineData("date +%F")]
    [InlineData("python3 --version")]
    [InlineData("while read -r l; do echo a; done < f")]
    [InlineData("[ -f a ] && echo b")]
    [InlineData("f() { ls; }; f")]
    public void Known_reading_programs_with_literal_words_only_read(string script)
    {
        var reading = ShellReading.Read(script);
        Assert.Equal([], reading.Findings);
        Assert.Equal(s_reads, reading.Effect);
    }

    [Theory]
    [InlineData("rm -rf /", EffectTraits.Destroys)]
    [InlineData("mv a b", EffectTraits.Destroys)]
    [InlineData("truncate -s 0 a", EffectTraits.Destroys)]
    [InlineData("dd if=/dev/zero of=/dev/sda", EffectTraits.Destroys)]
    [InlineData("ls > a", EffectTraits.Destroys)]
    [InlineData("> a", EffectTraits.Destroys)]
    [InlineData("ls &> a", EffectTraits.Destroys)]
    [InlineData("ls >| a", EffectTraits.Destroys)]
    [InlineData("ls >> a", EffectTraits.None)]
    [InlineData("mkdir a", EffectTraits.None)]
    [InlineData("sort -o a b", EffectTraits.Destroys)]
    [InlineData("sort --outp=a b", EffectTraits.Destroys)]
    [InlineData("uniq a b", EffectTraits.Destroys)]
    [InlineData("xxd -r a b", EffectTraits.Destroys)]
    [InlineData("sed -i s/a/b/ f", EffectTraits.Destroys)]
    [InlineData("find . -delete", EffectTraits.Destroys)]
    [InlineData("find . -fprint a", EffectTraits.Destroys)]
    [InlineData("git clean -fdx", EffectTraits.Destroys)]
    [InlineData("git reset --hard", EffectTraits.Destroys)]
    [InlineData("git push --force https://h.example/r", EffectTraits.Destroys | EffectTraits.Sends)]
    [InlineData("git push https://h.example/r +main", EffectTraits.Destroys | EffectTraits.Sends)]
    [InlineData("git push https://h.example/r main", EffectTraits.Sends)]
    [InlineData("git commit -m x", EffectTraits.None)]
    [InlineData("chmod 777 a", EffectTraits.ChangesAccess)]
    [InlineData("chown root a", EffectTraits.ChangesAccess)]
    [InlineData("sudo ls", EffectTraits.ChangesAccess)]
    [InlineData("useradd eve", EffectTraits.ChangesAccess)]
    [InlineData("ssh-keygen -t ed25519", EffectTraits.ChangesAccess)]
    [InlineData("echo key >> ~/.ssh/authorized_keys", EffectTraits.ChangesAccess)]
    [InlineData("echo x >> ~/.bashrc", EffectTraits.ChangesAccess)]
    [InlineData("curl https://h.example/", EffectTraits.Sends)]
    [InlineData("curl -o a https://h.example/", EffectTraits.Sends | EffectTraits.Destroys)]
    [InlineData("echo a > /dev/tcp/h.example/80", EffectTraits.Sends)]
    [InlineData("cat < /dev/tcp/h.example/80", EffectTraits.Sends)]
    [InlineData("nc h.example 80", EffectTraits.Sends)]
    [InlineData("scp a h.example:b", EffectTraits.Sends)]
    [InlineData("FOO=bar ls", EffectTraits.None)]
    [InlineData("ls \"$X\"", EffectTraits.None)]
    [InlineData("date 0101", EffectTraits.Destroys)]
    public void What_changes_anything_is_irreversible_with_its_traits(string script, EffectTraits traits)
    {
        var reading = ShellReading.Read(script);
        Assert.Equal([], reading.Findings);
        Assert.Equal(new Effect(EffectClass.Irreversible, EffectTraits.Executes | traits), reading.Effect);
    }

    [Theory]
    [InlineData("rm -rf -- a 'b c' ~/d", "Destroy a|Destroy b c|Destroy ~/d")]
    [InlineData("mv a b c", "Destroy a|Destroy b|Write c")]
    [InlineData("mv -t d a", "Write d|Destroy a|Write d")]
    [InlineData("cp -r a b", "Write b")]
    [InlineData("dd if=a of=b", "Destroy b")]
    [InlineData("chmod -R 777 a b", "ChangeAccess a|ChangeAccess b")]
    [InlineData("cat < a >> b 2> c", "Read a|Append b|Write c")]
    [InlineData("ls &> a", "Write a")]
    [InlineData("ls 2>&1 >/dev/null", "Write /dev/null")]
    [InlineData("tee a b", "Write a|Write b")]
    [InlineData("find x y -name z -delete", "Destroy x|Destroy y")]
    [InlineData("rm *.o", "Destroy *.o")]
    [InlineData("for x in a; do rm $x; done", "Destroy a")]
    public void Files_are_named_with_what_is_done_to_them(string script, string files) =>
        Assert.Equal(
            string.Join('|', files.Split('|').Distinct()),
            string.Join('|', ShellReading.Read(script).Files.Select(f => $"{f.Use} {f.Path.Text}"))
        );

    [Theory]
    [InlineData("curl -sSL -H 'A: b' -d @f https://H.example/x", "h.example")]
    [InlineData("curl h.example", "h.example")]
    [InlineData("curl http://2130706433/", "127.0.0.1")]
    [InlineData("curl https://good.example@evil.example/", "evil.example")]
    [InlineData("curl -x http://p.example:3128 https://h.example", "h.example|p.example")]
    [InlineData("curl https://h.example/?u=http%3A%2F%2Fi.example", "h.example|i.example")]
    [InlineData("wget -q https://h.example/a", "h.example")]
    [InlineData("ssh ana@h.example ls", "h.example")]
    [InlineData("scp a ana@h.example:/b", "h.example")]
    [InlineData("rsync -a a/ h.example::m", "")]
    [InlineData("git clone git@h.example:a/b.git", "h.example")]
    [InlineData("git clone https://h.example/a", "h.example")]
    [InlineData("git push origin main", "")]
    [InlineData("nc -w 1 h.example 80", "h.example")]
    [InlineData("exec 3<>/dev/tcp/h.example/80", "h.example")]
    [InlineData("ping h.example", "h.example")]
    [InlineData("dig @n.example h.example", "n.example")]
    [InlineData("env curl h.example | tee a", "h.example")]
    public void Destinations_are_named(string script, string hosts) =>
        Assert.Equal(hosts, string.Join('|', ShellReading.Read(script).Destinations.Select(d => d.Host)));
}
