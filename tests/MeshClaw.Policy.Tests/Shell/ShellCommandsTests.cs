using MeshClaw.Policy.Shell;

namespace MeshClaw.Policy.Tests.Shell;

/// <summary>Every command that would run is found, wherever it hides.</summary>
public sealed class ShellCommandsTests
{
    [Theory]
    // Lists, pipelines, grouping.
    [InlineData("ls; rm a && echo b || id & date\nuname", "ls|rm a|echo b|id|date|uname")]
    [InlineData("ls | rm a |& wc", "ls|rm a|wc")]
    [InlineData("(ls; rm a)", "ls|rm a")]
    [InlineData("{ ls; rm a; }", "ls|rm a")]
    [InlineData("! rm a", "rm a")]
    [InlineData("time -p rm a", "rm a")]
    [InlineData("ls # ; rm a", "ls")]
    [InlineData("echo a#b", "echo a#b")]
    [InlineData("r\\\nm a", "rm a")]
    [InlineData("if ls; then rm a; elif id; then rm b; else rm c; fi", "ls|rm a|id|rm b|rm c")]
    [InlineData("while ls; do rm a; done", "ls|rm a")]
    [InlineData("until ls; do rm a; done < f", "ls|rm a")]
    [InlineData("for x in a; do rm $x; done", "rm a")]
    [InlineData("for ((i=0;i<3;i++)); do rm a; done", "rm a")]
    [InlineData("case a in b) ls;; (c|d) rm a;& *) id;; esac", "ls|rm a|id")]
    [InlineData("f() { rm a; }", "rm a")]
    [InlineData("function f { rm a; }", "rm a")]
    [InlineData("f() ( rm \"$1\" ); f b", "rm $1|f b|rm b")]
    [InlineData("coproc_x=1; select x in a b; do rm c; done", "rm c")]
    // Quotes do not hide a program.
    [InlineData("r''m a", "rm a")]
    [InlineData("'rm' a", "rm a")]
    [InlineData("\\rm a", "rm a")]
    [InlineData("\"r\"m a", "rm a")]
    [InlineData("$'\\x72\\155' a", "rm a")]
    [InlineData("/bin/rm a", "/bin/rm a")]
    [InlineData("{rm,-rf,a}", "rm -rf a")]
    [InlineData("X=rm; $X a", "rm a")]
    [InlineData("X='rm -rf a'; $X", "rm -rf a")]
    [InlineData("X=r; Y=m; $X$Y a", "rm a")]
    [InlineData("rm$IFS-rf$IFS/", "rm -rf /")]
    // Substitutions.
    [InlineData("echo $(rm a)", "rm a|echo $(…)")]
    [InlineData("echo \"$(rm a)\"", "rm a|echo $(…)")]
    [InlineData("echo `rm a`", "rm a|echo $(…)")]
    [InlineData("echo `echo \\`rm a\\``", "rm a|echo $(…)|echo $(…)")]
    [InlineData("echo ${x:-$(rm a)}", "rm a|echo ${x:-$(rm a)}")]
    [InlineData("echo ${x//a/`rm a`}", "rm a|echo ${x//a/`rm a`}")]
    [InlineData("echo $((1 + $(rm a)))", "rm a|echo $((1 + $(rm a)))")]
    [InlineData("(( x = $(rm a) ))", "rm a")]
    [InlineData("[[ -n $(rm a) ]]", "rm a")]
    [InlineData("x=$(rm a)", "rm a")]
    [InlineData("x=(a $(rm a))", "rm a")]
    [InlineData("x[$(rm a)]=1", "rm a")]
    [InlineData("for x in $(rm a); do ls; done", "rm a|ls")]
    [InlineData("case $(rm a) in b) ls;; esac", "rm a|ls")]
    [InlineData("diff <(rm a) >(rm b)", "rm a|rm b|diff <(…) <(…)")]
    [InlineData("[[ -e <(rm a) ]]", "rm a")]
    [InlineData("echo ${x:-<(rm a)}", "rm a|echo ${x:-<(rm a)}")]
    [InlineData("echo '$(rm a)'", "echo $(rm a)")]
    [InlineData("echo \"\\$(rm a)\"", "echo $(rm a)")]
    [InlineData("echo $((echo a) | (rm b))", "echo a|rm b|echo $(…)")]
    [InlineData("cat <<E\n$(rm a)\nE", "rm a|cat")]
    [InlineData("cat <<'E'\n$(rm a)\nE", "cat")]
    [InlineData("cat <<-E; ls\n\t$(rm a)\n\tE\nid", "rm a|cat|ls|id")]
    [InlineData("cat <<< $(rm a)", "rm a|cat")]
    [InlineData("cat > $(rm a)", "rm a|cat")]
    // Code given as text.
    [InlineData("sh -c 'ls; rm a'", "sh -c ls; rm a|ls|rm a")]
    [InlineData("bash -lc \"rm a\"", "bash -lc rm a|rm a")]
    [InlineData("sh -c 'rm \"$1\"' x a", "sh -c rm \"$1\" x a|rm a")]
    [InlineData("eval rm a", "eval rm a|rm a")]
    [InlineData("eval 'r''m a;' ls", "eval rm a; ls|rm a|ls")]
    [InlineData("trap 'rm a' EXIT", "trap rm a EXIT|rm a")]
    [InlineData("echo 'rm a' | sh", "echo rm a|sh|rm a")]
    [InlineData("sh <<'E'\nrm a\nE", "sh|rm a")]
    [InlineData("bash <<< 'rm a'", "bash|rm a")]
    [InlineData("ssh h.example rm a", "ssh h.example rm a|rm a")]
    [InlineData("ssh h.example 'ls; rm a'", "ssh h.example ls; rm a|ls|rm a")]
    // Wrappers.
    [InlineData("env X=1 rm a", "env X=1 rm a|rm a")]
    [InlineData("sudo -u root rm a", "sudo -u root rm a|rm a")]
    [InlineData(
        "nohup nice -n 5 timeout -k 1 5 rm a",
        "nohup nice -n 5 timeout -k 1 5 rm a|nice -n 5 timeout -k 1 5 rm a|timeout -k 1 5 rm a|rm a"
    )]
    [InlineData("command rm a", "command rm a|rm a")]
    [InlineData("exec rm a", "exec rm a|rm a")]
    [InlineData("echo a | xargs rm", "echo a|xargs rm|rm $…")]
    [InlineData("ls | xargs -I{} sh -c 'rm {}'", "ls|xargs -I{} sh -c rm {}|sh -c rm {}")]
    [InlineData("find . -name x -exec rm {} \\;", "find . -name x -exec rm {} ;|rm {}")]
    [InlineData("busybox rm a", "busybox rm a|rm a")]
    public void Every_command_is_found(string script, string commands) =>
        Assert.Equal(commands, string.Join('|', ShellReading.Read(script).Commands));

    [Theory]
    [InlineData("ls", "")]
    [InlineData("sh -c ls", "|sh -c")]
    [InlineData("find . -exec rm {} +", "|find -exec")]
    [InlineData("echo $(ls)", "substitution|")]
    public void What_runs_a_command_is_named(string script, string via) =>
        Assert.Equal(via, string.Join('|', ShellReading.Read(script).Commands.Select(c => c.Via)));
}
