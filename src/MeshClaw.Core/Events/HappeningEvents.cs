using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshClaw.Core.Events;

/// <summary>Says in the table of events that something happened. Facts that are too long are cut; control characters become blanks.</summary>
public sealed class HappeningEvents(IEventStore events, TimeProvider time) : IHappenings
{
    /// <inheritdoc />
    public Task<bool> RaiseAsync(Happening happening, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(happening);
        var kind =
            HappeningKinds.Find(happening.Kind)
            ?? throw new ArgumentException($"There is no happening \"{happening.Kind}\".", nameof(happening));
        if (happening.Facts.Keys.FirstOrDefault(f => kind.Facts.All(k => k.Name != f)) is { } stranger)
        {
            throw new ArgumentException($"{kind.Name} has no fact \"{stranger}\".", nameof(happening));
        }

        var clean = happening with
        {
            Facts = happening.Facts.ToImmutableSortedDictionary(f => f.Key, f => Clean(f.Value)),
        };
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(happening.Key)));
        return events.EnqueueAsync(
            happening.Kind,
            happening.Source,
            $"{happening.Kind}/{happening.Source}/{digest}",
            JsonSerializer.Serialize(clean, HappeningJson.Default.Happening),
            time.GetUtcNow(),
            cancellationToken
        );
    }

    /// <summary>What an event carries.</summary>
    public static Happening Read(EventRecord taken)
    {
        ArgumentNullException.ThrowIfNull(taken);
        return JsonSerializer.Deserialize(taken.Payload, HappeningJson.Default.Happening)
            ?? throw new InvalidDataException($"Event {taken.Id} holds no happening.");
    }

    private static string Clean(string fact)
    {
        var line = string.Concat(fact.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return line.Length > Happening.MaxFact ? line[..Happening.MaxFact] : line;
    }
}

/// <summary>JSON of what events of happenings carry.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Happening))]
internal sealed partial class HappeningJson : JsonSerializerContext;
