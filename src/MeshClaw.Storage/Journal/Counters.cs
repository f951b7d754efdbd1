using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Storage.Journal;

/// <summary>What an intent took from one counter.</summary>
internal sealed record StoredUse(string Counter, long Amount);

/// <summary>JSON of what intents took.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(List<StoredUse>))]
internal sealed partial class UseJson : JsonSerializerContext;

/// <summary>The counters of limits within one writing transaction: each read once and written once.</summary>
internal sealed class Counters(Session session, DateTimeOffset now)
{
    private readonly Dictionary<string, long> _used = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);

    /// <summary>Whether all of these fit together under their limits.</summary>
    public bool Fits(ImmutableArray<LimitUse> uses)
    {
        foreach (var use in uses)
        {
            var together = uses.Where(u => u.Counter == use.Counter).Sum(u => u.Amount);
            if (use.Amount < 0 || together > use.Max - Used(use.Counter)) // Subtracted: a maximum may be long.MaxValue.
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes.</summary>
    public void Add(ImmutableArray<LimitUse> uses)
    {
        foreach (var use in uses)
        {
            Change(use.Counter, use.Amount);
        }
    }

    /// <summary>Gives back what an intent took, as its row keeps it; never below nothing.</summary>
    public void GiveBack(string? stored)
    {
        foreach (
            var use in stored is null ? [] : JsonSerializer.Deserialize(stored, UseJson.Default.ListStoredUse) ?? []
        )
        {
            Change(use.Counter, -Math.Min(use.Amount, Used(use.Counter)));
        }
    }

    /// <summary>Writes what changed.</summary>
    public void Save()
    {
        foreach (var name in _changed)
        {
            session.Run(
                """
                INSERT INTO counters (name, used, updated) VALUES ($name, $used, $now)
                ON CONFLICT (name) DO UPDATE SET used = excluded.used, updated = excluded.updated
                """,
                ("$name", name),
                ("$used", _used[name]),
                ("$now", Stamp.Of(now))
            );
        }

        _changed.Clear();
    }

    /// <summary>What an intent took, for its row.</summary>
    public static string Json(ImmutableArray<LimitUse> uses) =>
        JsonSerializer.Serialize(
            uses.Select(u => new StoredUse(u.Counter, u.Amount)).ToList(),
            UseJson.Default.ListStoredUse
        );

    private void Change(string counter, long by)
    {
        _used[counter] = Used(counter) + by;
        _changed.Add(counter);
    }

    private long Used(string counter)
    {
        if (!_used.TryGetValue(counter, out var used))
        {
            used = (long?)session.Scalar("SELECT used FROM counters WHERE name = $name", ("$name", counter)) ?? 0;
            _used.Add(counter, used);
        }

        return used;
    }
}
