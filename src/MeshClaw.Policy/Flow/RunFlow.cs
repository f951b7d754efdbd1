using System.Collections.Immutable;
using System.Globalization;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Flow;

/// <summary>Who makes up the calls of a run.</summary>
public enum CallAuthor
{
    /// <summary>A model: hijacked from the first poisoned text on, for all that anybody knows.</summary>
    Model,

    /// <summary>Code that follows rules which the owner reviewed; what it reads cannot change what it is.</summary>
    Reflex,
}

/// <summary>
/// What one run has read so far, and from whom: the guard's own memory of it, out of the model's reach. Grows as the run reads and acts;
/// used by one thread at a time. All searching is prepared when something is added, so that a decision only looks things up.
/// </summary>
public sealed partial class RunFlow
{
    private readonly List<Observation> _observations = [];
    private readonly List<KnownRecord> _records = [];
    private readonly Dictionary<string, List<KnownRecord>> _byMention = new(StringComparer.Ordinal);
    private readonly HashSet<(string Kind, string Id)> _made = [];
    private readonly Dictionary<string, List<KnownRecord>> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<ToolName, int> _acted = [];
    private readonly HashSet<string> _sent = new(StringComparer.Ordinal);
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly HashSet<DateOnly> _days = [];
    private readonly HashSet<string> _kinds = new(StringComparer.Ordinal);
    private readonly Mentions _mentions;
    private readonly HashSet<string> _own;
    private readonly Taint _taint = new();
    private readonly Dictionary<string, List<(KnownRecord Record, SeenField Field)>> _byField = new(
        StringComparer.Ordinal
    );

    /// <summary>Starts the record of a run.</summary>
    /// <param name="ownerText">The owner's message, or the reviewed instructions where a trigger started the run; never what the trigger carries.</param>
    /// <param name="ownIdentities">The owner's own addresses, accounts and names.</param>
    /// <param name="plan">The tools that it may use; null where the run has none, and then no tool is beyond it.</param>
    /// <param name="author">Who makes up its calls.</param>
    public RunFlow(
        string ownerText,
        IEnumerable<string> ownIdentities,
        Plan? plan = null,
        CallAuthor author = CallAuthor.Model
    )
    {
        ArgumentNullException.ThrowIfNull(ownerText);
        ArgumentNullException.ThrowIfNull(ownIdentities);
        Owner = new OwnerWords(ownerText);
        Asks = new OwnerAsks(Owner);
        _own = ownIdentities.Select(Identities.Normalize).Where(i => i.Length > 0).ToHashSet(StringComparer.Ordinal);
        _mentions = new Mentions(Owner, _own);
        Plan = plan;
        Author = author;
        Texts = new SeenTexts();
    }

    /// <summary>The tools that the run may use.</summary>
    public Plan? Plan { get; private set; }

    /// <summary>Who makes up its calls.</summary>
    public CallAuthor Author { get; }

    /// <summary>Whether anything that somebody else wrote has reached the run, or one that shares its record.</summary>
    public bool HasThirdPartyText => _taint.ThirdParty;

    /// <summary>Whether it has read anything private that the owner did not point at.</summary>
    internal bool HasUndirectedReads => _taint.Undirected;

    internal OwnerWords Owner { get; }

    internal OwnerAsks Asks { get; }

    internal SeenTexts Texts { get; }

    internal IReadOnlyList<Observation> Readings => _observations;

    internal IReadOnlyList<KnownRecord> Records => _records;

    internal IReadOnlySet<string> Own => _own;

    /// <summary>
    /// Adds to the plan what a run says that it needs, while it has read nothing by others; afterwards nothing is added, since whoever
    /// wrote what it read may be speaking.
    /// </summary>
    /// <returns>Whether it was added.</returns>
    public bool TryPlan(IEnumerable<PlanGrant> grants)
    {
        ArgumentNullException.ThrowIfNull(grants);
        if (HasThirdPartyText)
        {
            return false;
        }

        PlanByOwner(grants);
        return true;
    }

    /// <summary>
    /// Adds to the plan what follows from the owner's message alone. The caller answers for it: whoever worked it out must have been shown
    /// that message and the list of tools, and nothing that this run has read.
    /// </summary>
    public void PlanByOwner(IEnumerable<PlanGrant> grants)
    {
        ArgumentNullException.ThrowIfNull(grants);
        Plan = new Plan((Plan?.Grants ?? []).Concat(grants));
    }

