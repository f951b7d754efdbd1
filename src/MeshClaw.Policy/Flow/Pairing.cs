using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Flow;

/// <summary>
/// Keeps together what the owner put together: "A to Ann and B to Bob" allows neither A to Bob nor B to Ann, though the owner wrote all
/// four. Where the owner wrote only one place, or only one thing, there is nothing to mix up.
/// </summary>
internal static class Pairing
{
    /// <summary>Whether two values of a call were taken from different pairs of the owner's.</summary>
    public static bool IsSwapped(IReadOnlyList<(CallValue Value, int At)> placed, RunFlow flow)
    {
        var places = placed.Where(p => p.Value.Role == ValueRole.Destination).ToList();
        if (places.Count == 0)
        {
            places = [.. placed.Where(p => p.Value.Role == ValueRole.Target && !p.Value.Kinds.IsEmpty)];
        }

        if (places.Count == 0 || placed.Count < 2)
        {
            return false;
        }

        var clauses = flow.Asks.Clauses;
        foreach (var place in places)
        {
            var otherPlaces = Rivals(place, placed, flow);
            foreach (var thing in placed)
            {
                if (!AreOfOneCall(place.Value, thing.Value))
                {
                    continue;
                }

                if (otherPlaces.Count == 0 && !IsRecord(thing.Value))
                {
                    continue;
                }

                var otherThings = Rivals(thing, placed, flow);
                if (otherPlaces.Count == 0 && otherThings.Count == 0)
                {
                    continue;
                }

                if (otherThings.Count == 0)
                {
                    // Said once, for all places; but not for one that the owner wrote before, for something else.
                    if (clauses.IsElsewhere(Mentioned.At(thing, flow), Mentioned.At(place, flow), otherPlaces))
                    {
                        return true;
                    }

                    continue;
                }

                var groups = clauses.Groups(
                    [.. Mentioned.At(thing, flow), .. otherThings],
                    [.. Mentioned.At(place, flow), .. otherPlaces]
                );
                if (!Mentioned.At(thing, flow).Any(t => Mentioned.At(place, flow).Any(p => groups.Contains((t, p)))))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // What the call uses for another argument is no rival: a title beside a description.
    private static IReadOnlyList<int> Rivals(
        (CallValue Value, int At) one,
        IReadOnlyList<(CallValue Value, int At)> placed,
        RunFlow flow
    )
    {
        var used = placed.Where(p => p.Value.Name != one.Value.Name).SelectMany(p => Mentioned.At(p, flow));
        return Mentioned.Rivals(one, flow, [.. used.Concat(Mentioned.At(one, flow))]);
    }

    private static bool IsRecord(CallValue value) => value.Role == ValueRole.Target && !value.Kinds.IsEmpty;

    /// <summary>Different arguments; of the same item, where the call carries a list of them.</summary>
    private static bool AreOfOneCall(CallValue one, CallValue other)
    {
        var (a, b) = (one.Path.Split('/'), other.Path.Split('/'));
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            if (a[i] != b[i])
            {
                // Up to here the same list: another item of it belongs to another pair.
                return a[i].Length == 0 || !a[i].All(char.IsAsciiDigit) || !b[i].All(char.IsAsciiDigit);
            }
        }

        return false;
    }
}
