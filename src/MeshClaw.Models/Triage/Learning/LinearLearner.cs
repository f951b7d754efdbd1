using System.Numerics;
using System.Runtime.CompilerServices;

namespace MeshClaw.Models.Triage.Learning;

/// <summary>
/// Multinomial logistic regression over hashed features, learnt one example at a time with AdaGrad (Duchi, Hazan, Singer, 2011). Only buckets that
/// were seen have weights. Old gradients fade every <see cref="SweepEvery"/> examples, so that a habit that changed is learnt again at the first speed.
/// Deterministic: no randomness, no threads. Not thread-safe for writers.
/// </summary>
internal sealed class LinearLearner
{
    /// <summary>Bytes that the rows may take; more classes, fewer rows.</summary>
    private const int Budget = 2_600_000;

    private const int SweepEvery = 50;
    private const float Rate = 0.45f;
    private const float Fade = 0.985f;
    private const float Shrink = 0.9995f;
    private const float Start = 0.15f;

    private readonly int[] _rowOf = new int[FeatureVector.Buckets];
    private readonly List<int> _buckets = [];
    private int[] _seen = [];
    private int[] _last = [];
    private float[] _weights = [];
    private float[] _gradients = [];
    private int _stride;

    public LinearLearner() => Array.Fill(_rowOf, -1);

    /// <summary>How many classes.</summary>
    public int Classes { get; private set; }

    /// <summary>How many examples were learnt.</summary>
    public int Examples { get; private set; }

    /// <summary>How many buckets have weights.</summary>
    public int Rows => _buckets.Count;

    /// <summary>How many rows fit the budget of bytes.</summary>
    private int MaxRows => Budget / ((8 * Math.Max(1, Classes)) + 12);

    /// <summary>How often a bucket was in an example.</summary>
    public int Seen(int bucket) => _rowOf[bucket] is >= 0 and var row ? _seen[row] : 0;

    /// <summary>Makes room for another class.</summary>
    public void AddClass()
    {
        Classes++;
        var stride = (Classes + 7) / 8 * 8;
        if (stride == _stride)
        {
            return;
        }

        var rows = _seen.Length;
        var (weights, gradients) = (new float[rows * stride], new float[rows * stride]);
        for (var row = 0; row < _buckets.Count; row++)
        {
            Array.Copy(_weights, row * _stride, weights, row * stride, _stride);
            Array.Copy(_gradients, row * _stride, gradients, row * stride, _stride);
        }

        (_weights, _gradients, _stride) = (weights, gradients, stride);
    }

    /// <summary>Sums the weights of each class into <paramref name="scores"/>, which has <see cref="Classes"/> places or more.</summary>
    public void Score(ReadOnlySpan<HashedFeature> features, Span<float> scores)
    {
        Span<float> sums = stackalloc float[_stride];
        sums.Clear();
        foreach (var (bucket, value) in features)
        {
            if (_rowOf[bucket] is >= 0 and var row)
            {
                AddScaled(sums, _weights.AsSpan(row * _stride, _stride), value);
            }
        }

        sums[..Classes].CopyTo(scores);
    }

    /// <summary>What a feature adds to a class.</summary>
    public float Weight(HashedFeature feature, int place) =>
        _rowOf[feature.Bucket] is >= 0 and var row ? _weights[(row * _stride) + place] * feature.Value : 0;

    /// <summary>Turns scores into probabilities.</summary>
    public static void Softmax(Span<float> scores)
    {
        var most = scores[0];
        foreach (var score in scores)
        {
            most = MathF.Max(most, score);
        }

        var sum = 0f;
        foreach (ref var score in scores)
        {
            score = MathF.Exp(score - most);
            sum += score;
        }

        foreach (ref var score in scores)
        {
            score /= sum;
        }
    }

    /// <summary>Learns that a message belongs to <paramref name="place"/>.</summary>
    public void Learn(ReadOnlySpan<HashedFeature> features, int place, float weight)
    {
        Span<float> wanted = stackalloc float[Classes];
        wanted.Clear();
        wanted[place] = 1;
        Step(features, wanted, weight);
        Count(features);
    }

    /// <summary>Learns that a message does not belong to <paramref name="place"/>, wherever else it does.</summary>
    public void Unlearn(ReadOnlySpan<HashedFeature> features, int place, float weight)
    {
        Span<float> wanted = stackalloc float[Classes];
        Score(features, wanted);
        Softmax(wanted);
        var rest = MathF.Max(1 - wanted[place], 1e-6f);
        wanted[place] = 0;
        foreach (ref var share in wanted)
        {
            share /= rest;
        }

        Step(features, wanted, weight);
    }

    private void Step(ReadOnlySpan<HashedFeature> features, ReadOnlySpan<float> wanted, float weight)
    {
        Span<float> errors = stackalloc float[_stride];
        errors.Clear();
        Score(features, errors);
        Softmax(errors[..Classes]);
        for (var k = 0; k < Classes; k++)
        {
            errors[k] = (errors[k] - wanted[k]) * weight;
        }

        foreach (var (bucket, value) in features)
        {
            var row = RowFor(bucket) * _stride;
            for (var k = 0; k < Classes; k++)
            {
                var gradient = errors[k] * value;
                ref var sum = ref _gradients[row + k];
                sum += gradient * gradient;
                _weights[row + k] -= Rate * gradient / MathF.Sqrt(sum + Start);
            }
        }
    }