    /// <summary>Adds what a call gave back.</summary>
    public void Observe(Observation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        var directed = IsDirected(observation);
        _taint.ThirdParty |= observation.HasThirdPartyText;
        _taint.Undirected |= !directed && observation.Records.Any(r => r.Fields.Any(IsTelling));
        foreach (var text in observation.LookedFor)
        {
            if (Dates.TryRead(text, out var day, out _))
            {
                _days.Add(day);
            }
        }

        _observations.Add(observation);
        var added = observation.Records.Select(r => Known(r, directed, observation.Outside)).ToList();
        var authors = added
            .SelectMany(k => k.Record.Fields.Where(f => f.Kind == FieldKind.Author))
            .GroupBy(f => f.Text)
            .ToDictionary(g => g.Key, g => g.Count());
        foreach (var known in added)
        {
            var sole = known.Record.Fields.Any(f => f.Kind == FieldKind.Author && authors[f.Text] == 1);
            _mentions.Note(known, observation.LookedFor, sole);
            foreach (var key in known.Mentions.Keys)
            {
                _byMention.AddTo(key, known);
            }

            _records.Add(known);
            _kinds.UnionWith(known.Record.Kinds);
            foreach (var field in known.Record.Fields)
            {
                if (field.Kind != FieldKind.Prose)
                {
                    _byField.AddTo(KeyOf(field.Text), (known, field));
                }
            }

            if (known.Record.Id is { } id)
            {
                _byId.AddTo(id, known);
            }

            Texts.Add(known);
        }
    }

    /// <summary>
    /// Notes that a call was made: it uses up its plan and its destinations. What it created may be used and taken back freely by this
    /// run; that is only what nobody had seen before and no argument named.
    /// </summary>
    public void Acted(ProposedCall call, Observation? result)
    {
        ArgumentNullException.ThrowIfNull(call);
        _acted[call.Tool] = _acted.GetValueOrDefault(call.Tool) + 1;
        if (call.Effect.Class != EffectClass.Read)
        {
            _done.Add(call.Hash);
            _sent.UnionWith(PlaceKeys(call));
        }

        if (result is null)
        {
            return;
        }

        foreach (var record in Creates(call) ? result.Records : [])
        {
            if (record.Id is { } id && !_byId.ContainsKey(id) && !call.Values.Any(v => v.Text == id))
            {
                _made.UnionWith(record.Kinds.Select(kind => (kind, id)));
            }
        }

        Observe(result);
    }

    // What acts upon a thing, takes one away or fetches does not create what it hands back.
    private static bool Creates(ProposedCall call) =>
        call.Effect.Class != EffectClass.Read
        && !call.Verbs.HasFlag(Verbs.Delete)
        && !call.Values.Any(v => v.Role == ValueRole.Target && !v.Kinds.IsEmpty);

    /// <summary>
    /// The record of a run that this one starts: it has read all that this one has, shares its counts, and its plan can only be
    /// narrower.
    /// </summary>
    public RunFlow ForSubRun(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var sub = (RunFlow)MemberwiseClone();
        sub.Plan = Plan is null ? plan : Plan.Narrow(plan);
        return sub;
    }

    /// <summary>Where a value of a call came from, for the guard's statements, the journal and the card.</summary>
    public ValueSource Trace(CallValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var choice = Choices.Of(value, this);
        return new ValueSource(choice.IsOwners, LabelOf(value, choice), choice.Source);
    }

    /// <summary>Where a value of a call came from, and who may see it.</summary>
    public Label LabelOf(CallValue value) => Trace(value).Label;

    /// <summary>How often a tool was used.</summary>
    internal int Uses(ToolName tool) => _acted.GetValueOrDefault(tool);

    /// <summary>Whether this run sent something there with this tool before.</summary>
    internal bool WasSentTo(ToolName tool, string place) => _sent.Contains(PlaceKey(tool, place));

    /// <summary>Whether a word of the owner is for a kind of thing that the run has read or that the call is about.</summary>
    internal bool IsKind(string word, CallValue value)
    {
        var stem = Words.Stem(word);
        return _kinds.Concat(value.OtherKinds).Any(k => Words.Stem(k) == stem);
    }

    /// <summary>Whether this run did exactly this before.</summary>
    internal bool WasDone(ProposedCall call) => _done.Contains(call.Hash);

    /// <summary>Whether the run looked at a day: it asked for it, or was shown something of it.</summary>
    internal bool HasRead(DateOnly day) => _days.Contains(day);

    /// <summary>Whether the run itself created what a value refers to.</summary>
    internal bool IsMade(CallValue value) => value.Kinds.Any(k => _made.Contains((k, value.Text)));

    /// <summary>The record that a value refers to; null where the run has read none.</summary>
    internal KnownRecord? Find(CallValue value) => FindAll(value).LastOrDefault();

