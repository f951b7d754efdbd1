using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshClaw.Evaluation;

/// <summary>The attack cases: JSON Lines, one pair of user task and injection task each.</summary>
internal static class CaseFile
{
    /// <summary>Reads every case that can be scored by replay.</summary>
    /// <exception cref="EvaluationException">A line is no case; the message has its number.</exception>
    public static IReadOnlyList<SuiteCase> Read(string path)
    {
        var cases = new List<SuiteCase>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            var where = $"{path}, line {number}";
            try
            {
                var one = Json.Object(JsonNode.Parse(line), where);
                if (one["scorable_by_replay"]?.GetValue<bool>() ?? true)
                {
                    cases.Add(
                        new SuiteCase(
                            Json.Text(one, "id", where),
                            Json.Text(one, "suite", where),
                            Json.Text(one, "user_task", where),
                            Json.Text(one, "injection_task", where),
                            [.. Json.Names(one, "vectors")]
                        )
                    );
                }
            }
            catch (JsonException e)
            {
                throw new EvaluationException($"{where}: not JSON: {e.Message}", e);
            }
        }

        return cases;
    }
}
