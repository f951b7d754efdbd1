using System.Collections.Concurrent;
using MeshClaw.Policy.Flow;

namespace MeshClaw.Core.Turns;

/// <summary>
/// What each conversation has read in this process, for the guard's judgement of the next turn. Not durable, and bounded: where something is not
/// remembered any more, the guard is told that there was something, private and by somebody else. Thread-safe.
/// </summary>
internal sealed class ConversationMemory
{
    private const int MaxReadings = 60;
    private const int MaxText = 400_000;
    private const int MaxConversations = 50;

    private readonly ConcurrentDictionary<ConversationId, Readings> _all = new();

    /// <summary>Tells a flow what a conversation has read; false where nothing of it is remembered.</summary>
    public bool TellTo(RunFlow flow, ConversationId conversation)
    {
        if (!_all.TryGetValue(conversation, out var readings))
        {
            return false;
        }

        lock (readings)
        {
            if (readings.HasForgotten)
            {
                TellUnknownTo(flow);
            }

            foreach (var observation in readings.Latest)
            {
                flow.Observe(observation);
            }
        }

        return true;
    }

    /// <summary>Tells a flow that something was read of which nobody knows any more who wrote it.</summary>
    public static void TellUnknownTo(RunFlow flow)
    {
        var nothing = new SeenField("text", FieldKind.Prose, "", Label.Unknown);
        flow.Observe(new Observation { Records = [new SeenRecord([], null, [nothing])] });
    }

    public void Add(ConversationId conversation, IReadOnlyList<Observation> seen)
    {
        if (_all.Count >= MaxConversations && !_all.ContainsKey(conversation))
        {
            _all.Clear(); // As after a restart.
        }

        var readings = _all.GetOrAdd(conversation, static _ => new Readings());
        lock (readings)
        {
            foreach (var observation in seen)
            {
                readings.Add(observation);
            }
        }
    }

    private sealed class Readings
    {
        private int _length;

        public Queue<Observation> Latest { get; } = new();

        public bool HasForgotten { get; private set; }

        public void Add(Observation observation)
        {
            Latest.Enqueue(observation);
            _length += LengthOf(observation);
            while (Latest.Count > MaxReadings || (_length > MaxText && Latest.Count > 1))
            {
                _length -= LengthOf(Latest.Dequeue());
                HasForgotten = true;
            }
        }

        private static int LengthOf(Observation observation) =>
            observation.Records.Sum(r => r.Fields.Sum(f => f.Text.Length));
    }
}
