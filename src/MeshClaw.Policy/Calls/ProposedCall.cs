using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace MeshClaw.Policy.Calls;

/// <summary>
/// A tool call that somebody (a model, a reflex, the owner's undo) would like to make, described by its connector: what a model
/// says it does plays no part. Immutable; means nothing until the guard has let it through.
/// </summary>
public sealed class ProposedCall
{
    private string? _hash;

    /// <summary>Describes one call.</summary>
    /// <param name="connection">The account it acts on.</param>
    /// <param name="tool">The tool.</param>
    /// <param name="effect">The tool's declared effect.</param>
    /// <param name="verbs">What this very call does, in the words of orders.</param>
    /// <param name="arguments">Its arguments, a JSON object; kept in canonical form.</param>
    /// <param name="targets">What it acts upon, as the connector resolved it.</param>
    /// <param name="destinations">Where it sends anything.</param>
    /// <param name="values">Every scalar of the arguments with its role; without them the guard takes each for third-party text.</param>
    /// <param name="amount">The money that moves, in the account's currency; null where none does or the connector cannot tell.</param>
    /// <param name="warnings">What its owner should see before it is made; the guard asks for each.</param>
    /// <exception cref="JsonException">The arguments are no strict JSON.</exception>
    public ProposedCall(
        ConnectionName connection,
        ToolName tool,
        Effect effect,
        Verbs verbs,
        string arguments,
        IEnumerable<Target> targets,
        IEnumerable<Destination>? destinations = null,
        IEnumerable<CallValue>? values = null,
        decimal? amount = null,
        IEnumerable<CallWarning>? warnings = null
    )
    {
        Connection = connection;
        Tool = tool;
        Effect = effect;
        Verbs = verbs | Implied(effect.Traits);
        Arguments = CanonicalJson.Of(arguments);
        Targets = [.. targets];
        Destinations = destinations is null ? [] : [.. destinations];
        Values = values is null ? [] : WithKinds([.. values]);
        Amount = amount;
        Warnings = warnings is null ? [] : [.. warnings];
    }

    /// <summary>The account it acts on.</summary>
    public ConnectionName Connection { get; }

    /// <summary>The tool.</summary>
    public ToolName Tool { get; }

    /// <summary>The tool's declared effect.</summary>
    public Effect Effect { get; }

    /// <summary>What it does, in the words of orders; what its traits imply is included.</summary>
    public Verbs Verbs { get; }

    /// <summary>Its arguments in canonical JSON.</summary>
    public string Arguments { get; }

    /// <summary>What it acts upon.</summary>
    public ImmutableArray<Target> Targets { get; }

    /// <summary>Where it sends anything.</summary>
    public ImmutableArray<Destination> Destinations { get; }

    /// <summary>Every scalar of the arguments with its role. Empty where the connector declares none.</summary>
    public ImmutableArray<CallValue> Values { get; }

    /// <summary>It reaches somebody or something beside the owner's own: by what its tool does, or by where this call goes.</summary>
    public bool Reaches => Effect.Reaches || !Destinations.IsEmpty || Values.Any(v => v.Role == ValueRole.Destination);

    /// <summary>The money that moves; null where none does or nobody can tell.</summary>
    public decimal? Amount { get; }

    /// <summary>
    /// What its owner should see before it is made. Left out of the hash, as facts are: they may be found anew when the call is made.
    /// </summary>
    public ImmutableArray<CallWarning> Warnings { get; }

    /// <summary>
    /// SHA-256, lower-case hex, over connection, tool, effect, verbs, arguments, every target with its version, and every
    /// destination. Facts are left out: they describe a target and may be read again (a message gets read meanwhile).
    /// </summary>
    public string Hash => _hash ??= ComputeHash();

    /// <summary>The verbs that traits imply, so that no connector can forget them.</summary>
    internal static Verbs Implied(EffectTraits traits)
    {
        var verbs = Verbs.None;
        verbs |= traits.HasFlag(EffectTraits.Sends) ? Verbs.Send : 0;
        verbs |= traits.HasFlag(EffectTraits.Destroys) ? Verbs.Delete : 0;
        verbs |= traits.HasFlag(EffectTraits.Spends) ? Verbs.Spend : 0;
        verbs |= traits.HasFlag(EffectTraits.Executes) ? Verbs.Execute : 0;
        verbs |= traits.HasFlag(EffectTraits.ChangesAccess) ? Verbs.Share : 0;
        return verbs;
    }

    private static ImmutableArray<CallValue> WithKinds(ImmutableArray<CallValue> values)
    {
        ImmutableArray<string> kinds = [.. values.SelectMany(v => v.Kinds).Distinct()];
        return kinds.IsEmpty ? values : [.. values.Select(v => v with { OtherKinds = kinds })];
    }

    private string ComputeHash()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            writer.WriteStringValue("meshclaw.call.1");
            writer.WriteStringValue(Connection.Value);
            writer.WriteStringValue(Tool.Value);
            writer.WriteNumberValue((int)Effect.Class);
            writer.WriteNumberValue((int)Effect.Traits);
            writer.WriteNumberValue((int)Verbs);
            writer.WriteStringValue(Arguments);
            foreach (var target in Targets)
            {
                writer.WriteStartArray();
                writer.WriteStringValue(target.Connection.Value);
                writer.WriteStringValue(target.Collection);
                writer.WriteStringValue(target.Id);
                writer.WriteStringValue(target.Version);
                writer.WriteEndArray();
            }

            foreach (var destination in Destinations)
            {
                writer.WriteStartObject();
                writer.WriteString(destination.Kind, destination.Value);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }
}
