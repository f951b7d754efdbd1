using MeshClaw.Core.Journal;
using MeshClaw.Protocol;

namespace MeshClaw.Gateway.Features;

/// <summary>The journal's labels as clients see them.</summary>
internal static class ActionLabels
{
    /// <summary>Each value's label.</summary>
    public static ValueLabelDto[] Values(CallLabels labels) =>
        [
            .. labels.Values.Select(v => new ValueLabelDto(
                v.Path,
                Answer.Word(v.Role),
                Answer.Word(v.Origin),
                Answer.Word(v.Sensitivity),
                v.OwnerChosen,
                v.Source
            )),
        ];

    /// <summary>The sources by argument: the first steps of the paths. An argument of several values names each source once.</summary>
    public static Dictionary<string, string> Sources(CallLabels labels) =>
        labels
            .Values.GroupBy(v => Unescape(v.Path.Split('/', 3)[1]))
            .ToDictionary(g => g.Key, g => string.Join("; ", g.Select(v => v.Source).Distinct()));

    private static string Unescape(string step) =>
        step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
