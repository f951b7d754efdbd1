using MeshClaw.Policy.Shell.Syntax;

namespace MeshClaw.Policy.Shell.Walking;

/// <summary>Names that a piece of script assigns or defines anywhere in it, by its text alone.</summary>
internal static class AssignedNames
{
    /// <summary>Variables; what a builtin is given as a name counts too.</summary>
    public static IEnumerable<string> Variables(Node node) =>
        node switch
        {
            SimpleNode simple => simple
                .Assignments.Select(a => a.Name)
                .Concat(simple.Words.Select(NameIn).Where(n => n.Length > 0)),
            CompoundNode compound => compound
                .Parts.SelectMany(Variables)
                .Concat(compound.Variable is { } name ? [name] : []),
            SequenceNode sequence => sequence.Items.SelectMany(Variables),
            AndOrNode list => list.Items.SelectMany(Variables),
            PipelineNode pipeline => pipeline.Items.SelectMany(Variables),
            FunctionNode function => Variables(function.Body),
            _ => [],
        };

    /// <summary>Functions.</summary>
    public static IEnumerable<string> Functions(Node node) =>
        node switch
        {
            FunctionNode function => Functions(function.Body).Append(function.Name),
            CompoundNode compound => compound.Parts.SelectMany(Functions),
            SequenceNode sequence => sequence.Items.SelectMany(Functions),
            AndOrNode list => list.Items.SelectMany(Functions),
            PipelineNode pipeline => pipeline.Items.SelectMany(Functions),
            _ => [],
        };

    private static string NameIn(Word word)
    {
        var text = word.Parts is [TextPart first, ..] ? first.Text.Split('=', '[', '+')[0] : "";
        return Cursor.IsName(text) ? text : "";
    }
}
