using System.Globalization;
using System.Text.Json;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;

namespace MeshClaw.Connectors.Tests;

/// <summary>What every connector owes the guard: a value for each scalar argument, a label on each field.</summary>
internal static class LabelledCalls
{
    /// <summary>Each scalar of the arguments stands among the values once, with its pointer, form and exact text; and nothing else does.</summary>
    public static void AssertComplete(ProposedCall call)
    {
        var expected = Scalars("", JsonElement.Parse(call.Arguments)).Order().ToList();
        Assert.Equal(expected, call.Values.Select(v => (v.Path, v.Form, v.Text)).Order());
        Assert.All(call.Values, v => Assert.True(v.Kinds.All(k => k.Length > 0)));
    }

    /// <summary>There is something in it, and every field says something of somebody.</summary>
    public static void AssertComplete(Observation observation)
    {
        Assert.NotEmpty(observation.Records);
        Assert.All(observation.Records, r => Assert.NotEmpty(r.Kinds));
        Assert.All(
            observation.Records.SelectMany(r => r.Fields),
            f => Assert.True(f.Name.Length > 0 && f.Text.Length > 0, f.Name)
        );
    }

    private static IEnumerable<(string Path, ValueForm Form, string Text)> Scalars(string path, JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => value
                .EnumerateObject()
                .SelectMany(m => Scalars($"{path}/{m.Name.Replace("~", "~0").Replace("/", "~1")}", m.Value)),
            JsonValueKind.Array => value
                .EnumerateArray()
                .SelectMany((item, i) => Scalars($"{path}/{i.ToString(CultureInfo.InvariantCulture)}", item)),
            JsonValueKind.String when value.GetString() is { Length: > 0 } text => [(path, ValueForm.Text, text)],
            JsonValueKind.Number => [(path, ValueForm.Number, value.GetRawText())],
            JsonValueKind.True or JsonValueKind.False => [(path, ValueForm.Boolean, value.GetRawText())],
            _ => [],
        };
}
