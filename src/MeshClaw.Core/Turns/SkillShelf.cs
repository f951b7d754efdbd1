using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Skills;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Flow;

namespace MeshClaw.Core.Turns;

/// <summary>What a model asked for of a skill.</summary>
/// <param name="Text">As it reads it.</param>
/// <param name="Tools">Wire names of what the skill would like and the agent has.</param>
/// <param name="Seen">The same for the guard.</param>
internal sealed record SkillText(string Text, ImmutableArray<string> Tools, Observation Seen);

/// <summary>
/// The skills of one turn. Each line of theirs begins with a mark, so that none passes for the gateway's or the owner's. For the guard the text of
/// a skill that others wrote is third-party text, from the index on: installing one says yes to a way of working, to no address, link or
/// amount in it. Those that are shipped are the gateway's own words; no value in them is the owner's choice either.
/// </summary>
internal sealed class SkillShelf
{
    /// <summary>Before each line of a skill.</summary>
    public const char Mark = '§';

    /// <summary>A text longer than this is cut, and kept whole for <c>result_read</c>.</summary>
    public const int MaxText = 20_000;

    private const int MaxIndex = 4000;
    private const int MaxDescription = 240;
    private const int MaxShown = 200_000;
    private const int MaxFiles = 60;

    private readonly SkillCatalog _catalog;
    private readonly ImmutableArray<SkillListing> _usable;

    private SkillShelf(SkillCatalog catalog, ImmutableArray<SkillListing> all)
    {
        _catalog = catalog;
        _usable = [.. all.Where(s => s.State == SkillState.Usable)];
        Withdrawn = [.. all.Where(s => s.State != SkillState.Usable).Select(s => s.Name)];
        Index = WriteIndex();
        var foreign = _usable.Where(s => s.IsForeign).ToList();
        Listed = foreign.Count == 0 ? null : Seen(foreign.Select(s => (s.Header?.Description ?? "", Foreign: true)));
    }

    /// <summary>None.</summary>
    public static SkillShelf Empty { get; } = new(SkillCatalog.None, []);

    /// <summary>Whether there is none to use.</summary>
    public bool IsEmpty => _usable.IsEmpty;

    /// <summary>What the model is told from the beginning: a line for each.</summary>
    public string Index { get; }

    /// <summary>Names of those that the agent's file names and that may not be used now.</summary>
    public ImmutableArray<string> Withdrawn { get; }

    /// <summary>What others wrote in the index, for the guard; null where that is nothing.</summary>
    public Observation? Listed { get; }

    /// <summary>An agent's.</summary>
    public static SkillShelf Of(SkillCatalog catalog, AgentDefinition agent) =>
        agent.Skills.IsEmpty ? Empty : new SkillShelf(catalog, catalog.For(agent));

    /// <summary>A skill's own file, or another of its files: read and hashed now.</summary>
    /// <exception cref="ToolException">There is no such skill or file, or it changed.</exception>
    public SkillText Read(string name, string? file, ToolBelt belt)
    {
        var skill = Find(name);
        var content =
            _catalog.Open(skill)
            ?? throw new ToolException(
                $"The skill {skill.Name} changed since the owner said yes to it, so it is withdrawn. They can look at it: meshclaw skills review {skill.Name}"
            );
        var whole = string.IsNullOrEmpty(file) || file == SkillFile.FileName;
        var text =
            whole ? skill.Header?.Body ?? ""
            : content.Find(file!) is not { } entry // Not empty here.
                ? throw new ToolException($"The skill {skill.Name} has no such file. {Files(content)}")
            : entry.Text ?? throw new ToolException("That file is no text.");
        var wanted = skill.Header?.AllowedTools ?? [];
        var has = wanted.SelectMany(belt.Match).Select(t => t.WireName).Distinct().ToImmutableArray();
        var result = new StringBuilder();
        result.Append(
            CultureInfo.InvariantCulture,
            $"Of the skill {skill.Name}, {(skill.IsForeign ? "which the owner installed and somebody else wrote" : "shipped with MeshClaw")}.\n"
        );
        if (whole)
        {
            Append(result, wanted, has, belt);
            if (content.Files.Length > 1)
            {
                result.Append(Files(content)).Append('\n');
            }
        }

        foreach (var line in Lines(text))
        {
            result.Append(Mark).Append(' ').Append(line).Append('\n');
        }

        return new SkillText(result.ToString(), whole ? has : [], Seen([(text, skill.IsForeign)]));
    }

