using MeshClaw.Policy.Shell.Expansion;
using MeshClaw.Policy.Shell.Programs;
using MeshClaw.Policy.Shell.Syntax;

namespace MeshClaw.Policy.Shell.Walking;

/// <summary>Goes through a script in the order in which it would run, taking every branch.</summary>
internal sealed class Walker
{
    private const int MostBodies = 8;

    private readonly ParseBudget _budget = new();
    private readonly HashSet<Node> _running = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _networkNames = new(StringComparer.Ordinal);
    private readonly HashSet<string> _definedSomewhere = new(StringComparer.Ordinal);
    private readonly CommandReader _commands;
    private readonly RedirectionReader _redirections;

    private Walker()
    {
        Expander = new Expander(this);
        _redirections = new RedirectionReader(this);
        _commands = new CommandReader(this);
    }

    public Outcome Outcome { get; } = new();

    public Expander Expander { get; }

    public static ShellReading Read(string command)
    {
        var walker = new Walker();
        walker.RunCode(command, new Scope(), new Frame(Input.Inherited, "", false));
        return walker.Outcome.ToReading();
    }

    /// <summary>Copies a scope, at a price.</summary>
    public Scope Fork(Scope scope)
    {
        _budget.Charge(scope.Size / 4);
        return scope.Fork();
    }

    /// <summary>Goes one level deeper; where that is too deep, says so. <see cref="Leave"/> is due in any case.</summary>
    public bool Enter()
    {
        var isAllowed = _budget.Enter();
        if (!isAllowed)
        {
            Found(ShellFindingKind.Limit, "It is nested too deeply or too long.");
        }

        return isAllowed;
    }

    public void Leave() => _budget.Leave();

    /// <summary>Parses shell code and walks what was read of it.</summary>
    public void RunCode(string code, Scope scope, Frame frame)
    {
        var (script, error) = ShellParser.Parse(code, _budget);
        if (error is not null)
        {
            Found(_budget.IsSpent ? ShellFindingKind.Limit : ShellFindingKind.Syntax, error);
        }

        _definedSomewhere.UnionWith(AssignedNames.Functions(script));
        Walk(script, scope, frame);
    }

    /// <summary>Walks the body of a substitution; whether anything in it reads from the network.</summary>
    public bool RunsNested(Node body, Scope scope, string via)
    {
        var before = Outcome.Sends;
        Walk(body, Fork(scope), new Frame(Input.Inherited, via, false));
        return Outcome.Sends > before;
    }

    public void Found(ShellFindingKind kind, string detail) => Outcome.Find(kind, detail);

    public bool IsFromNetwork(string variable) => _networkNames.Contains(variable);

    public bool IsDefinedSomewhere(string function) => _definedSomewhere.Contains(function);

    /// <summary>Assigns a variable for good.</summary>
    public void Assigns(string name, Value value, Scope scope)
    {
        if (EnvironmentNames.IsDangerous(name))
        {
            Found(ShellFindingKind.Environment, $"Setting {name} changes what programs do.");
        }

        scope.Set(name, value);
    }

    /// <summary>Runs a function's body with arguments; not again while it is running.</summary>
    public void Call(Node body, IReadOnlyList<ShellWord> arguments, Scope scope, Frame frame)
    {
        if (!_running.Add(body))
        {
            return;
        }

        // What it assigns may be local to it.
        var inner = Fork(scope);
        inner.Arguments = [.. arguments];
        Walk(body, inner, frame);
        inner.Arguments = scope.Arguments;
        scope.Merge(inner);
        _running.Remove(body);
    }

    /// <summary>Walks one node; the text that it prints where that is known.</summary>
    public string? Walk(Node node, Scope scope, Frame frame)
    {
        if (!Enter())
        {
            Leave();
            return null;
        }

        string? printed = null;
        switch (node)
        {
            case SequenceNode sequence:
                foreach (var item in sequence.Items)
                {
                    Walk(item, scope, frame);
                }

                break;
            case AndOrNode list:
                AndOr(list, scope, frame);
                break;
            case PipelineNode pipeline:
                Pipeline(pipeline, scope, frame);
                break;
            case FunctionNode function:
                Define(function, scope, frame);
                break;
            case CompoundNode compound:
                Compound(compound, scope, frame);
                break;
            case SimpleNode simple:
                printed = Simple(simple, scope, frame);
                break;
        }

        Leave();
        return printed;
    }

    private void AndOr(AndOrNode list, Scope scope, Frame frame)
    {
        Walk(list.Items[0], scope, frame);
        var branch = Fork(scope);
        foreach (var item in list.Items.Skip(1))
        {
            Walk(item, branch, frame);
            if (list.HasOr)
            {
                // Whether this ran decides nothing about the next.
                scope.Merge(branch);
                branch = Fork(scope);
            }
        }

        scope.Merge(branch);
    }

