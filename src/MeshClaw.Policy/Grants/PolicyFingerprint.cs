using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MeshClaw.Policy.Statements;

namespace MeshClaw.Policy.Grants;

/// <summary>
/// One short word for all that a grant, a ceiling and the statements say: a permit given under one fingerprint is void under another. SHA-256 over
/// every value, the first 16 hex digits.
/// </summary>
public static class PolicyFingerprint
{
    /// <summary>The fingerprint of an agent's grant under a ceiling and under statements.</summary>
    public static string Of(Ceiling ceiling, StatementBook statements, AgentGrant grant)
    {
        ArgumentNullException.ThrowIfNull(ceiling);
        ArgumentNullException.ThrowIfNull(statements);
        ArgumentNullException.ThrowIfNull(grant);
        var text = new StringBuilder();
        Add(text, "ceiling", ceiling.MaxAutonomy.ToString());
        AddAll(text, "forbid", ceiling.ForbidTools);
        AddAll(text, "ask", ceiling.AskTools);
        AddAll(text, "destinations", ceiling.ForbidDestinations);
        Add(text, "ceiling-limits", ceiling.Limits is { } limits ? Of(limits) : "none");
        Add(text, "statements", statements.Version);
        Add(text, "agent", grant.Agent.Value);
        AddAll(text, "tools", grant.Tools);
        AddAll(text, "connections", grant.Connections.Select(c => c.Value));
        Add(text, "autonomy", grant.Autonomy.ToString());
        Add(text, "limits", Of(grant.Limits));
        Add(text, "paused", grant.Paused ? "yes" : "no");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }

    private static string Of(Limits l) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{l.ActionsPerRun} {l.DeletionsPerDay} {l.RecipientsPerDay} {l.UsdPerDay} {l.TokensPerRun} {l.Bulk}"
        );

    private static void AddAll(StringBuilder text, string name, IEnumerable<string> values)
    {
        foreach (var value in values)
        {
            Add(text, name, value);
        }
    }

    // Lengths keep two values from reading as one.
    private static void Add(StringBuilder text, string name, string value) =>
        text.Append(CultureInfo.InvariantCulture, $"{name}:{value.Length}:{value}\n");
}