    /// <summary>
    /// Binds a call that runs a script to the content that is usable now: what is shown, approved and run is that or nothing. Other calls stay as
    /// they are.
    /// </summary>
    /// <exception cref="ToolException">The agent may not use that skill.</exception>
    public ToolRequest Bind(ToolRequest request)
    {
        if (request.Tool != SkillScript.Tool)
        {
            return request;
        }

        // The arguments were read once already, and are an object.
        var arguments = JsonNode.Parse(request.Arguments)!.AsObject();
        var name = arguments["skill"] is JsonValue value && value.TryGetValue(out string? text) ? text : "";
        arguments["hash"] = Find(name).Hash;
        return request with { Arguments = arguments.ToJsonString() };
    }

    private SkillListing Find(string name) =>
        _usable.FirstOrDefault(s => s.Name == name)
        ?? throw new ToolException(
            Withdrawn.Contains(name)
                ? $"The skill {name} may not be used until the owner reviewed it: meshclaw skills review {name}"
            : IsEmpty ? "You have no skills."
            : $"You have no such skill. You have: {string.Join(", ", _usable.Select(s => s.Name))}."
        );

    private static void Append(
        StringBuilder result,
        ImmutableArray<string> wanted,
        ImmutableArray<string> has,
        ToolBelt belt
    )
    {
        if (has.Length > 0)
        {
            result.Append(CultureInfo.InvariantCulture, $"You have of what it asks for: {string.Join(", ", has)}.\n");
        }

        var lacks = wanted.Count(w => belt.Match(w).Count == 0);
        if (lacks > 0)
        {
            result.Append(
                CultureInfo.InvariantCulture,
                $"It asks for {lacks} tools that you do not have; do without them, and say so where it matters.\n"
            );
        }
    }

    // Paths are checked when a folder is read: no line of theirs ends early.
    private static string Files(SkillContent content)
    {
        var others = content.Files.Where(f => f.Path != SkillFile.FileName).ToList();
        var shown = others
            .Take(MaxFiles)
            .Select(f => SkillScript.InterpreterOf(f) is null ? f.Path : $"{f.Path} (a script for skill_run)");
        return $"{Mark} Files: {string.Join(", ", shown)}{(others.Count > MaxFiles ? ", …" : "")}";
    }

    // Spaces at the beginning of a line have a meaning here, and so all are kept.
    private static IEnumerable<string> Lines(string text)
    {
        var line = new StringBuilder();
        foreach (var rune in (text.Length <= MaxShown ? text : text[..MaxShown]).EnumerateRunes())
        {
            if (rune.Value is '\n' or '\v' or '\f' or 0x85 or 0x2028 or 0x2029)
            {
                yield return line.ToString().TrimEnd();
                line.Clear();
            }
            else if (rune.Value == '\t')
            {
                line.Append("    ");
            }
            else if (!Rune.IsControl(rune) && !InvisibleText.IsInvisible(rune.Value))
            {
                line.Append(rune);
            }
            else if (rune.Value == '\r')
            {
                line.Append(' ');
            }
        }

        yield return line.ToString().TrimEnd();
    }

    private string WriteIndex()
    {
        var text = new StringBuilder();
        foreach (var skill in _usable)
        {
            var line = InvisibleText.Line(skill.Header?.Description ?? "", MaxDescription);
            text.Append(CultureInfo.InvariantCulture, $"{Mark} {skill.Name}: {line}\n");
        }

        if (text.Length > MaxIndex)
        {
            text.Clear().Append(Mark).Append(' ').AppendJoin(' ', _usable.Select(s => s.Name)).Append('\n');
        }

        return text.Length <= MaxIndex ? text.ToString() : text.ToString(0, MaxIndex) + "…\n";
    }

    // Prose alone, without id, name or author: there is nothing in it by which the owner could have named it.
    private static Observation Seen(IEnumerable<(string Text, bool Foreign)> texts) =>
        new()
        {
            Records =
            [
                .. texts.Select(t => new SeenRecord(
                    ["skill"],
                    null,
                    [
                        new SeenField(
                            "text",
                            FieldKind.Prose,
                            t.Text,
                            new Label(t.Foreign ? Origin.ThirdParty : Origin.OwnSystem, Sensitivity.Public)
                        ),
                    ]
                )
                {
                    IsOwnCopy = true,
                }),
            ],
        };
}