    private void Pipeline(PipelineNode pipeline, Scope scope, Frame frame)
    {
        var input = frame.Input;
        var (sends, commands) = (Outcome.Sends, Outcome.Commands.Count);
        for (var i = 0; i < pipeline.Items.Length; i++)
        {
            var branch = Fork(scope);
            var printed = Walk(pipeline.Items[i], branch, frame with { Input = input });
            scope.Merge(branch);
            input =
                i == 0 && printed is not null
                    ? new Input(InputKind.Literal, printed)
                    : Upstream(
                        input,
                        Outcome.Sends > sends,
                        Outcome.Commands.Skip(commands).Select(c => ProgramTable.NameOf(c.Program))
                    );
        }
    }

    /// <summary>What comes out of the commands before, none of which prints a known text.</summary>
    private static Input Upstream(Input outer, bool hasSent, IEnumerable<string> programs)
    {
        string[] decoders =
        [
            "base64",
            "base32",
            "basenc",
            "xxd",
            "openssl",
            "uudecode",
            "gunzip",
            "gzip",
            "zcat",
            "xz",
            "bzip2",
            "zstd",
            "tr",
            "rev",
        ];
        string[] readers = ["cat", "head", "tail", "zcat", "dd"];
        var all = programs.ToList();
        return hasSent || outer.Kind == InputKind.Network ? new(InputKind.Network, "the network")
            : all.Find(decoders.Contains) is { } decoder ? new(InputKind.Encoded, decoder)
            : all.Count > 0 && all.TrueForAll(readers.Contains) ? new(InputKind.File, all[0])
            : new(InputKind.Computed, all.Count > 0 ? all[^1] : "a pipe");
    }

    private void Define(FunctionNode function, Scope scope, Frame frame)
    {
        if (!scope.CertainFunctions.Add(function.Name))
        {
            scope.Functions[function.Name].Add(function.Body);
        }
        else
        {
            scope.Functions[function.Name] = [function.Body, .. scope.Functions.GetValueOrDefault(function.Name, [])];
        }

        if (scope.Functions[function.Name].Count > MostBodies)
        {
            Found(ShellFindingKind.Limit, $"“{function.Name}” is defined too often.");
            return;
        }

        // Something that is not seen here may call it: walked once with nothing known of its arguments.
        var blank = Fork(scope);
        blank.Arguments = null;
        foreach (var name in AssignedNames.Variables(function.Body))
        {
            blank.Set(name, Value.Computed);
        }

        if (_running.Add(function.Body))
        {
            Walk(function.Body, blank, frame with { IsDefinition = true });
            _running.Remove(function.Body);
        }
    }

    private void Compound(CompoundNode compound, Scope scope, Frame frame)
    {
        frame = frame with { Input = _redirections.Read(compound.Redirections, scope, frame.Input) };
        var words = Expander.Fields(compound.Words, scope);
        if (compound.Kind == CompoundKind.Test)
        {
            Tests.Read(this, compound.Words, words, scope);
        }

        if (compound.Kind == CompoundKind.Group)
        {
            Walk(compound.Parts[0], scope, frame);
            return;
        }

        var branch = Fork(scope);
        if (compound.Kind == CompoundKind.Loop)
        {
            foreach (var name in compound.Parts.SelectMany(AssignedNames.Variables))
            {
                branch.Set(name, Value.Computed);
            }

            if (compound.Variable is { } variable)
            {
                var isNetwork = words.Any(w => w.IsFromNetwork);
                _ = isNetwork && _networkNames.Add(variable);
                Assigns(variable, words is [{ IsLiteral: true } only] ? Value.Of(only.Text) : Value.Computed, branch);
            }
        }

        foreach (var part in compound.Parts)
        {
            Walk(part, branch, frame);
            if (compound.Kind == CompoundKind.Choice)
            {
                scope.Merge(branch);
                branch = Fork(scope);
            }
        }

        scope.Merge(branch);
    }

    private string? Simple(SimpleNode simple, Scope scope, Frame frame)
    {
        var words = Expander.Fields(simple.Words, scope);
        var prefix = new List<string>();
        foreach (var assignment in simple.Assignments)
        {
            var before = Outcome.Sends;
            var value = Expander.ValueOf(assignment.Value, scope);
            _ = Outcome.Sends > before && _networkNames.Add(assignment.Name);
            if (words.Count > 0)
            {
                prefix.Add(assignment.Name);
                continue;
            }

            value = assignment switch
            {
                { IsElement: true } => Value.Computed,
                { Appends: true } => value.Kind == ValueKind.Literal
                && scope[assignment.Name] is { Kind: ValueKind.Literal } old
                    ? Value.Of(old.Text + value.Text)
                    : Value.Computed,
                _ => value,
            };
            Assigns(assignment.Name, value, scope);
            Outcome.Reads();
        }

        foreach (var name in words.Count > 0 ? prefix : [])
        {
            // A function or "eval" sees it, and a special builtin leaves it set.
            scope.Set(name, Value.Computed);
        }

        var input = _redirections.Read(simple.Redirections, scope, frame.Input);
        return words.Count == 0 ? null : _commands.Run(words, scope, frame with { Input = input }, prefix);
    }
}
