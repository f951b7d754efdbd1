using MeshClaw.Core.Yaml;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Core.Agents;

/// <summary>Autonomy as files spell it.</summary>
internal static class AutonomyText
{
    public static IReadOnlyDictionary<string, Autonomy> Words { get; } =
        new Dictionary<string, Autonomy>(StringComparer.Ordinal)
        {
            ["observe"] = Autonomy.Observe,
            ["propose"] = Autonomy.Propose,
            ["act-reversibly"] = Autonomy.ActReversibly,
            ["act"] = Autonomy.Act,
        };

    public static string Of(Autonomy autonomy) => Words.Single(w => w.Value == autonomy).Key;
}

/// <summary>The <c>limits</c> of AGENT.md and of the organisation's ceiling.</summary>
internal static class LimitsReader
{
    private const int Most = 1_000_000;

    /// <summary>The limits that are written, and <paramref name="otherwise"/> for those that are not.</summary>
    public static Limits Read(YamlNode? node, YamlReader reader, Limits otherwise)
    {
        if (reader.Fields(node, "limits") is not { } fields)
        {
            return otherwise;
        }

        var limits = new Limits
        {
            ActionsPerRun = Whole("actions-per-run", Most) ?? otherwise.ActionsPerRun,
            DeletionsPerDay = Whole("deletions-per-day", Most) ?? otherwise.DeletionsPerDay,
            RecipientsPerDay = Whole("recipients-per-day", Most) ?? otherwise.RecipientsPerDay,
            UsdPerDay = reader.Money(fields.Take("usd-per-day"), "usd-per-day", Most) ?? otherwise.UsdPerDay,
            TokensPerRun = Whole("tokens-per-run", 1_000_000_000) ?? otherwise.TokensPerRun,
            Bulk = Whole("bulk", Most) ?? otherwise.Bulk,
        };
        fields.Finish();
        return limits;

        int? Whole(string key, int max) => reader.Whole(fields.Take(key), key, 0, max);
    }
}
