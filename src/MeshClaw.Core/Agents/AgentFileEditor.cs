using MeshClaw.Core.Files;
using MeshClaw.Core.Yaml;

namespace MeshClaw.Core.Agents;

/// <summary>
/// Edits the rules of an AGENT.md. Every other line stays as it is, comments and line ends too. The result is read again before it is
/// handed back: it says the same as before but for that one rule, or the edit is refused.
/// </summary>
public static class AgentFileEditor
{
    /// <summary>Puts a rule before all others, so that it wins over them.</summary>
    public static FileEdit AddRule(string path, string text, AgentRule rule, AgentFileContext context) =>
        Edit(path, text, context, new RuleChange(rule, Add: true));

    /// <summary>Takes away the first rule that says the same. Refused where there is none.</summary>
    public static FileEdit RemoveRule(string path, string text, AgentRule rule, AgentFileContext context) =>
        Edit(path, text, context, new RuleChange(rule, Add: false));

    private static FileEdit Edit(string path, string text, AgentFileContext context, RuleChange change)
    {
        ArgumentNullException.ThrowIfNull(text);
        var clean = StrictText.WithoutMark(text);
        var (before, tree) = AgentFile.ParseWithTree(path, clean, context);
        if (before.Value is null || tree is null)
        {
            return FileEdit.Refused(before);
        }

        var wanted = change.Of([.. before.Value.Rules.Select(Meaning)]);
        if (wanted is null)
        {
            return FileEdit.Refused($"There is no rule \"{AgentRuleParser.ToText(change.Rule)}\" in {path}.");
        }

        var source = new SourceLines(clean);
        var index = before.Value.Rules.Select(Meaning).ToList().IndexOf(Meaning(change.Rule));
        var edited = change.Add
            ? RuleLines.Insert(source, tree, AgentRuleParser.ToText(change.Rule))
            : RuleLines.Remove(source, (YamlList)tree.Find("rules")!, index); // A rule was found, so there is a list.
        if (edited is null)
        {
            return FileEdit.Refused(
                $"The rules of {path} are written in a way that cannot be edited safely. Change them by hand."
            );
        }

        var (after, treeAfter) = AgentFile.ParseWithTree(path, edited, context);
        if (after.Value is null || treeAfter is null)
        {
            return FileEdit.Refused(after);
        }

        return after.Value.Rules.Select(Meaning).SequenceEqual(wanted) && SameButRules(tree, treeAfter)
            ? FileEdit.Done(text[..(text.Length - clean.Length)] + edited)
            : FileEdit.Refused(
                $"The rules of {path} are written in a way that cannot be edited safely. Change them by hand."
            );
    }

    private static bool SameButRules(YamlMap before, YamlMap after)
    {
        var keys = before.Entries.Concat(after.Entries).Select(e => e.Key.Text).Where(k => k != "rules");
        return keys.All(k => YamlNode.Same(before.Find(k), after.Find(k)));
    }

    private static (RuleCondition, RuleDisposition) Meaning(AgentRule rule) => (rule.Condition, rule.Disposition);

    private sealed record RuleChange(AgentRule Rule, bool Add)
    {
        /// <summary>The rules after the change; null where there is nothing to remove.</summary>
        public List<(RuleCondition, RuleDisposition)>? Of(List<(RuleCondition, RuleDisposition)> rules)
        {
            if (Add)
            {
                rules.Insert(0, Meaning(Rule));
                return rules;
            }

            return rules.Remove(Meaning(Rule)) ? rules : null;
        }
    }
}
