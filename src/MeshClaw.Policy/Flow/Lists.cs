namespace MeshClaw.Policy.Flow;

/// <summary>Dictionaries that hold several values for a key.</summary>
internal static class Lists
{
    /// <summary>Adds a value to those of a key.</summary>
    public static void AddTo<TKey, TValue>(this Dictionary<TKey, List<TValue>> index, TKey key, TValue value)
        where TKey : notnull => ListOf(index, key).Add(value);

    /// <summary>Adds a value to those of a key, but for one that was the last to be added.</summary>
    public static void AddOnce<TKey, TValue>(this Dictionary<TKey, List<TValue>> index, TKey key, TValue value)
        where TKey : notnull
        where TValue : class
    {
        var list = ListOf(index, key);
        if (list.Count == 0 || !ReferenceEquals(list[^1], value))
        {
            list.Add(value);
        }
    }

    private static List<TValue> ListOf<TKey, TValue>(Dictionary<TKey, List<TValue>> index, TKey key)
        where TKey : notnull
    {
        if (!index.TryGetValue(key, out var list))
        {
            // Most words and names stand in one record.
            index[key] = list = new List<TValue>(1);
        }

        return list;
    }
}