    private void Count(ReadOnlySpan<HashedFeature> features)
    {
        Examples++;
        foreach (var (bucket, _) in features)
        {
            var row = RowFor(bucket);
            _seen[row]++;
            _last[row] = Examples;
        }

        if (Examples % SweepEvery == 0)
        {
            Sweep();
        }

        if (_buckets.Count > MaxRows)
        {
            Keep([
                .. Enumerable
                    .Range(0, _buckets.Count)
                    .OrderByDescending(Worth)
                    .ThenBy(r => _buckets[r])
                    .Take(MaxRows * 9 / 10)
                    .Order(),
            ]);
        }
    }

    private void Sweep()
    {
        foreach (ref var gradient in _gradients.AsSpan(0, _buckets.Count * _stride))
        {
            gradient *= Fade;
        }

        foreach (ref var weight in _weights.AsSpan(0, _buckets.Count * _stride))
        {
            weight *= Shrink;
        }
    }

    // What was seen often and lately is worth more.
    private double Worth(int row) => Math.Log2(1 + _seen[row]) - ((Examples - _last[row]) / 2_000.0);

    private void Keep(List<int> rows)
    {
        var old = (_weights, _gradients, _seen, _last, Buckets: _buckets.ToArray());
        Array.Fill(_rowOf, -1);
        _buckets.Clear();
        (_weights, _gradients) = (new float[rows.Count * _stride], new float[rows.Count * _stride]);
        (_seen, _last) = (new int[rows.Count], new int[rows.Count]);
        foreach (var from in rows)
        {
            var to = RowFor(old.Buckets[from]);
            old._weights.AsSpan(from * _stride, _stride).CopyTo(_weights.AsSpan(to * _stride));
            old._gradients.AsSpan(from * _stride, _stride).CopyTo(_gradients.AsSpan(to * _stride));
            (_seen[to], _last[to]) = (old._seen[from], old._last[from]);
        }
    }

    private int RowFor(int bucket)
    {
        if (_rowOf[bucket] is >= 0 and var known)
        {
            return known;
        }

        var row = _buckets.Count;
        if (row == _seen.Length)
        {
            var rows = Math.Max(1_024, row * 2);
            Array.Resize(ref _seen, rows);
            Array.Resize(ref _last, rows);
            Array.Resize(ref _weights, rows * _stride);
            Array.Resize(ref _gradients, rows * _stride);
        }

        _buckets.Add(bucket);
        return _rowOf[bucket] = row;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddScaled(Span<float> sums, ReadOnlySpan<float> weights, float value)
    {
        var scale = new Vector<float>(value);
        var k = 0;
        for (; k + Vector<float>.Count <= sums.Length; k += Vector<float>.Count)
        {
            (new Vector<float>(sums[k..]) + (new Vector<float>(weights[k..]) * scale)).CopyTo(sums[k..]);
        }

        for (; k < sums.Length; k++)
        {
            sums[k] += weights[k] * value;
        }
    }

    /// <summary>Writes all rows in the order of their buckets.</summary>
    public void Write(BinaryWriter to)
    {
        to.Write(Classes);
        to.Write(Examples);
        to.Write(Rows);
        foreach (var (bucket, row) in _buckets.Select((b, r) => (b, r)).OrderBy(x => x.b))
        {
            to.Write(bucket);
            to.Write(_seen[row]);
            to.Write(_last[row]);
            for (var k = 0; k < Classes; k++)
            {
                to.Write(_weights[(row * _stride) + k]);
                to.Write(_gradients[(row * _stride) + k]);
            }
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It did not write this.</exception>
    public static LinearLearner Read(BinaryReader from)
    {
        var (classes, examples, rows) = (from.ReadInt32(), from.ReadInt32(), from.ReadInt32());
        if (classes is < 0 or > TriageModel.MaxFolders || examples < 0 || rows is < 0 or > FeatureVector.Buckets)
        {
            throw new InvalidDataException($"{classes} folders, {rows} weights");
        }

        var learner = new LinearLearner();
        for (var k = 0; k < classes; k++)
        {
            learner.AddClass();
        }

        learner.Examples = examples;
        for (var i = 0; i < rows; i++)
        {
            var bucket = from.ReadInt32();
            if (bucket is < 0 or >= FeatureVector.Buckets)
            {
                throw new InvalidDataException($"bucket {bucket}");
            }

            var row = learner.RowFor(bucket);
            (learner._seen[row], learner._last[row]) = (from.ReadInt32(), from.ReadInt32());
            for (var k = 0; k < classes; k++)
            {
                var (weight, gradient) = (from.ReadSingle(), from.ReadSingle());
                if (!float.IsFinite(weight) || !float.IsFinite(gradient) || gradient < 0)
                {
                    throw new InvalidDataException("a weight that is no number");
                }

                learner._weights[(row * learner._stride) + k] = weight;
                learner._gradients[(row * learner._stride) + k] = gradient;
            }
        }

        return learner;
    }
}