    /// <summary>Whether others than the owner see what a value refers to, at any time that it was read. Where it never was, a model's
    /// word for it is none, and a reflex has it from its connector.</summary>
    internal bool IsShared(CallValue value) =>
        !value.Kinds.IsEmpty
        && value.Role == ValueRole.Target
        && !IsMade(value)
        && (
            FindAll(value) is { Count: > 0 } found
                ? found.Any(r => r.IsShared(_own))
                : HasThirdPartyText && Author == CallAuthor.Model
        );

    private List<KnownRecord> FindAll(CallValue value) =>
        value.Kinds.IsEmpty || !_byId.TryGetValue(value.Text, out var found)
            ? []
            : found.FindAll(k => k.Record.IsOneOf(value.Kinds));

    /// <summary>The fields, running text apart, that hold a value, with their records.</summary>
    internal IReadOnlyList<(KnownRecord Record, SeenField Field)> Holding(string text) =>
        _byField.TryGetValue(KeyOf(text), out var list) ? list : [];

    /// <summary>Where a call's things go.</summary>
    internal static IEnumerable<string> Destinations(ProposedCall call) =>
        call.Values.Where(v => v.Role == ValueRole.Destination).Select(v => v.Parts.Identity);

    private Label LabelOf(CallValue value, Choice choice)
    {
        var sensitivity = Texts.HoldsSecret(SeenTexts.Compact(value.Text), Owner)
            ? Sensitivity.Secret
            : Sensitivity.Private;
        // What nobody wrote anywhere was made up by the run: once it has read third-party text, it may stem from there.
        var origin =
            choice.IsOwners ? Origin.Owner
            : HasThirdPartyText ? Origin.ThirdParty
            : Origin.OwnSystem;
        return new Label(origin, sensitivity);
    }

    /// <summary>Where a call's things go: its destinations; for what cannot be taken back, without any, what it acts upon.</summary>
    internal static IEnumerable<string> Places(ProposedCall call)
    {
        var destinations = Destinations(call).ToList();
        return destinations.Count > 0 || call.Effect.Class != EffectClass.Irreversible
            ? destinations
            : call.Values.Where(v => v.Role == ValueRole.Target && !v.Kinds.IsEmpty).Select(v => v.Parts.Identity);
    }

    /// <summary>Its tool with each of its places: what serves once.</summary>
    internal static IEnumerable<string> PlaceKeys(ProposedCall call) =>
        Places(call).Select(p => PlaceKey(call.Tool, p));

    // What somebody wrote in confidence, and secrets; not the names of one's own things.
    private static bool IsTelling(SeenField field) =>
        field.Label.Sensitivity == Sensitivity.Secret
        || (
            field.Label.Sensitivity == Sensitivity.Private
            && (field.Label.Origin == Origin.ThirdParty || field.Kind == FieldKind.Prose)
        );

    /// <summary>The owner said what to look for, or it belongs to what the owner named; and nothing else was looked for.</summary>
    private bool IsDirected(Observation observation) =>
        !observation.LookedFor.IsEmpty
        && observation.LookedFor.All(l => IsOwnersOwn(l) || IsOfNamed(l, observation.Outside));

    private bool IsOfNamed(string text, bool outside) =>
        outside
            ? Carriers.In(text) is [var link] && Texts.With(link).Any(r => !r.Outside && IsNamed(r))
            : _byId.TryGetValue(text, out var found) && found.Exists(IsNamed);

    private bool IsOwnersOwn(string text)
    {
        if (Dates.TryRead(text, out var day, out _))
        {
            return Owner.Days.Any(d => d.Is(day));
        }

        var words = Words.Of(text);
        return Carriers.In(text) is [var carrier]
            ? Owner.Has(carrier)
            : words.Length > 0 && Words.IndexOf(Owner.Words, words) >= 0;
    }

    private static KnownRecord Known(SeenRecord record, bool directed, bool outside) =>
        new()
        {
            Record = record,
            Directed = directed,
            Outside = outside,
            Words = Words.Of(string.Join('\n', record.Fields.Select(f => f.Text))),
        };

    // A number by its value, so that 10 finds 10.0.
    private static string KeyOf(string text) =>
        text.Length < 20
        && decimal.TryParse(
            text,
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number.ToString("0.############", CultureInfo.InvariantCulture)
            : Identities.Normalize(text);

    /// <summary>What all runs that share a record know together.</summary>
    private sealed class Taint
    {
        public bool ThirdParty { get; set; }

        public bool Undirected { get; set; }
    }

    private static string PlaceKey(ToolName tool, string place) => tool.Value + '\n' + place;
}
